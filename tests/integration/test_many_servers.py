"""Sentinels and a cluster, real ones: commands go where their key is, scripts are told to all, notices come from
everywhere, and whoever takes the writes is followed."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from redis.crc import key_slot

from chat.assemble import open_context
from chat.auth.throttle import Throttle, lines
from chat.commands.backup import _must_stand_still
from chat.commands.doctor import examine
from chat.entry.anonymous_writers import AnonymousWriters
from chat.entry.keyring import KeyRing
from chat.jobs.desk_timers import run_timers
from chat.settings import Settings
from chat.startup import away, why
from demo.ports import HOST
from demo.redis_servers import Cluster, Entry, Sentinels, Server, until
from demo.tether import Tether
from routing import keys
from routing.desk import Desk
from routing.errors import PipeDown, PipeError
from routing.library import desk_library, log_library
from routing.open import open_pipe, slow_redis
from routing.pipe import Pipe
from routing.processes import leave, note_alive
from routing.stream import EndedStream
from routing.surveys import WaitingSurveys
from routing.times import WaitingTimes
from storage.errors import BadInput
from tests.conftest import missing
from tests.security.https import certificate

DEBIAN = shutil.which("redis-server", path="/usr/bin")
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.any_redis(long=True)]


@pytest.fixture(scope="module")
def own_tether() -> Iterator[Tether]:
    it = Tether()
    yield it
    it.close(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster(own_tether: Tether) -> Cluster:
    it = Cluster(own_tether)
    await it.start()
    return it


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sentinels(own_tether: Tether) -> Sentinels:
    it = Sentinels(own_tether)
    await it.start()
    return it


@pytest_asyncio.fixture(loop_scope="module")
async def pipe(cluster: Cluster) -> AsyncIterator[Pipe]:
    it = open_pipe(cluster.url)
    await it.start()
    yield it
    await it.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def slow(cluster: Cluster) -> AsyncIterator[Redis]:
    it = slow_redis(cluster.url)
    yield it
    await it.aclose()


async def test_each_key_is_on_its_node(pipe: Pipe) -> None:
    assert len(pipe.each()) == 3
    answers = await asyncio.gather(*(pipe.call("SET", f"k{n}", n) for n in range(50)))
    assert set(answers) == {"OK"}
    assert [await pipe.call("GET", f"k{n}") for n in range(50)] == [str(n) for n in range(50)]
    assert all([await one.call("DBSIZE") for one in pipe.each()])


async def test_a_function_that_one_node_lacks_is_told_to_all(pipe: Pipe) -> None:
    await pipe.call("FUNCTION", "FLUSH")
    library, chats = desk_library(), [f"c{n}" for n in range(12)]
    for desk in chats:
        assert await library.run(pipe, "view_desk", f"{{desk:{desk}}}", ("",)) == "!unconfigured"
    for one in pipe.each():
        assert [row["library_name"] for row in await one.call("FUNCTION", "LIST")] == [library.name]
    await library.prune(pipe)
    await desk_library().load(pipe)
    await log_library().load(pipe)
    assert {row["library_name"] for row in await pipe.call("FUNCTION", "LIST")} == {library.name, log_library().name}


async def test_notices_come_from_every_node(pipe: Pipe) -> None:
    heard: list[str] = []
    await pipe.listen("gw:me", heard.append, lambda: None)
    named = [await one.call("PUBSUB", "CHANNELS", "gw:*") for one in pipe.each()]
    assert sorted(named) == [[], [], ["gw:me"]]
    for place, one in enumerate(pipe.each()):
        await one.call("PUBLISH", "gw:me", str(place))
    await until(lambda: _has(heard, {"0", "1", "2"}), "three notices")
    await pipe.ignore("gw:me")
    await pipe.call("PUBLISH", "gw:me", "late")
    await pipe.call("SET", "after", 1)
    assert "late" not in heard


async def test_a_link_between_nodes_that_breaks_has_all_look_anew(pipe: Pipe, cluster: Cluster) -> None:
    missed: list[int] = []
    await pipe.listen("gw:me", lambda _: None, lambda: missed.append(1))
    listening = await cluster.holder(key_slot(b"gw:me"))
    await asyncio.sleep(0)
    other = next(node for node in cluster.nodes if node is not listening)
    await until(lambda: _watched(pipe), "the list of links")
    await listening.tell("DEBUG", "CLUSTERLINK", "KILL", "FROM", await other.tell("CLUSTER MYID"))
    await until(lambda: _has(missed, {1}), "word that a link broke")


async def _watched(pipe: Pipe) -> bool:
    return getattr(pipe, "_links", None) is not None


async def _has(found: list, wanted: set) -> bool:  # type: ignore[type-arg]
    return wanted <= set(found)


async def test_what_is_not_hot_goes_where_its_key_is(slow: Redis) -> None:
    for n in range(20):
        async with slow.pipeline(transaction=True) as both:
            both.set(f"count{n}", 0, nx=True)
            both.incr(f"count{n}")
            assert await both.execute() == [True, 1]
    many = slow.pipeline(transaction=False)
    for n in range(20):
        many.get(f"count{n}")
    assert await many.execute() == [b"1"] * 20
    script = slow.register_script("return redis.call('XADD', KEYS[1], '*', 'a', ARGV[1])")
    for n in range(9):
        assert await script(keys=[f"{{desk:{n}}}:ended"], args=["b"])
        assert await slow.xlen(f"{{desk:{n}}}:ended") == 1


async def test_a_name_and_an_address_that_lead_nowhere_are_said(sentinels: Sentinels, cluster: Cluster) -> None:
    for url in (sentinels.url.replace("/chats", "/others"), "redis+cluster://127.0.0.1:1"):
        with pytest.raises(PipeDown) as refused:
            await open_pipe(url).start()
        assert refused.value.__cause__ is not None


@pytest.mark.parametrize("kind", [Sentinels, pytest.param(Cluster, marks=pytest.mark.endurance)])
async def test_passwords_and_tls_open_all_of_them(
    kind: type[Sentinels] | type[Cluster], own_tether: Tether, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of Sentinels by the names that they announce, of a cluster by addresses, which the certificate says, too."""
    if DEBIAN is None:
        missing("no Debian Redis here: apt-get install redis-server")
    monkeypatch.setenv("HEARLINE_REDIS_SERVER", DEBIAN or "")
    entry = Entry("secret", str(certificate(tmp_path, HOST)))
    servers = Cluster(own_tether, entry) if kind is Cluster else Sentinels(own_tether, entry, own_password="other")
    await servers.start()
    pipe, slow = open_pipe(servers.url), slow_redis(servers.url)
    await pipe.start()
    assert {await pipe.call("SET", f"k{n}", n) for n in range(9)} == {"OK"}
    assert [await slow.get(f"k{n}") for n in range(9)] == [str(n).encode() for n in range(9)]
    await pipe.stop()
    await slow.aclose()
    for url, said in (
        (servers.url.replace("?ssl_ca_certs", "?ssl_certfile"), "a certificate is not trusted"),
        (servers.url.replace("=other", "=wrong").replace(":secret", ":wrong"), "this user or password is refused"),
    ):
        with pytest.raises(PipeDown) as refused:
            await open_pipe(url).start()
        assert said in why(refused.value)


