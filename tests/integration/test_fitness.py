"""A server that is too old is refused at start; one that may lose chats is said."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from chat.startup import ROOT
from routing.fitness import Unfit, _commands, fitness, rights
from routing.library import lua_file
from routing.pipe import Pipe

OLD = b"%3\r\n+server\r\n+redis\r\n+version\r\n+6.2.14\r\n+role\r\n+master\r\n"


@pytest.fixture
async def pipe(redis: Redis, valkey_url: str) -> AsyncIterator[Pipe]:
    it = Pipe(valkey_url)
    await it.start()
    yield it
    await it.stop()


async def test_what_forgets_nothing_is_fit(pipe: Pipe) -> None:
    server, doubts = await fitness(pipe)
    assert server.split()[0] in {"Valkey", "Redis"}
    assert doubts == []


@pytest.mark.any_redis
@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
async def test_one_that_evicts_is_said(pipe: Pipe, redis: Redis, policy: str) -> None:
    await redis.config_set("maxmemory-policy", policy)
    try:
        _, (doubt,) = await fitness(pipe)
    finally:
        await redis.config_set("maxmemory-policy", "noeviction")
    assert policy in doubt
    assert "loses chats" in doubt


async def test_one_that_does_not_tell_is_said(redis: Redis, valkey_url: str) -> None:
    await redis.execute_command("ACL", "SETUSER", "few", "on", "nopass", "~*", "&*", "+@all", "-info")
    few = Pipe(valkey_url.replace("unix://", "unix://few:x@"))
    await few.start()
    try:
        _, (doubt,) = await fitness(few)
    finally:
        await few.stop()
        await redis.execute_command("ACL", "DELUSER", "few")
    assert "must be noeviction" in doubt


SENT = re.compile(r'(?:call|execute_command|send|redis|_ask)\(\(?"([A-Z]+)"')
KEPT = ("resetkeys", "~{desk:*", "~{chat:*")
LESS = [
    (("-fcall",), "FCALL"),
    (("-publish",), "PUBLISH"),
    (("-function",), "FUNCTION"),
    (("resetchannels",), "PUBLISH gw:"),
    (KEPT, "HDEL processes"),
    ((*KEPT, "~processes"), "DEL box:"),
    (("-zadd",), "ZADD"),
    (("-@sortedset",), "Z"),
    (("-xgroup|create",), "XGROUP CREATE"),
    (("-evalsha",), "EVALSHA"),
    (("-script|load",), "SCRIPT LOAD"),
    (("-multi",), "MULTI"),
    (("-getdel",), "GETDEL"),
    (("-pubsub",), "PUBSUB CHANNELS"),
]


@pytest.mark.any_redis
@pytest.mark.parametrize(("rules", "named"), LESS)
async def test_a_user_who_may_too_little_is_said(
    redis: Redis, valkey_url: str, rules: tuple[str, ...], named: str
) -> None:
    """At start: not to the first teen who comes."""
    await redis.execute_command("ACL", "SETUSER", "less", "reset", "on", ">x", "~*", "&*", "+@all", *rules)
    less = Pipe(valkey_url.replace("unix://", "unix://less:x@"))
    await less.start()
    try:
        with pytest.raises(Unfit, match=f"refuses {named}"):
            await rights(less)
    finally:
        await less.stop()
        await redis.execute_command("ACL", "DELUSER", "less")


def test_no_command_is_sent_that_is_not_asked_for_at_start() -> None:
    """But those whose refusal is said, or that only the command line sends."""
    files = [file for room in ("chat", "routing") for file in (ROOT / room).rglob("*.py")]
    sent = {name for file in files for name in SENT.findall(file.read_text(encoding="utf-8"))}
    spared = {"HELLO", "INFO", "CONFIG", "CLUSTER", "SCAN", "UNLINK"}
    assert sent - {name.split()[0] for name in _commands()} == spared


@pytest.mark.any_redis
async def test_a_user_who_may_change_nothing_of_the_server_is_fit(redis: Redis, valkey_url: str) -> None:
    rules = ("reset", "on", ">x", "~*", "&*", "+@all", "-@admin", "-@dangerous")
    await redis.execute_command("ACL", "SETUSER", "plain", *rules)
    plain = Pipe(valkey_url.replace("unix://", "unix://plain:x@"))
    await plain.start()
    try:
        await rights(plain)
    finally:
        await plain.stop()
        await redis.execute_command("ACL", "DELUSER", "plain")


async def test_one_that_does_not_say_what_may_be_run_is_not_refused_for_it(redis: Redis) -> None:
    """What speaks Redis's language need not have all of its Lua."""
    elsewhere = f"local redis = {{}}\n{lua_file('fitness/refused')}"
    assert await redis.eval(elsewhere, 0, "DEL", "XGROUP CREATE") == []


async def test_who_may_all_that_is_needed_is_fit(pipe: Pipe, redis: Redis) -> None:
    before = await redis.dbsize()
    await rights(pipe)
    assert await redis.dbsize() == before


async def test_one_that_is_too_old_is_refused() -> None:
    gone = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1024):
            writer.write(OLD)
        writer.close()
        gone.set()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    pipe = Pipe(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await pipe.start()
    try:
        with pytest.raises(Unfit, match=r"names redis 6\.2\.14"):
            await fitness(pipe)
    finally:
        await pipe.stop()
        await gone.wait()
        server.close()
