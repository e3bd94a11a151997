"""Real Redis servers on ports of this machine, as operators run them: a primary with replicas under three Sentinels,
and a cluster of three primaries with a replica each."""

import asyncio
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisError, ResponseError

from demo.ports import HOST, free_port
from demo.tether import Tether
from demo.valkey import WITHOUT_FILES, program, start_in

SERVICE = "chats"
DOWN_AFTER_MS = 2500
SLOTS = 16384
# No measure of speed: only so that what waits in vain ends.
COMES_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class Entry:
    """How servers are entered: by a password, and by TLS where `pem` is the file of their certificate and key, for
    `localhost`, which vouches for itself."""

    password: str = ""
    pem: str = ""

    @property
    def scheme(self) -> str:
        return "rediss" if self.pem else "redis"

    @property
    def login(self) -> str:
        return f":{self.password}@" if self.password else ""

    @property
    def query(self) -> str:
        return f"?ssl_ca_certs={self.pem}" if self.pem else ""

    def options(self, port: int) -> dict[str, str]:
        """As servers and Sentinels take them."""
        secret = {"requirepass": self.password} if self.password else {}
        if not self.pem:
            return secret | {"port": str(port)}
        files = dict.fromkeys(("tls-cert-file", "tls-key-file", "tls-ca-cert-file"), self.pem)
        return secret | files | {"port": "0", "tls-port": str(port), "tls-auth-clients": "no", "tls-replication": "yes"}

    def client(self, port: int, **about: Any) -> Redis:
        tls = {"ssl": True, "ssl_ca_certs": self.pem} if self.pem else {}
        given = {"password": self.password or None, "decode_responses": True, **tls, **about}
        return Redis(host="localhost" if self.pem else HOST, port=port, **given)


FREE = Entry()


class Server:
    """One server with a port; `options` as the server takes them."""

    def __init__(self, tether: Tether, options: dict[str, str] | None = None, entry: Entry = FREE) -> None:
        self._tether = tether
        self._entry = entry
        self.options = (options or {}) | ({"masterauth": entry.password} if entry.password else {})
        self.port = free_port()
        self.folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
        self.child: Popen[bytes] | None = None

    def start(self) -> None:
        here = self._entry.options(self.port) | {"bind": HOST}
        self.child = start_in(self._tether, self.folder, options=WITHOUT_FILES | here | self.options)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        if self.child is not None:
            self._tether.stop(self.child)

    def signal(self, what: signal.Signals) -> None:
        """SIGSTOP cuts it off from everybody, SIGCONT brings it back as it was."""
        if self.child is not None:
            self.child.send_signal(what)

    @property
    def up(self) -> bool:
        return self.child is not None and self.child.poll() is None

    async def tell(self, *words: str | int) -> Any:
        """What it answers; asked again while it starts."""
        async with self._entry.client(self.port, retry=Retry(ConstantBackoff(0.05), 200)) as client:
            return await client.execute_command(*words)


async def until(is_so: Callable[[], Any], what: str) -> None:
    """`is_so` gives something to await. Raises AssertionError when it never comes."""
    try:
        async with asyncio.timeout(COMES_WITHIN_S):
            while not await is_so():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"never came: {what}") from None


