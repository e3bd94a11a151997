"""Exact times on their way: sealed in Redis, once in the store, whoever dies in between."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from chat.entry.keyring import KeyRing
from chat.jobs.recorder import DeskRecorder
from chat.jobs.sealed_times import SealedTimes
from routing import keys
from routing.stream import EndedStream
from routing.times import WaitingTimes
from storage import Store
from storage.records.cells import Timed
from storage.records.exact_sums import ExactSums
from tests.recording import RING, recorder
from tests.unit.storage.events import NOON, attempt

TIMED = Timed("answered", "nl", 497_222, (61_234, 1_512_345))


async def end(redis: Redis, first: int, last: int) -> None:
    for n in range(first, last):
        await redis.xadd(keys.desk_key("main", "ended"), attempt(f"record-{n}", joined_ms=NOON, waited_ms=1_000 + n))


async def summed(store: Store) -> tuple[int, int]:
    async with store.database.reading() as connection:
        asked = (
            "SELECT coalesce(sum(n), 0), coalesce(sum(total), 0) FROM exact WHERE measure = 'wait' AND grain = 'month'"
        )
        n, total = (await connection.execute(text(asked))).one()
    return int(n), int(total)


async def test_what_waits_in_redis_says_nothing_and_the_tenth_takes_all_along(redis: Redis, store: Store) -> None:
    it, waiting = recorder(redis, store), WaitingTimes(redis, "main")
    await it.prepare()
    await end(redis, 0, 9)
    assert await it.step() == 9
    held = await waiting.all()
    assert (len(held), len({len(sealed) for sealed in held.values()}), await summed(store)) == (9, 1, (0, 0))
    assert not [part for part in ("record", "answered", "[", ",") if part in "".join([*held, *held.values()])]
    await end(redis, 9, 10)
    await it.step()
    assert (await waiting.count(), await summed(store)) == (0, (10, 10_045))
    assert await store.recorder.unforgotten("main") == []


@pytest.mark.parametrize(
    ("part", "method"), [(EndedStream, "finish"), (ExactSums, "add"), (WaitingTimes, "finish"), (WaitingTimes, "names")]
)
async def test_a_crash_at_any_step_counts_each_chat_once(
    redis: Redis, store: Store, monkeypatch: pytest.MonkeyPatch, part: Any, method: str
) -> None:
    async def die(*_: object) -> None:
        raise asyncio.CancelledError

    dying = recorder(redis, store)
    await dying.prepare()
    await end(redis, 0, 12)
    with monkeypatch.context() as patch:
        patch.setattr(part, method, die)
        with pytest.raises(asyncio.CancelledError):
            await dying.step()
    again = recorder(redis, store)
    await end(redis, 12, 25)
    while await again.step():
        pass
    await again.sweep()
    n, total = await summed(store)
    left, _ = SealedTimes(RING, "main").open(await WaitingTimes(redis, "main").all())
    assert n >= 10
    assert n + len(left) == 25
    assert total + sum(one.ms[0] for one in left.values()) == sum(1_000 + number for number in range(25))
    assert await store.recorder.unforgotten("main") == []


async def test_two_recorders_add_each_chat_once(redis: Redis, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.jobs.recorder.BATCH", 3)
    both = [recorder(redis, store, name) for name in ("one", "two")]
    for it in both:
        await it.prepare()
    await end(redis, 0, 60)

    async def work(it: DeskRecorder) -> None:
        while await it.step():
            pass

    await asyncio.gather(*map(work, both))
    await both[0].sweep()
    n, _ = await summed(store)
    assert n + await WaitingTimes(redis, "main").count() == 60
    assert n > 50


async def test_an_entry_that_is_gone_gives_its_times_no_second_time(redis: Redis) -> None:
    stream, sealed = EndedStream(redis, "main", "one"), SealedTimes(RING, "main")
    await stream.prepare()
    await end(redis, 0, 1)
    [(entry, _)] = await stream.take(10)
    times = {entry: sealed.seal(entry, TIMED)}
    await stream.finish([entry], times)
    await WaitingTimes(redis, "main").finish([times[entry][0]])
    await stream.finish([entry], times)
    assert await WaitingTimes(redis, "main").count() == 0


def test_a_seal_opens_under_its_own_name_desk_and_secret_alone() -> None:
    sealed = SealedTimes(RING, "main")
    name, box = sealed.seal("1-0", TIMED)
    assert sealed.open({name: box}) == ({name: TIMED}, [])
    other, _ = sealed.seal("2-0", TIMED)
    assert sealed.open({other: box, "x": "no base64 ∂", "y": ""}) == ({}, [other, "x", "y"])
    assert SealedTimes(RING, "other").open({name: box}) == ({}, [name])
    assert SealedTimes(KeyRing(("another secret of this house",)), "main").open({name: box}) == ({}, [name])


def test_a_former_secret_opens_and_knows_its_entries_until_it_is_removed() -> None:
    old = SealedTimes(KeyRing(("the old one",)), "main")
    name, box = old.seal("1-0", TIMED)
    rotated = SealedTimes(KeyRing(("the new one", "the old one")), "main")
    assert rotated.open({name: box}) == ({name: TIMED}, [])
    assert old.row("1-0") in rotated.rows("1-0")
    assert rotated.row("1-0") != old.row("1-0")
    assert old.row("1-0") != name
