"""From the stream to the store: outages, crashes between any two steps, dead consumers, poison. Both databases."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from chat.jobs import recorder as loop
from routing import keys
from routing.stream import EndedStream
from storage import Store
from storage.errors import StoreDown
from tests import recording
from tests.conftest import make_redis
from tests.patience import PATIENCE_S
from tests.unit.storage.events import NOON, attempt, unanswered

STREAM = keys.desk_key("main", "ended")


async def count(store: Store, what: str = "session") -> int:
    async with store.database.reading() as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {what}")) or 0)


async def add(redis: Redis, first: int, last: int, **fields: Any) -> None:
    for n in range(first, last):
        await redis.xadd(STREAM, attempt(f"record-{n}", joined_ms=NOON + n * 3_600_000, **fields))


async def recorder(redis: Redis, store: Store, name: str = "one") -> loop.DeskRecorder:
    it = recording.recorder(redis, store, name)
    await it.prepare()
    return it


async def test_the_stream_is_emptied_and_nothing_is_left_behind(redis: Redis, store: Store) -> None:
    await add(redis, 0, 5)
    one = await recorder(redis, store)
    assert await one.step() == 5
    assert await one.step() == 0
    assert (await count(store), await count(store, "written"), await redis.xlen(STREAM)) == (5, 0, 0)


async def test_what_ended_is_stored_though_the_memory_is_full(redis: Redis, store: Store) -> None:
    """It makes room; what was asked for once a minute is refused there, and nothing was stored until there was some."""
    await add(redis, 0, 5)
    one = await recorder(redis, store)
    await redis.config_set("maxmemory", 1)
    try:
        assert await loop.Recording(one).turn(0.0) == 0.0
    finally:
        await redis.config_set("maxmemory", 0)
    assert (await count(store), await redis.xlen(STREAM)) == (5, 0)


@pytest.mark.parametrize("method", ["finish", "forget"])
async def test_a_crash_after_the_insert_gives_one_row(
    redis: Redis, store: Store, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object) -> None:
        raise asyncio.CancelledError

    await add(redis, 0, 3)
    dying = await recorder(redis, store)
    with monkeypatch.context() as patch:
        patch.setattr(EndedStream if method == "finish" else type(store.recorder), method, die)
        with pytest.raises(asyncio.CancelledError):
            await dying.step()
    assert await count(store, "written") == 3
    again = await recorder(redis, store)
    await again.step()
    await again.sweep()
    assert (await count(store), await count(store, "written"), await redis.xlen(STREAM)) == (3, 0, 0)


async def test_what_a_dead_consumer_took_is_claimed(
    redis: Redis, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(redis, 0, 4)
    dead = EndedStream(redis, "main", "dead")
    await dead.prepare()
    assert len(await dead.take(3)) == 3
    monkeypatch.setattr(loop, "CLAIM_AFTER_MS", 0)
    monkeypatch.setattr(loop, "GONE_MS", -1)
    alive = await recorder(redis, store, "alive")
    await alive.sweep()
    assert await count(store) == 3
    assert await alive.step() == 1
    names = [row["name"] for row in await redis.xinfo_consumers(STREAM, "recorder")]
    assert names == ["alive"]


async def test_a_poison_entry_is_set_aside_and_blocks_nothing(redis: Redis, valkey_url: str, store: Store) -> None:
    await redis.xadd(STREAM, {"kind": "chat", "record": "poison-1", "joined_ms": "\x00"})
    await redis.xadd(STREAM, {b"\xff\xfe": b"\x80"})
    await add(redis, 0, 2)
    plain = make_redis(valkey_url, decode_responses=False)
    one = await recorder(plain, store)
    await one.step()
    await plain.aclose()
    assert (await count(store), await redis.xlen(STREAM)) == (2, 0)
    aside = await redis.xrange(keys.desk_key("main", "set_aside"))
    assert [fields["set_aside_for"].split()[0] for _, fields in aside] == ["joined_ms", "record"]


async def test_an_outage_loses_nothing_and_drains_in_order(
    redis: Redis, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    down = True
    write = store.recorder.write

    async def flaky(desk: str, entries: Any, ours: Any) -> Any:
        if down:
            raise StoreDown
        order.extend(fields["record"] for _, fields in entries)
        return await write(desk, entries, ours)

    monkeypatch.setattr(store.recorder, "write", flaky)
    monkeypatch.setattr(loop, "BATCH", 10)
    turning = recording.recording(redis, store)
    pauses = []
    for turn in range(20):
        await add(redis, turn * 10, turn * 10 + 10)
        pauses.append(await turning.turn(turn))
    assert pauses == sorted(pauses)
    assert pauses[-1] == loop.LONGEST_PAUSE_S
    down = False
    while await redis.xlen(STREAM):
        await turning.turn(100.0)
    assert order == [f"record-{n}" for n in range(200)]
    assert await count(store) == 200


async def test_redis_that_lost_its_memory_is_prepared_again(redis: Redis, store: Store) -> None:
    turning = recording.recording(redis, store)
    await add(redis, 0, 1)
    await turning.turn(0.0)
    await redis.flushall()
    await redis.xadd(STREAM, unanswered("after-1"))
    for _ in range(3):
        await turning.turn(1.0)
    assert await count(store) == 2


async def test_two_recorders_at_once_write_each_chat_once(
    redis: Redis, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "BATCH", 7)
    await add(redis, 0, 100)
    both = [await recorder(redis, store, name) for name in ("one", "two")]

    async def work(one: loop.DeskRecorder) -> None:
        while await one.step():
            pass

    await asyncio.gather(*(work(one) for one in both))
    assert (await count(store), await redis.xlen(STREAM)) == (100, 0)


@pytest.mark.parametrize("finished", [True, False])
async def test_who_stood_still_while_another_took_over_stores_nothing_twice(
    redis: Redis, store: Store, monkeypatch: pytest.MonkeyPatch, finished: bool
) -> None:
    """A worker whose machine stood still for a minute went on with what it had in hand: the keys were dropped by then,
    and each chat was in the counts and rows twice."""
    await add(redis, 0, 12)
    slow, quick = await recorder(redis, store, "slow"), await recorder(redis, store, "quick")
    monkeypatch.setattr(loop, "CLAIM_AFTER_MS", 0)
    versions, held = store.recorder._versions, list[str]()

    async def stand_still(*about: Any) -> Any:
        if not held:
            held.append("slow")
            if finished:
                await quick.sweep()
            else:  # claimed by another, who has stored nothing of it yet
                held.extend(entry for entry, _ in await EndedStream(redis, "main", "quick").claim(100, 0))
        return await versions(*about)

    monkeypatch.setattr(store.recorder, "_versions", stand_still)
    await slow.step()
    if not finished:
        assert (await count(store), await redis.xlen(STREAM), len(held)) == (0, 12, 13), "they are the other's"
        await quick.step()
    assert (await count(store), await count(store, "written"), await redis.xlen(STREAM)) == (12, 0, 0)
    assert await count(store, "tally WHERE measure = 'result' AND grain = 'month' AND n = 12") == 1


async def test_the_loop_stops_when_told(redis: Redis, store: Store) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(loop.record(recording.recording(redis, store), stop))
    await add(redis, 0, 3)
    async with asyncio.timeout(PATIENCE_S):
        while await count(store) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(task, PATIENCE_S)
