"""The pipelined connection and the bus against a real Valkey that drops them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from routing.bus import Bus
from routing.log_errors import CommandFailed, PipeDown, PipeFull, PipeLost
from routing.pipe import Pipe
from routing.resp import Address
from routing.scripts import Script
from routing.words import command, words
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.any_redis


@pytest.fixture
async def pipe(redis: Redis, valkey_url: str) -> AsyncIterator[Pipe]:
    it = Pipe(valkey_url, bound=100)
    await it.start()
    yield it
    await it.stop()


async def until_up(pipe: Pipe) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not pipe.up:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_commands_of_one_turn_are_answered_in_order(pipe: Pipe) -> None:
    assert await asyncio.gather(*(pipe.call("ECHO", f"é{n}") for n in range(50))) == [f"é{n}" for n in range(50)]


async def test_a_refused_command_names_its_reason(pipe: Pipe) -> None:
    with pytest.raises(CommandFailed) as refused:
        await pipe.call("NOSUCH")
    assert refused.value.word == "ERR"


async def test_a_script_runs_once_though_the_server_does_not_know_it(pipe: Pipe, redis: Redis) -> None:
    script = Script("return redis.call('INCR', KEYS[1])")
    call = command(words("EVALSHA", script.sha, 1, "k"))
    await redis.script_flush()
    first = pipe.run(script.source, call)
    second = pipe.run(script.source, call)
    assert [await first, await second, await pipe.run(script.source, call)] == [1, 2, 3]


async def test_beyond_the_bound_nothing_is_sent(pipe: Pipe, redis: Redis) -> None:
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
    with pytest.raises(PipeDown):
        await Bus("unix:///nowhere.sock", "g").start(0.1)


async def test_the_bus_carries_notices_and_says_when_some_were_missed(
    pipe: Pipe, redis: Redis, valkey_url: str
) -> None:
    heard: list[str] = []
    lost = asyncio.Event()
    bus = Bus(valkey_url, "g1", pipe)
    bus.on_notice, bus.on_lost = heard.append, lost.set
    await bus.start()
    await bus.publish("g1", "t main chat 1")
    await redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    await asyncio.wait_for(lost.wait(), PATIENCE_S)
    await bus.publish("g1", "t main chat 2")
    async with asyncio.timeout(PATIENCE_S):
        while len(heard) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert heard == ["t main chat 1", "t main chat 2"]
    await bus.stop()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("unix:///run/r.sock?db=2", Address(path="/run/r.sock", host="localhost", db=2)),
        ("redis://h:1/3", Address(host="h", port=1, db=3)),
        ("rediss://u:p%40@h", Address(host="h", tls=True, user="u", password="p@")),
    ],
)
def test_addresses(url: str, address: Address) -> None:
    assert Address.parse(url) == address


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with"):
        Address.parse("http://h")