class Sentinels:
    """`servers`: the first is the primary at the start. The Sentinels agree by two of three."""

    def __init__(self, tether: Tether, entry: Entry = FREE, *, own_password: str = "") -> None:
        """`own_password`: of the Sentinels."""
        self._tether, self._entry = tether, entry
        self._own = replace(entry, password=own_password)
        announced = {"replica-announce-ip": "localhost"} if entry.pem else {}
        self.servers = [Server(tether, announced, entry) for _ in range(2)]
        self._sentinels: list[tuple[int, Path]] = []
        self.children: list[Popen[bytes]] = []

    async def start(self) -> None:
        for server in self.servers:
            server.start()
        first, *others = self.servers
        for other in others:
            await other.tell("REPLICAOF", self._host, first.port)
        for other in others:
            await until(lambda other=other: self.follows(other), "a replica that follows")
        for _ in range(3):
            self._start_sentinel(first.port)
        await until(self._agreed, "three Sentinels that know each other and the replica")

    @property
    def url(self) -> str:
        places = ",".join(f"{self._host}:{port}" for port, _ in self._sentinels)
        own = f"{'&' if self._entry.query else '?'}sentinel_password={self._own.password}" if self._own.password else ""
        return f"{self._entry.scheme}+sentinel://{self._entry.login}{places}/{SERVICE}{self._entry.query}{own}"

    @property
    def _host(self) -> str:
        return "localhost" if self._entry.pem else HOST

    @property
    def pids(self) -> list[int]:
        """Of the primary as it was at the start, its replica, and the Sentinels."""
        return [one.child.pid for one in self.servers if one.child is not None] + [one.pid for one in self.children]

    async def primary(self) -> Server:
        """As the Sentinels say."""
        said = await self.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)
        return next(one for one in self.servers if one.port == int(said[1]))

    async def ask(self, *words: str | int, which: int = 0) -> Any:
        async with self._own.client(self._sentinels[which][0]) as client:
            return await client.execute_command(*words)

    async def switched(self, former: Server) -> Server:
        """Until another is the primary."""
        await until(lambda: self._is_another(former), "another primary")
        return await self.primary()

    async def failed_over(self) -> bool:
        """Whether the Sentinels have just begun, as an operator asks for; not so soon after the last time."""
        try:
            return bool(await self.ask("SENTINEL", "FAILOVER", SERVICE))
        except RedisError:
            return False

    async def _is_another(self, former: Server) -> bool:
        now = await self.primary()
        return now is not former and (await now.tell("ROLE"))[0] == "master"

    async def well(self) -> bool:
        """Whether one is the primary and all others follow it."""
        primary = await self.primary()
        return all([await self.follows(one) for one in self.servers if one is not primary])

    async def follows(self, server: Server) -> bool:
        return bool((await server.tell("INFO", "replication")).get("master_link_status") == "up")

    async def _agreed(self) -> bool:
        states = [await self.ask("SENTINEL", "MASTER", SERVICE, which=which) for which in range(3)]
        facts = [(int(one["num-other-sentinels"]), int(one["num-slaves"])) for one in states]
        return facts == [(2, len(self.servers) - 1)] * 3

    def _start_sentinel(self, primary: int) -> None:
        port, folder = free_port(), self._tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
        file = folder / "sentinel.conf"
        secrets = [f"sentinel auth-pass {SERVICE} {self._entry.password}"] if self._entry.password else []
        secrets += [f"sentinel sentinel-pass {self._own.password}"] if self._own.password else []
        lines = (
            *(f"{name} {value}" for name, value in self._own.options(port).items()),
            f"bind {HOST}",
            f"dir {folder}",
            f"logfile {folder / 'log'}",
            *(f"sentinel {what}-hostnames yes" for what in ("resolve", "announce")),
            *(["sentinel announce-ip localhost"] if self._entry.pem else []),
            f"sentinel monitor {SERVICE} {self._host} {primary} 2",
            f"sentinel down-after-milliseconds {SERVICE} {DOWN_AFTER_MS}",
            f"sentinel failover-timeout {SERVICE} 6000",
            *secrets,
        )
        file.write_text("\n".join(lines) + "\n")
        self._sentinels.append((port, file))
        quiet = {"stdin": DEVNULL, "stdout": DEVNULL, "stderr": DEVNULL}
        self.children.append(self._tether.start([program(), str(file), "--sentinel"], cwd=folder, **quiet))


