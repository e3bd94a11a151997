"""Real gateways, a real Valkey that can be killed and a real SQL server, with our proxies before each."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from subprocess import Popen
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from demo.data import fill
from demo.ports import HOST, free_port
from demo.redis_servers import Cluster, Sentinels
from demo.stack import Part, Stack
from demo.tether import Tether
from demo.valkey import socket_in, start_in
from storage import open_store
from storage.migrate import migrate
from tests import postgres
from tests.faults.proxy import Proxy, Weather
from tests.patience import PATIENCE_S

ORIGIN = "https://chat.example"
GATEWAYS = 2
CLOCK = Path(__file__).parent / "clock"
READY = tempfile.TemporaryDirectory(prefix="hl-", ignore_cleanup_errors=True)
READY_ON: dict[str, str] = {}
FILES = {"save": "", "appendonly": "yes", "appendfsync": "everysec"}
MINUTE_S = 60.0 if os.environ.get("HEARLINE_LONG") else 2.0


async def ready_on(server: str) -> str:
    """The name of a database as the demo fills it, made once, for others to be like."""

    async def demo(url: str) -> None:
        await migrate(url)
        store = open_store(url)
        await fill(store)
        await store.close()

    if server not in READY_ON:
        READY_ON[server] = await postgres.make_template(server, demo)
    return READY_ON[server]


class Valkey:
    """A server with an append-only file, whose data outlives it unless it is told to forget. With a `port` another may
    follow it."""

    def __init__(self, tether: Tether, port: int = 0) -> None:
        self._tether = tether
        self.port = port
        self.folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
        self.path = socket_in(self.folder)
        self.child: Popen[bytes] | None = None

    def start(self) -> None:
        self.child = start_in(self._tether, self.folder, options=FILES | {"port": str(self.port)})

    def kill(self, *, forget: bool) -> None:
        assert self.child is not None
        self._tether.stop(self.child, how=signal.SIGKILL)
        self.path.unlink(missing_ok=True)
        if forget:
            shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)


class House:
    """`front` is what clients connect to (it goes to any living gateway), `back` what gateways reach Valkey by,
    `side` what they reach SQL by. With `sql` a worker runs too; with `standby` a second Valkey follows the first."""

    def __init__(
        self,
        *,
        direct: bool = False,
        extra: Mapping[str, str] | None = None,
        sql: str = "",
        standby: bool = False,
        minute_s: float = MINUTE_S,
        many: "type[Sentinels] | type[Cluster] | None" = None,
        gateways: int = GATEWAYS,
    ) -> None:
        """`direct`: without the proxies; clients pick a gateway themselves. `extra`: further settings. `sql`: the
        PostgreSQL server whose database is used instead of a file. `minute_s`: how long a minute lasts here. `many`:
        servers that stand for Valkey, reached without a proxy. `gateways`: how many, called web, web2, web3 …"""
        self.minute_s = minute_s
        self._sql, self._database = sql, ""
        self._open = contextlib.AsyncExitStack()
        self._direct = direct
        self._tether = Tether()
        self.valkey = Valkey(self._tether, free_port() if standby else 0)
        self.standby = Valkey(self._tether, free_port()) if standby else None
        self.many = many(self._tether) if many is not None else None
        folder = self._tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
        ports = [free_port() for _ in range(gateways)]
        self.ports = {
            f"web{number or ''}": port for number, port in zip((0, *range(2, gateways + 1)), ports, strict=True)
        }
        limits = {"HEARLINE_ORIGINS": ORIGIN, "HEARLINE_DRAIN_S": "1", "HEARLINE_PING_S": "1"}
        limits |= {"HEARLINE_CALM_JOINS": "1000000", "PYTHONPATH": str(CLOCK), "HEARLINE_TEST_CLOCK": f"{folder}/clock"}
        self._limits = limits | dict(extra or {})
        self.stack = Stack(self._tether, folder, ports[0], self._limits)
        self.frozen: set[str] = set()
        self.front = Proxy(lambda: [f"{HOST}:{port}" for name, port in self.ports.items() if name not in self.frozen])
        self.back = Proxy(lambda: [str(self.valkey.path)])
        self.side = Proxy(lambda: [postgres.target(sql)])

    @property
    def socket_url(self) -> str:
        """Of the proxy, or of a gateway that accepts connections, as a load balancer would choose."""
        return f"ws://{HOST}:{random.choice(self._living) if self._direct else self.front.port}"

    @property
    def url(self) -> str:
        """HTTP of a gateway that is chosen as for sockets, past the proxy."""
        return f"http://{HOST}:{random.choice(self._living)}"

    @property
    def _living(self) -> list[int]:
        up = [port for name, port in self.ports.items() if name in self.stack.parts and name not in self.frozen]
        return up or list(self.ports.values())

    @property
    def redis_url(self) -> str:
        """Straight, past the proxy."""
        return self.many.url if self.many is not None else f"unix://{self.valkey.path}"

    async def tell(self, valkey: Valkey, *words: str) -> Any:
        """What this server answers to a command, past the proxy; asked again while it starts."""
        client = Redis(
            unix_socket_path=str(valkey.path), decode_responses=True, retry=Retry(ConstantBackoff(0.05), 200)
        )
        async with client:
            return await client.execute_command(*words)

    async def start(self) -> None:
        if self.many is not None:
            await self.many.start()
        else:
            self.valkey.start()
        if self.standby is not None:
            self.standby.start()
            await self.tell(self.standby, "REPLICAOF", HOST, str(self.valkey.port))
            async with asyncio.timeout(PATIENCE_S):
                while (await self.tell(self.standby, "INFO"))["master_link_status"] != "up":  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        await self.back.start()
        self.stack.redis_url = self.redis_url if self._direct or self.many else f"redis://{HOST}:{self.back.port}"
        await self.side.start()
        if self._sql:
            like = await ready_on(self._sql)
            self._database = await self._open.enter_async_context(postgres.database(self._sql, like))
            self._limits["DATABASE_URL"] = postgres.through(self._database, self.side.port)
        else:
            await asyncio.to_thread(self._prepare)
        for name in self.ports:
            self.start_gateway(name)
        if self._sql:
            self.stack.start("worker")
        await asyncio.gather(*(self.ready(name) for name in self.ports))
        await self.front.start()

    def _prepare(self) -> None:
        """The first house without a SQL server makes the file that the others get a copy of."""
        made = Path(READY.name)
        shutil.copytree(made, self.stack.folder, dirs_exist_ok=True)
        self.stack.prepare()
        if not list(made.iterdir()):
            for name in ("hearline.db", "prepared"):
                shutil.copy(self.stack.folder / name, made)

    async def stop(self) -> None:
        await self.front.stop()
        await asyncio.to_thread(self._tether.close, 2)
        await self.back.stop()
        await self.side.stop()
        await self._open.aclose()

    async def proxy_to(self, targets: Callable[[], list[str]]) -> Proxy:
        """One more, which ends with the house."""
        way = Proxy(targets)
        await way.start()
        self._open.push_async_callback(way.stop)
        return way

    def set(self, name: str, value: str) -> None:
        """For whatever is started from now on."""
        self._limits[name] = value

    def start_gateway(self, name: str) -> Part:
        return self.stack.start("web", name=name, port=self.ports[name])

    async def ready(self, name: str) -> None:
        await asyncio.to_thread(self.stack.wait, self.ports[name])

    def signal(self, name: str, what: signal.Signals) -> None:
        self.stack.parts[name].child.send_signal(what)

    async def kill_gateway(self, name: str) -> None:
        part = self.stack.parts.pop(name)
        part.child.kill()
        await asyncio.to_thread(self._tether.stop, part.child)

    async def stop_gateway(self, name: str) -> int:
        """SIGTERM: it drains. Its exit code."""
        part = self.stack.parts.pop(name)
        return await asyncio.to_thread(self._tether.stop, part.child, within_s=PATIENCE_S)

    @contextlib.contextmanager
    def without_sql(self, *, silent: bool) -> Iterator[None]:
        """SQL cannot be reached: connections are refused, or (`silent`) nothing ever answers."""
        if silent:
            self.side.weather = Weather(swallow=True)
        else:
            self.side.closed = True
            self.side.cut_all()
        yield
        self.side.weather, self.side.closed = Weather(), False
        self.side.cut_all()

    @property
    def database(self) -> str:
        """Its address past the proxy; empty without a SQL server."""
        return self._database

    async def asked(self, statement: str) -> list[tuple[Any, ...]]:
        """What SQL answers, past the proxy."""
        engine = create_async_engine(self._database)
        async with engine.connect() as connection:
            found = [tuple(row) for row in await connection.execute(text(statement))]
        await engine.dispose()
        return found

    async def rows(self) -> int:
        """How many chats SQL knows."""
        return int((await self.asked("SELECT count(*) FROM session"))[0][0])

    def jump(self, name: str, seconds: int) -> None:
        """The wall clock of a gateway is now that much ahead of this machine's."""
        path = self.stack.folder / f"clock-{self.ports[name]}"
        with path.open("r+b") as file:
            file.write(seconds.to_bytes(8, "little", signed=True))

    def errors(self) -> str:
        """What the gateways and the worker logged as faults of ours, the last of it."""
        lines = [line for line in self.words().splitlines() if '"level":"error"' in line.replace(": ", ":")]
        return "\n".join(["Logged as errors:", *lines[-5:]])

    def words(self) -> str:
        """Everything the gateways logged."""
        return "\n".join(path.read_text(errors="replace") for path in self.stack.folder.glob("*.log"))
