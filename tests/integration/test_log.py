"""A chat's log against a real Valkey: order, repeats, fences, resume, refill, trimming, end."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from routing import keys
from routing.bus import Bus
from routing.errors import ChatEnded, Gap, LogLost, Refilling, StaleConnection, StaleFence, WrongKind
from routing.log import KEEP, TRIM_STEP, Attached, ChatLog, Held, entry
from routing.pipe import Pipe

pytestmark = pytest.mark.any_redis

CHAT = "chat1"
SENDERS = json.loads((Path(__file__).parents[1] / "vectors" / "senders.json").read_text())


@pytest.fixture
async def pipe(redis: Redis, valkey_url: str) -> AsyncIterator[Pipe]:
    it = Pipe(valkey_url)
    await it.start()
    yield it
    await it.stop()


@pytest.fixture
def log(pipe: Pipe) -> ChatLog:
    return ChatLog(pipe)


@pytest.fixture
async def notices(pipe: Pipe) -> AsyncIterator[list[str]]:
    heard: list[str] = []
    bus = Bus(pipe, "g2")
    bus.on_notice = heard.append
    await bus.start()
    yield heard
    await bus.stop()


async def both(log: ChatLog, fence: int = 1) -> tuple[Attached, Attached]:
    teen = await log.attach(CHAT, "teen", "g1", 0)
    return teen, await log.attach(CHAT, "counsellor", "g2", fence)


async def say(log: ChatLog, end: Attached, n: int, *, role: str = "teen", fence: int = 1, kind: str = "text") -> int:
    return await log.append(CHAT, role, end.generation, fence, f"{role}{n}", n, kind, f"m1.{role}-{n}")


def bodies(attached: Attached) -> list[str]:
    return [one.frame.rpartition('"body":"')[2].rstrip('"}') for one in attached.entries]


async def settled(heard: list[str], count: int, pipe: Pipe) -> list[str]:
    for _ in range(100):
        if len(heard) >= count:
            break
        await pipe.call("PING")
    return heard


async def test_appended_is_numbered_and_wakes_the_other_end_with_the_frame(
    log: ChatLog, pipe: Pipe, notices: list[str]
) -> None:
    teen, _ = await both(log)
    assert await say(log, teen, 1) == 1
    assert await say(log, teen, 2) == 2
    heard = await settled(notices, 2, pipe)
    assert heard[0] == (
        'e chat1 counsellor 1 {"t":"entry","chat":"chat1","seq":1,"who":"teen","cid":"teen1","n":1,"fence":1,'
        '"kind":"text","body":"m1.teen-1"}'
    )
    assert len(heard) == 2


async def test_a_repeated_append_answers_the_old_seq(log: ChatLog) -> None:
    teen, counsellor = await both(log)
    await say(log, teen, 1)
    await say(log, counsellor, 1, role="counsellor")
    assert await say(log, teen, 2) == 3
    assert [await say(log, teen, 1), await say(log, teen, 2)] == [1, 3]
    assert [one.seq for one in await log.read(CHAT, 0)] == [1, 2, 3]


@pytest.mark.parametrize("vector", SENDERS, ids=lambda row: f"{row['who']}-{row['kind']}")
async def test_each_kind_is_taken_from_its_writers_alone(log: ChatLog, vector: dict[str, str]) -> None:
    await both(log)
    end = await log.attach(CHAT, vector["who"], "g1", 1)
    if vector["may"]:
        assert await say(log, end, 1, role=vector["who"], kind=vector["kind"]) == 1
    else:
        with pytest.raises(WrongKind):
            await say(log, end, 1, role=vector["who"], kind=vector["kind"])
        assert await log.read(CHAT, 0) == ()


async def test_a_left_out_or_reused_number_is_a_gap(log: ChatLog) -> None:
    teen, _ = await both(log)
    with pytest.raises(Gap) as left_out:
        await say(log, teen, 2)
    assert left_out.value.expected == 1
    await say(log, teen, 1)
    with pytest.raises(Gap) as reused:
        await log.append(CHAT, "teen", teen.generation, 1, "another", 1, "text", "m1.x")
    assert reused.value.expected == 2


async def test_nothing_overtakes_what_was_refused_for_a_wrong_count(log: ChatLog) -> None:
    """This end believes that nothing of its own is in the log."""
    teen, _ = await both(log)
    await say(log, teen, 1)
    with pytest.raises(Gap):
        await log.append(CHAT, "teen", teen.generation, 1, "first", 1, "text", "m1.x")
    with pytest.raises(StaleConnection):
        await log.append(CHAT, "teen", teen.generation, 1, "second", 2, "text", "m1.x")
    again = await log.attach(CHAT, "teen", "g1", 1, teen.epoch, 1, "teen1")
    assert again.n == 1
    assert await say(log, again, 2) == 2


async def test_old_fence_and_old_generation_are_refused(log: ChatLog) -> None:
    teen, counsellor = await both(log)
    await log.raise_fence(CHAT, 2)
    await log.raise_fence(CHAT, 1)
    with pytest.raises(StaleFence):
        await say(log, teen, 1, fence=1)
    assert await say(log, teen, 1, fence=2) == 1
    with pytest.raises(StaleConnection):
        await say(log, counsellor, 1, role="counsellor", fence=2)
    with pytest.raises(StaleFence):
        await log.attach(CHAT, "counsellor", "g2", 1)
    await log.attach(CHAT, "teen", "g3", 2)
    with pytest.raises(StaleConnection):
        await say(log, teen, 2, fence=2)


async def test_resume_gives_what_was_missed_and_a_stranger_gets_all(log: ChatLog) -> None:
    teen, counsellor = await both(log)
    for n in (1, 2, 3):
        await say(log, teen, n)
    again = await log.attach(CHAT, "counsellor", "g2", 1, counsellor.epoch, 1, "teen1")
    assert (bodies(again), again.head, again.refill) == (["m1.teen-2", "m1.teen-3"], 3, False)
    fresh = await log.attach(CHAT, "counsellor", "g2", 1)
    assert (len(fresh.entries), fresh.n, fresh.online) == (3, 0, ("teen",))
    assert (await log.attach(CHAT, "teen", "g1", 1)).n == 3


async def test_both_ends_refill_a_lost_log(log: ChatLog, redis: Redis) -> None:
    await both(log)
    await redis.flushall()
    held = [Held(i, "teen", f"c{i}", i, 1, "text", f"m1.{i}") for i in range(1, 6)]
    teen = await log.attach(CHAT, "teen", "g1", 1, "old", 3, "c3")
    assert (teen.refill, teen.entries) == (True, ())
    with pytest.raises(Refilling):
        await say(log, teen, 4)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1, "old", 5, "c5")
    whole = await log.refill(CHAT, "teen", teen.generation, teen.epoch, held[:3], True)
    assert whole is not None
    assert [one.seq for one in whole.entries] == [1, 2, 3]
    assert await log.refill(CHAT, "counsellor", counsellor.generation, teen.epoch, held[:4], False) is None
    longer = await log.refill(CHAT, "counsellor", counsellor.generation, teen.epoch, held[4:], True)
    assert longer is not None
    assert (longer.head, longer.lost, bodies(longer)[-1]) == (5, False, "m1.5")
    assert await say(log, teen, 6) == 6


async def test_a_rebuilt_log_takes_writes_again_when_the_other_end_stays_away(log: ChatLog) -> None:
    teen = await log.attach(CHAT, "teen", "g1", 1, "old", 0, now=0)
    assert await say(log, teen, 1) == 1


async def test_a_server_that_went_back_in_time_is_noticed(log: ChatLog, pipe: Pipe) -> None:
    teen, _ = await both(log)
    for n in (1, 2, 3):
        await say(log, teen, n)
    pipe.server = "another"
    behind = await log.attach(CHAT, "counsellor", "g2", 1, teen.epoch, 4, "c4")
    assert behind.refill
    other = await log.attach(CHAT, "counsellor", "g2", 1, teen.epoch, 3, "other")
    assert (other.refill, other.epoch) == (True, behind.epoch)
    taken = await log.refill(CHAT, "counsellor", other.generation, other.epoch, [], True)
    assert taken is not None
    assert len(taken.entries) == 3


async def test_a_server_that_went_back_to_an_older_epoch_is_noticed(log: ChatLog, pipe: Pipe) -> None:
    """One that had not heard of a loss and of the log that was rebuilt after it."""
    older, _ = await both(log)
    pipe.server = "another"
    teen = await log.attach(CHAT, "teen", "g1", 1, "later", 1, "c1")
    assert teen.refill
    assert teen.epoch not in (older.epoch, "later")
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, [Held(1, "teen", "c1", 1, 1, "text", "m1.x")], True)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1, "later", 1, "c1")
    assert (counsellor.refill, counsellor.epoch) == (True, teen.epoch)


FORGED = [Held(i, "counsellor", f"f{i}", i, 1, "text", "m1.forged") for i in (1, 2)]


@pytest.mark.parametrize("stand", [("made-up", 2, "f2"), ("", 2, "f2"), ("right", 9, "f9"), ("right", 3, "other")])
async def test_a_log_that_was_not_lost_takes_nothing_back(log: ChatLog, stand: tuple[str, int, str]) -> None:
    first, counsellor = await both(log)
    for n in (1, 2, 3):
        await say(log, first, n)
    epoch = first.epoch if stand[0] == "right" else stand[0]
    teen = await log.attach(CHAT, "teen", "g1", 1, epoch, *stand[1:])
    assert (teen.epoch, teen.refill, len(teen.entries)) == (first.epoch, False, 3)
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, FORGED, True)
    assert [one.seq for one in await log.read(CHAT, 0)] == [1, 2, 3]
    assert await say(log, counsellor, 1, role="counsellor") == 4


async def test_an_end_refills_once_for_each_loss(log: ChatLog, redis: Redis) -> None:
    for _ in range(2):
        await both(log)
        await redis.delete(*keys.of_chat(CHAT))
        teen = await log.attach(CHAT, "teen", "g1", 1, "old", 3, "c3")
        assert teen.refill
        again = await log.attach(CHAT, "teen", "g1", 1, "old", 3, "c3")
        assert again.refill, "it was not finished"
        await log.refill(CHAT, "teen", again.generation, again.epoch, [], True)
        assert not (await log.attach(CHAT, "teen", "g1", 1, "old", 3, "c3")).refill
        await redis.flushall()


async def test_nobody_refills_while_they_wait(log: ChatLog) -> None:
    """The client learns of the new epoch meanwhile, and what it holds stays owed."""
    waiting = await log.attach(CHAT, "teen", "g1", 3, "old", 3, "c3", active=False)
    assert (waiting.refill, waiting.owes) == (False, True)
    await log.refill(CHAT, "teen", waiting.generation, waiting.epoch, FORGED, True)
    assert await log.read(CHAT, 0) == ()
    served = await log.attach(CHAT, "teen", "g1", 4, waiting.epoch, 0)
    assert (served.refill, served.owes) == (True, False)
    unserved = await log.attach("chat2", "teen", "g1", 0, "old", 3, "c3", active=False)
    assert not unserved.owes, "nobody can have written to a chat that was never offered"


@pytest.mark.parametrize(
    ("who", "kind"), [("counsellor", "grant"), ("supervisor", "grant"), ("counsellor", "consent"), ("teen", "note")]
)
async def test_a_refill_leaves_out_what_its_writer_may_not_write(log: ChatLog, who: str, kind: str) -> None:
    teen = await log.attach(CHAT, "teen", "g1", 1, "old", 2, "c2")
    held = [Held(1, who, "c1", 1, 1, kind, "m1.x"), Held(2, "teen", "c2", 1, 1, "text", "m1.x")]
    whole = await log.refill(CHAT, "teen", teen.generation, teen.epoch, held, True)
    assert whole is not None
    assert [one.frame.split('"cid":"')[1][:2] for one in whole.entries] == ["c2"]


async def test_unhealed_loss_is_told_to_both(log: ChatLog, pipe: Pipe, notices: list[str]) -> None:
    teen = await log.attach(CHAT, "teen", "g2", 1, "old", 9, "c9")
    counsellor = await log.attach(CHAT, "counsellor", "g1", 1, "old", 9, "c9")
    held = [Held(i, "teen", f"c{i}", i, 1, "text", "m1.x") for i in (1, 2)]
    whole = await log.refill(CHAT, "counsellor", counsellor.generation, teen.epoch, held, True)
    assert whole is not None
    assert whole.lost
    assert "l chat1 teen lost" in await settled(notices, 2, pipe)


async def test_a_log_nobody_holds_from_its_beginning_starts_later(log: ChatLog) -> None:
    first = await log.attach(CHAT, "counsellor", "g2", 2, "old", 102, "c102")
    held = [Held(i, "teen", f"c{i}", i, 1, "text", "m1.x") for i in range(95, 103)]
    whole = await log.refill(CHAT, "counsellor", first.generation, first.epoch, held[5:], True)
    assert whole is not None
    assert [one.seq for one in whole.entries] == [100, 101, 102]
    teen = await log.attach(CHAT, "teen", "g1", 2, "old", 102, "c102")
    assert (await log.refill(CHAT, "teen", teen.generation, teen.epoch, held, True)) is not None
    assert [one.seq for one in await log.read(CHAT, 0)] == [100, 101, 102]


async def test_seen_tells_the_others_and_trims_only_what_all_have_seen(
    log: ChatLog, pipe: Pipe, redis: Redis, notices: list[str]
) -> None:
    teen, counsellor = await both(log)
    total = KEEP + TRIM_STEP + 40
    for n in range(1, total + 1):
        await say(log, teen, n)
    await log.seen(CHAT, "teen", teen.generation, total)
    assert await redis.xlen(keys.chat_log(CHAT)) == total
    await log.seen(CHAT, "counsellor", counsellor.generation, 20)
    assert (await log.read(CHAT, 0, 1))[0].seq == 21
    await log.seen(CHAT, "counsellor", counsellor.generation, total + 99)
    assert (await log.read(CHAT, 0, 1))[0].seq == total - KEEP + 1
    assert f"c chat1 counsellor teen {total}" in await settled(notices, total + 1, pipe)


async def test_typing_and_presence_reach_the_other_end(log: ChatLog, pipe: Pipe, notices: list[str]) -> None:
    teen, _ = await both(log)
    await log.typing(CHAT, "teen", teen.generation, True)
    await log.detach(CHAT, "teen", teen.generation)
    await log.detach(CHAT, "teen", teen.generation)
    assert await settled(notices, 2, pipe) == ["y chat1 counsellor teen 1", "p chat1 counsellor teen 0"]


async def test_a_sealed_log_takes_nothing_and_goes(log: ChatLog, redis: Redis) -> None:
    teen, counsellor = await both(log)
    await say(log, teen, 1, kind="grant")
    await say(log, teen, 2)
    await say(log, counsellor, 1, role="counsellor")
    assert await log.close_log(CHAT) == (1, 1)
    assert await log.close_log(CHAT) == (1, 1)
    with pytest.raises(ChatEnded):
        await say(log, teen, 3)
    assert (await log.attach(CHAT, "teen", "g1", 1, teen.epoch, 2)).ended
    for key in (keys.chat_meta(CHAT), keys.chat_log(CHAT)):
        assert 0 < await redis.pttl(key) <= 5000


async def test_every_key_has_a_time_to_live(log: ChatLog, redis: Redis) -> None:
    teen, _ = await both(log)
    await say(log, teen, 1)
    ttls = [await redis.pttl(key) async for key in redis.scan_iter()]
    assert len(ttls) == 2
    assert all(ttl > 0 for ttl in ttls)


async def test_nothing_known_is_log_lost(log: ChatLog) -> None:
    calls: list[Any] = [
        log.append(CHAT, "teen", 1, 1, "c", 1, "text", "m"),
        log.seen(CHAT, "teen", 1, 1),
        log.typing(CHAT, "teen", 1, True),
        log.read(CHAT, 0),
        log.refill(CHAT, "teen", 1, "e", [], True),
    ]
    for call in calls:
        with pytest.raises(LogLost):
            await call


async def test_appends_without_tasks_are_answered_in_order(log: ChatLog, pipe: Pipe) -> None:
    teen, _ = await both(log)
    answers: list[Any] = []
    for n in (1, 2, 4):
        log.append_soon(
            CHAT,
            teen.generation,
            entry("teen", f"c{n}", n, 1, "text", "m1.x"),
            lambda *answer: answers.append(answer),
        )
    await pipe.call("PING")
    assert answers[:2] == [(1, None), (2, None)]
    assert isinstance(answers[2][1], Gap)