class Cluster:
    """Three primaries with a third of the slots each, then a replica of each."""

    def __init__(self, tether: Tether, entry: Entry = FREE, *, timeout_ms: int = 2500) -> None:
        """`timeout_ms`: how long a node may be silent before its replica takes its place."""
        self._entry = entry
        own = {"cluster-enabled": "yes", "cluster-require-full-coverage": "no"}
        own["cluster-node-timeout"] = str(timeout_ms)
        own |= {"enable-debug-command": "local"}
        if entry.pem:
            own |= {"tls-cluster": "yes"}
        self.nodes = [Server(tether, own | {"cluster-port": str(free_port())}, entry) for _ in range(6)]

    async def start(self) -> None:
        for node in self.nodes:
            node.start()
        primaries, replicas = self.nodes[:3], self.nodes[3:]
        for place, node in enumerate(primaries):
            await node.tell("CLUSTER SET-CONFIG-EPOCH", place + 1)
            await node.tell("CLUSTER ADDSLOTSRANGE", SLOTS * place // 3, SLOTS * (place + 1) // 3 - 1)
        for node in self.nodes[1:]:
            await self.nodes[0].tell("CLUSTER MEET", HOST, node.port, node.options["cluster-port"])
        for node in self.nodes:
            await until(lambda node=node: self._knows(node, 6), "six nodes that know each other")
        for primary, replica in zip(primaries, replicas, strict=True):
            await replica.tell("CLUSTER REPLICATE", await primary.tell("CLUSTER MYID"))
        for node in self.nodes:
            await until(lambda node=node: self._well(node), "a cluster that is well")
        for replica in replicas:
            await until(lambda node=replica: self._follows(node), "a replica that follows")

    @property
    def url(self) -> str:
        places = ",".join(f"{HOST}:{node.port}" for node in self.nodes[:3])
        return f"{self._entry.scheme}+cluster://{self._entry.login}{places}{self._entry.query}"

    @property
    def pids(self) -> list[int]:
        return [node.child.pid for node in self.nodes if node.child is not None]

    async def holder(self, slot: int) -> Server:
        """The primary of this slot, as a living node sees it."""
        for node in self.living():
            for low, high, primary, *_ in await node.tell("CLUSTER SLOTS"):
                if low <= slot <= high:
                    return next(one for one in self.nodes if one.port == int(primary[1]))
        raise AssertionError("nobody holds this slot")

    async def pair(self, slot: int) -> list[Server]:
        """The primary of this slot and its replicas."""
        rows = await self.living()[0].tell("CLUSTER SLOTS")
        ports = next([int(one[1]) for one in servers] for low, high, *servers in rows if low <= slot <= high)
        return [next(one for one in self.nodes if one.port == port) for port in ports]

    def living(self) -> list[Server]:
        return [node for node in self.nodes if node.up]

    async def another(self, node: Server) -> Server:
        """A primary beside this one."""
        slots = await self.living()[0].tell("CLUSTER SLOTS")
        ports = {int(row[2][1]) for row in slots} - {node.port}
        return next(one for one in self.nodes if one.port in ports)

    async def move(self, slot: int, to: Server) -> None:
        """As `redis-cli --cluster reshard` does it: key by key."""
        former = await self.holder(slot)
        ids = [await one.tell("CLUSTER MYID") for one in (former, to)]
        await to.tell("CLUSTER SETSLOT", slot, "IMPORTING", ids[0])
        await former.tell("CLUSTER SETSLOT", slot, "MIGRATING", ids[1])
        while names := await former.tell("CLUSTER GETKEYSINSLOT", slot, 10):
            await former.tell("MIGRATE", HOST, to.port, "", 0, 5000, "KEYS", *names)
        for node in (to, former):
            await node.tell("CLUSTER SETSLOT", slot, "NODE", ids[1])

    async def move_whole(self, slot: int, to: Server) -> None:
        """As Valkey 9 does by itself; servers that cannot move it key by key."""
        former = await self.holder(slot)
        try:
            words = ("CLUSTER MIGRATESLOTS", "SLOTSRANGE", slot, slot, "NODE", await to.tell("CLUSTER MYID"))
            await former.tell(*words)
        except ResponseError:
            return await self.move(slot, to)
        return await until(lambda: self._has(to, slot), "a slot that has moved")

    async def _has(self, node: Server, slot: int) -> bool:
        return await self.holder(slot) is node

    async def replaced(self, node: Server) -> None:
        """Until its replica has taken its place, as all others see it."""
        await until(lambda: self._without(node), "a replica in its place")

    async def well(self) -> bool:
        """Every primary has its replica again."""
        return all([await self._well(node) for node in self.nodes])

    async def _without(self, node: Server) -> bool:
        others = [one for one in self.living() if one is not node]
        seen = [await one.tell("CLUSTER SLOTS") for one in others]
        ports = [{int(row[2][1]) for row in rows} for rows in seen]
        return all(len(named) == 3 and node.port not in named for named in ports)

    async def _knows(self, node: Server, many: int) -> bool:
        return int((await node.tell("CLUSTER INFO"))["cluster_known_nodes"]) == many

    async def _well(self, node: Server) -> bool:
        info = await node.tell("CLUSTER INFO")
        seen = await node.tell("CLUSTER SLOTS")
        return info["cluster_state"] == "ok" and all(len(one) == 4 for one in seen) and len(seen) >= 3

    async def _follows(self, node: Server) -> bool:
        return bool((await node.tell("INFO", "replication"))["master_link_status"] == "up")