@pytest.mark.parametrize("kind", ["sentinels", "cluster"])
async def test_the_doctor_and_who_restores_look_at_all_of_them(
    sentinels: Sentinels, cluster: Cluster, kind: str, tmp_path: Path
) -> None:
    url = {"sentinels": sentinels, "cluster": cluster}[kind].url
    given = {"REDIS_URL": url, "DATABASE_URL": f"sqlite:///{tmp_path}/none.db", "HEARLINE_SECRET": token_hex(32)}
    seen = {check.name: check for check in await examine(given)}
    assert seen["redis"].saw.endswith(" (3 primaries)") == (kind == "cluster")
    codes = {problem.code for name in ("redis", "clocks", "processes") for problem in seen[name].problems}
    assert {"gateway_none", "worker_none"} <= codes
    assert not codes & {"redis_unknown", "clocks_unknown", "processes_unknown", "redis_away", "redis_takes_no_writes"}
    pipe = open_pipe(url)
    await pipe.start()
    await note_alive(pipe, "g", "web", "0.1.0", int(time.time() * 1000))
    with pytest.raises(BadInput, match="stop its 1 gateways"):
        await _must_stand_still(Settings(redis_url=url))
    await leave(pipe, "g")
    await pipe.stop()


async def test_a_new_primary_is_followed_while_the_former_lives(sentinels: Sentinels) -> None:
    pipe, slow = open_pipe(sentinels.url), slow_redis(sentinels.url)
    await pipe.start()
    missed: list[int] = []
    await pipe.listen("gw:me", lambda _: None, lambda: missed.append(1))
    former = await sentinels.primary()
    assert await slow.set("before", 1)
    await until(sentinels.failed_over, "a failover that begins")
    now = await sentinels.switched(former)
    await until(lambda: _arrives(pipe, now), "a write that the new primary has")
    assert missed
    await until(lambda: _writes_slowly(slow), "a write by redis-py")
    await pipe.stop()
    await slow.aclose()


async def _arrives(pipe: Pipe, now: Server) -> bool:
    return await _writes(pipe) and await now.tell("GET", "k") == "v"


async def _writes(pipe: Pipe) -> bool:
    try:
        return bool(await pipe.call("SET", "k", "v") == "OK")
    except PipeError:
        return False


async def _writes_slowly(slow: Redis) -> bool:
    try:
        return bool(await slow.set("slow", 1))
    except Exception:
        return False


