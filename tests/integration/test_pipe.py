"""The connection to Redis against a real server that drops it, refuses it, or is another one by now."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from redis.asyncio import Redis

from chat.startup import why
from demo.ports import free_port
from demo.tether import Tether
from demo.valkey import start_valkey
from routing import keys
from routing.bus import Bus
from routing.errors import CommandFailed, Gap, NotNow, PipeDown, PipeFull, PipeLost, RoutingError
from routing.library import Library
from routing.open import slow_redis
from routing.pipe import Pipe, settle
from routing.where import Address
from tests.conftest import missing
from tests.patience import PATIENCE_S
from tests.security.https import certificate

DEBIAN = shutil.which("redis-server", path="/usr/bin")
# One function that counts calls, and one that refuses.
BODY = """
redis.register_function('@_add', function(KEYS, ARGV) return redis.call('INCR', KEYS[1]) end)
redis.register_function('@_gap', function(KEYS, ARGV) return '!gap ' .. ARGV[1] end)
"""


@pytest.fixture
async def pipe(redis: Redis, valkey_url: str) -> AsyncIterator[Pipe]:
    it = Pipe(valkey_url, bound=100)
    await it.start()
    yield it
    await it.stop()


@pytest.fixture
async def bus(pipe: Pipe) -> AsyncIterator["Heard"]:
    it = Heard(pipe)
    await it.bus.start()
    yield it
    await it.bus.stop()


class Heard:
    """A bus, what it heard, and how often it heard that it had missed something."""

    def __init__(self, pipe: Pipe) -> None:
        self.bus, self.heard, self.missed = Bus(pipe, "g1"), list[str](), 0
        self.bus.on_notice, self.bus.on_lost = self.heard.append, self._miss

    def _miss(self) -> None:
        self.missed += 1


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def until_up(pipe: Pipe) -> None:
    await until(lambda: pipe.up)


async def test_commands_of_one_turn_are_answered_in_order(pipe: Pipe) -> None:
    assert await asyncio.gather(*(pipe.call("ECHO", f"é{n}") for n in range(50))) == [f"é{n}" for n in range(50)]


async def test_a_refused_command_names_its_reason(pipe: Pipe) -> None:
    with pytest.raises(CommandFailed) as refused:
        await pipe.call("NOSUCH")
    assert refused.value.word == "ERR"


async def test_a_function_runs_once_though_the_server_does_not_know_it(pipe: Pipe, redis: Redis) -> None:
    library = Library("test_", BODY)
    await redis.execute_command("FUNCTION FLUSH")

    def run(name: str, *args: str) -> "asyncio.Future[int]":
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        library.run_soon(pipe, name, (1, "k", *args), lambda reply, error: settle(future, reply, error))
        return future

    first, second = run("add"), run("add")
    assert [await first, await second, await run("add")] == [1, 2, 3]
    with pytest.raises(Gap) as gap:
        await run("gap", "7")
    assert gap.value.expected == 7


async def test_beyond_the_bound_nothing_is_sent(pipe: Pipe, redis: Redis) -> None:
    await pipe.call("ECHO", "the pipe's own first ping was answered before this")
    calls = [pipe.call("INCR", "k") for _ in range(101)]
    with pytest.raises(PipeFull):
        await calls[-1]
    assert await calls[-2] == 100


async def test_a_broken_connection_fails_what_was_under_way_and_comes_back(pipe: Pipe, redis: Redis) -> None:
    under_way = pipe.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")
    with pytest.raises((PipeLost, CommandFailed)):
        await asyncio.gather(under_way, pipe.call("INCR", "k"))
    with pytest.raises((PipeDown, PipeLost)):
        await pipe.call("PING")
    await until_up(pipe)
    assert await pipe.call("PING") == "PONG"


async def test_no_server_is_said_at_start() -> None:
    with pytest.raises(PipeDown):
        await Pipe("unix:///nowhere.sock", timeout_s=0.1).start()


async def test_nobody_listens_without_a_connection(pipe: Pipe, redis: Redis, bus: Heard) -> None:
    await pipe.stop()
    with pytest.raises(PipeDown):
        await Bus(pipe, "g2").start()


async def test_the_bus_carries_notices_and_says_when_some_were_missed(pipe: Pipe, redis: Redis, bus: Heard) -> None:
    await bus.bus.publish("g1", "t main chat 1")
    await redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    await until(lambda: bus.missed == 1)
    await bus.bus.publish("g1", "t main chat 2")
    await until(lambda: len(bus.heard) == 2)
    assert bus.heard == ["t main chat 1", "t main chat 2"]


async def test_notices_come_between_replies_and_are_not_taken_for_them(pipe: Pipe, bus: Heard) -> None:
    calls: list[Awaitable[object]] = []
    for n in range(50):
        calls += [pipe.call("ECHO", str(n)), bus.bus.publish("g1", f"t main {n}")]
    answers = await asyncio.gather(*calls)
    assert answers[::2] == [str(n) for n in range(50)]
    await until(lambda: len(bus.heard) == 50)


async def test_a_channel_that_is_ignored_is_silent(pipe: Pipe, bus: Heard) -> None:
    await bus.bus.stop()
    await bus.bus.publish("g1", "t main chat 1")
    assert await pipe.call("PUBSUB", "NUMSUB", keys.gateway_channel("g1")) == [keys.gateway_channel("g1"), 0]
    assert bus.heard == []


async def test_who_only_listens_notices_a_line_that_died(pipe: Pipe, redis: Redis, valkey_url: str) -> None:
    """The server is stopped in the middle: nothing is asked of it, and nothing says that it is gone."""
    quick = Pipe(valkey_url, timeout_s=0.3)
    quick.begin()
    await until_up(quick)
    heard = Heard(quick)
    await heard.bus.start()
    sleeping = redis.execute_command("DEBUG", "SLEEP", "1")
    await sleeping
    await until(lambda: heard.missed > 0)
    await quick.stop()


async def test_a_reader_that_falls_behind_is_closed_by_the_server_and_comes_back(
    pipe: Pipe, redis: Redis, bus: Heard
) -> None:
    """With subscriptions it counts as a pub/sub client, replies included."""
    limits = "client-output-buffer-limit"
    before = (await redis.config_get(limits))[limits]
    await redis.config_set(limits, "pubsub 65536 65536 1")
    try:
        link = pipe._link
        assert link is not None
        assert link.transport is not None
        link.transport.pause_reading()
        behind = pipe.call("ECHO", "x" * 1_000_000)
        for _ in range(200):
            if await redis.publish(keys.gateway_channel("g1"), "y" * 1_000_000) == 0:
                break  # the server has closed the only one who listened
        if link.transport is not None:  # else a write has found it closed
            link.transport.resume_reading()
        with pytest.raises(PipeLost):
            await behind
        await until(lambda: bus.missed == 1)
        await bus.bus.publish("g1", "t main chat 1")
        await until(lambda: bus.heard[-1:] == ["t main chat 1"])
        assert await pipe.call("ECHO", "z") == "z"
    finally:
        await redis.config_set(limits, before)


async def test_what_passes_by_itself_is_later_and_a_replica_is_left(pipe: Pipe, redis: Redis, valkey_url: str) -> None:
    await redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(NotNow) as full:
            await pipe.call("SET", "k", "v")
        assert full.value.word == "OOM"
    finally:
        await redis.config_set("maxmemory", 0)
    asked, one = 0, Address.parse(valkey_url)

    class Elsewhere:
        every_s = 2.0

        async def server(self) -> Address:
            nonlocal asked
            asked += 1
            return one

        async def close(self) -> None:
            """Nothing is kept."""

    other = Pipe(Elsewhere())
    await other.start()
    await redis.execute_command("REPLICAOF", "127.0.0.1", "1")
    try:
        with pytest.raises(NotNow):
            await other.call("SET", "k", "v")
        await until(lambda: asked > 1)
    finally:
        await redis.execute_command("REPLICAOF", "NO", "ONE")
    await until_up(other)
    assert await other.call("SET", "k", "v") == "OK"
    await other.stop()


async def test_who_only_reads_or_listens_leaves_a_primary_that_is_one_no_more(
    pipe: Pipe, redis: Redis, bus: Heard
) -> None:
    await redis.execute_command("REPLICAOF", "127.0.0.1", "1")
    try:
        await until(lambda: not pipe.up)
        with pytest.raises(PipeDown):
            await pipe.call("GET", "k")
    finally:
        await redis.execute_command("REPLICAOF", "NO", "ONE")
    await until_up(pipe)
    assert bus.missed == 1


async def test_a_replica_is_no_server_to_start_on(redis: Redis, valkey_url: str) -> None:
    await redis.execute_command("REPLICAOF", "127.0.0.1", "1")
    try:
        with pytest.raises(PipeDown) as refused:
            await Pipe(valkey_url, timeout_s=0.2).start()
    finally:
        await redis.execute_command("REPLICAOF", "NO", "ONE")
    assert isinstance(refused.value.__cause__, NotNow)


async def test_a_name_and_a_password_open_the_door(redis: Redis, valkey_url: str) -> None:
    await redis.execute_command("ACL", "SETUSER", "hearline", "on", ">p@ss", "~*", "&*", "+@all")
    try:
        allowed = Pipe(valkey_url.replace("unix://", "unix://hearline:p%40ss@") + "?db=3")
        await allowed.start()
        assert await allowed.call("ACL", "WHOAMI") == "hearline"
        assert "db=3" in await allowed.call("CLIENT", "INFO")
        await allowed.stop()
        with pytest.raises(PipeDown):
            await Pipe(valkey_url.replace("unix://", "unix://hearline:wrong@"), timeout_s=0.2).start()
    finally:
        await redis.execute_command("ACL", "DELUSER", "hearline")


async def test_who_stops_while_the_server_is_greeted_leaves_no_connection(tmp_path: Path) -> None:
    greeted, gone = asyncio.Event(), asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        greeted.set()
        await reader.read()
        gone.set()
        writer.close()

    async with await asyncio.start_unix_server(silent, tmp_path / "v.sock"):
        pipe = Pipe(f"unix://{tmp_path}/v.sock", timeout_s=PATIENCE_S)
        pipe.begin()
        await greeted.wait()
        await pipe.stop()
        await asyncio.wait_for(gone.wait(), PATIENCE_S)


async def test_who_may_not_listen_is_told_and_the_rest_goes_on(redis: Redis, valkey_url: str) -> None:
    await redis.execute_command("ACL", "SETUSER", "deaf", "on", "nopass", "~*", "resetchannels", "+@all", "-info")
    try:
        deaf = Pipe(valkey_url.replace("unix://", "unix://deaf:x@"))
        await deaf.start()
        with pytest.raises(RoutingError):
            await Bus(deaf, "g1").start()
        assert await deaf.call("ECHO", "still here") == "still here"
        await deaf.stop()
    finally:
        await redis.execute_command("ACL", "DELUSER", "deaf")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("unix:///run/r.sock?db=2", Address(path="/run/r.sock", db=2)),
        ("redis://h:1/3", Address(host="h", port=1, db=3)),
        ("redis://u:p%40@h", Address(host="h", username="u", password="p@")),
    ],
)
def test_addresses(url: str, address: Address) -> None:
    assert Address.parse(url) == address


async def test_commands_and_notices_pass_through_tls(
    tether: Tether, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if DEBIAN is None:
        missing("no Debian Redis here: apt-get install redis-server")
    monkeypatch.setenv("HEARLINE_REDIS_SERVER", DEBIAN or "")
    port, pem = str(free_port()), str(certificate(tmp_path))
    files = dict.fromkeys(("tls-cert-file", "tls-key-file", "tls-ca-cert-file"), pem)
    start_valkey(tether, options={"tls-port": port, "tls-auth-clients": "no", **files})
    pipe = Pipe(f"rediss://localhost:{port}/1?ssl_ca_certs={pem}")
    await pipe.start()
    heard = Heard(pipe)
    await heard.bus.start()
    await heard.bus.publish("g1", "t main chat 1")
    await until(lambda: heard.heard == ["t main chat 1"])
    slow = slow_redis(f"rediss://localhost:{port}/1?ssl_ca_certs={pem}")
    assert await slow.ping()
    await slow.aclose()
    await pipe.stop()
    with pytest.raises(PipeDown) as untrusted:
        await Pipe(f"rediss://localhost:{port}", timeout_s=3).start()
    assert why(untrusted.value).startswith("Redis shows a certificate that is not trusted")


def test_tls_is_as_the_address_says() -> None:
    strict, loose = Address.parse("rediss://h").tls, Address.parse("rediss://h?ssl_cert_reqs=none").tls
    assert strict is not None
    assert loose is not None
    assert (strict.check_hostname, strict.verify_mode.name) == (True, "CERT_REQUIRED")
    assert (loose.check_hostname, loose.verify_mode.name) == (False, "CERT_NONE")


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="scheme"):
        Address.parse("http://h")