async def test_a_primary_of_the_cluster_that_is_killed_is_followed(pipe: Pipe, cluster: Cluster, slow: Redis) -> None:
    missed: list[int] = []
    await pipe.listen("gw:me", lambda _: None, lambda: missed.append(1))
    slot = key_slot(b"gw:me")
    former = await cluster.holder(slot)
    former.kill()
    await until(lambda: _set(pipe, "gw:me"), "a write where that node was")
    await until(lambda: _has(missed, {1}), "word that something may be missed")
    heard: list[str] = []
    await pipe.listen("gw:me", heard.append, lambda: None)
    await pipe.call("PUBLISH", "gw:me", "there")
    await until(lambda: _has(heard, {"there"}), "a notice by the new primary")
    await until(lambda: _writes_slowly(slow), "a write by redis-py")
    former.start()


async def _set(pipe: Pipe, key: str) -> bool:
    try:
        return bool(await pipe.call("SET", key, 1) == "OK")
    except PipeError:
        return False


async def test_a_transaction_whose_keys_are_elsewhere_by_now_goes_there(slow: Redis) -> None:
    """As after a failover of which the node that was asked first had not heard."""
    await slow.get("any")
    known, slot = slow.nodes_manager.slots_cache, key_slot(b"moved")  # type: ignore[attr-defined]
    known[slot] = next(nodes for nodes in known.values() if nodes[0].name != known[slot][0].name)
    both = slow.pipeline(transaction=True)
    both.set("moved", 1)
    both.incr("moved")
    assert await both.execute() == [True, 2]


async def test_what_is_counted_and_recorded_beside_the_desk(slow: Redis) -> None:
    throttle, held = Throttle(slow), lines("an", 1, "")
    waits = [await throttle.reserve(held) for _ in range(7)]
    assert not any(waits[:5])
    assert waits[-1]
    await throttle.succeeded(held)
    writers = AnonymousWriters(slow, KeyRing(("0" * 32,)), per_hour=1)
    name = await writers.take("visit", "main", 1)
    assert name
    assert not await writers.take("visit", "main", 1)
    await writers.give_back(name)
    stream, times = EndedStream(slow, "main", "me"), WaitingTimes(slow, "main")
    await stream.prepare()
    for kind in ("chat", "odd"):
        await slow.xadd(keys.desk_key("main", "ended"), {"kind": kind})
    (first, _), (second, fields) = await stream.take(2)
    await stream.set_aside(second, fields, "strange")
    await stream.finish([first], {first: ("a", "sealed")})
    assert (await stream.length(), await stream.aside_length(), [one async for one in stream.taken()]) == (0, 1, [])
    assert await times.replace(lambda found: {**found, "b": "sealed"}) == 2
    assert sorted(await times.names()) == ["a", "b"]
    surveys = WaitingSurveys(slow, "main")
    assert [await surveys.add("one"), await surveys.add("one")] == ["added", "there"]


async def test_many_who_are_the_first_at_once_cost_nobody_an_error(slow: Redis) -> None:
    assert all(await asyncio.gather(*(slow.set(f"k{n}", 1) for n in range(100))))


async def test_a_process_starts_without_the_desks_of_a_primary_that_is_away_and_serves_them_once_it_is_back(
    cluster: Cluster, ready_sqlite_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a gateway nor a worker came up, for any desk, until all primaries were back."""
    slot = {desk: key_slot(keys.tag(desk).encode()) for desk in ("main", "north", "south", "east", "west")}
    primary = await cluster.holder(slot["main"])
    without = [desk for desk in slot if await cluster.holder(slot[desk]) is primary]
    assert without != list(slot)
    names = [f"g{number}" for number in range(99)]
    channels = {name: key_slot(keys.gateway_channel(name).encode()) for name in names}
    names.sort(key=lambda name: abs(channels[name] - slot["main"]))
    assert await cluster.holder(channels[names[0]]) is primary
    gone = await cluster.pair(slot["main"])
    for node in reversed(gone):
        node.kill()
    here = Settings(demo=True, redis_url=cluster.url, database_url=ready_sqlite_url, secret=token_hex(32))
    try:
        with pytest.raises(PipeDown):
            await _opens(replace(here, desks=tuple(without)))
        capsys.readouterr()
        monkeypatch.setattr("chat.assemble.new_id", iter(names).__next__)
        async with open_context(replace(here, desks=tuple(slot))) as context:
            said = capsys.readouterr().err
            assert away(without) in said.splitlines()
            assert {name for name, desk in context.desks.items() if desk.told is None} == set(without)
            await context.bus.publish(context.gateway, "")
            timers = asyncio.create_task(run_timers(context, context.desks["main"]))
            for node in gone:
                node.start()
            await until(lambda: _is_told(context.desks["main"]), "settings and hours at the desk that was away")
            timers.cancel()
    finally:
        for node in gone:
            if not node.up:
                node.start()
        await until(cluster.well, "a cluster that is well")


async def _opens(settings: Settings) -> None:
    async with open_context(settings):
        pass


async def _is_told(desk: Desk) -> bool:
    try:
        return desk.told is not None and (await desk.availability()).service == "closed"
    except PipeError:
        return False
