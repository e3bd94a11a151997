"""A chat's log against a real Valkey: order, repeats, fences, resume, pages, refill, bounds, trimming, end."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from routing import keys
from routing.bus import Bus
from routing.errors import ChatEnded, Gap, LogFull, LogLost, Refilling, StaleConnection, StaleFence, WrongKind
from routing.log import KEEP, TRIM_STEP, Appended, Attached, ChatLog, Logged, Proof
from routing.log_values import PAGE, entry
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
    """A chat that was just accepted."""
    await log.begin(CHAT, fence)
    teen = await log.attach(CHAT, "teen", "g1", 0)
    return teen, await log.attach(CHAT, "counsellor", "g2", fence)


def stored(cid: str, n: int, role: str = "teen", fence: int = 1, kind: str = "text", body: str = "") -> str:
    """As a gateway stamps it; here the stamp is made of the cid, for the log does not look at it."""
    return f'{entry(role, cid, n, fence, "kid", kind, body or f"m2.{cid}")},"stamp":"{stamp(cid)}"}}'


def stamp(cid: str) -> str:
    return f"stamp-of-{cid}".ljust(22, "-")


async def say(log: ChatLog, end: Attached, n: int, *, role: str = "teen", fence: int = 1, kind: str = "text") -> int:
    return (await log.append(CHAT, end.generation, stored(f"{role}{n}", n, role, fence, kind))).seq


async def say_as(log: ChatLog, end: Attached, cid: str, n: int) -> Appended:
    return await log.append(CHAT, end.generation, stored(cid, n))


def proof(end: Attached, seq: int, cid: str) -> Proof:
    return Proof(end.epoch, seq, stamp(cid))


def held(*numbers: int, role: str = "teen") -> list[Logged]:
    return [Logged(n, stored(f"{role}{n}", n, role)) for n in numbers]


def bodies(attached: Attached) -> list[str]:
    return [one.text.rpartition('"body":"')[2].partition('"')[0] for one in attached.entries]


async def settled(heard: list[str], count: int, pipe: Pipe) -> list[str]:
    for _ in range(100):
        if len(heard) >= count:
            break
        await pipe.call("PING")
    return heard


async def test_appended_is_numbered_and_wakes_the_other_end_with_what_is_stored(
    log: ChatLog, pipe: Pipe, notices: list[str]
) -> None:
    teen, _ = await both(log)
    assert await say(log, teen, 1) == 1
    assert await say(log, teen, 2) == 2
    heard = await settled(notices, 2, pipe)
    assert heard[0] == f"e chat1 counsellor {teen.epoch} 1 {stored('teen1', 1)}"
    assert len(heard) == 2


async def test_a_repeat_of_what_is_far_back_is_not_looked_for(log: ChatLog) -> None:
    """One end could have Redis read a long log again and again."""
    teen, _ = await both(log)
    for n in range(1, 521):
        await say(log, teen, n)
    assert (await say_as(log, teen, "teen100", 100)).seq == 100
    with pytest.raises(Gap):
        await say_as(log, teen, "teen1", 1)
    again = await log.attach(CHAT, "teen", "g1", 0, proof(teen, 520, "teen520"))
    assert again.n == 520


async def test_a_repeated_append_answers_where_the_first_stands_with_its_stamp(log: ChatLog) -> None:
    teen, counsellor = await both(log)
    await say(log, teen, 1)
    await say(log, counsellor, 1, role="counsellor")
    assert await say(log, teen, 2) == 3
    again = stored("teen1", 1, body="sealed otherwise").replace(stamp("teen1"), stamp("otherwise"))
    assert await log.append(CHAT, teen.generation, again) == Appended(1, stamp("teen1"))
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
        await say_as(log, teen, "another", 1)
    assert reused.value.expected == 2


async def test_nothing_overtakes_what_was_refused_for_a_wrong_count(log: ChatLog) -> None:
    """This end believes that nothing of its own is in the log."""
    teen, _ = await both(log)
    await say(log, teen, 1)
    with pytest.raises(Gap):
        await say_as(log, teen, "first", 1)
    with pytest.raises(StaleConnection):
        await say_as(log, teen, "second", 2)
    again = await log.attach(CHAT, "teen", "g1", 1, proof(teen, 1, "teen1"))
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


async def test_who_proves_what_they_had_is_given_what_came_since_and_a_stranger_all(log: ChatLog) -> None:
    teen, counsellor = await both(log)
    for n in (1, 2, 3):
        await say(log, teen, n)
    again = await log.attach(CHAT, "counsellor", "g2", 1, proof(counsellor, 1, "teen1"))
    assert (bodies(again), again.head, again.refill) == (["m2.teen2", "m2.teen3"], 3, False)
    fresh = await log.attach(CHAT, "counsellor", "g2", 1)
    assert (len(fresh.entries), fresh.n, fresh.online) == (3, 0, ("teen",))
    assert (await log.attach(CHAT, "teen", "g1", 1)).n == 3


async def test_a_log_begins_at_accept_and_both_ends_write_at_once(log: ChatLog) -> None:
    await log.begin(CHAT, 1)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1)
    assert await say(log, counsellor, 1, role="counsellor") == 1, "the teen is not there yet"
    teen = await log.attach(CHAT, "teen", "g1", 0)
    assert (teen.refill, teen.epoch, teen.fence) == (False, counsellor.epoch, 1)
    await log.begin(CHAT, 1)
    assert (await log.attach(CHAT, "teen", "g1", 1)).epoch == teen.epoch, "it began once"
    await log.begin(CHAT, 2)
    with pytest.raises(StaleFence):
        await log.attach(CHAT, "counsellor", "g2", 1)


async def test_before_it_began_a_log_waits_for_the_teen_and_then_for_the_other_end(log: ChatLog) -> None:
    """Whoever attaches to a log that is missing cannot know whether one was lost."""
    patient = ChatLog(log._pipe, hold_ms=60_000)
    counsellor = await patient.attach(CHAT, "counsellor", "g2", 1)
    with pytest.raises(Refilling):
        await say(log, counsellor, 1, role="counsellor")
    await patient.attach(CHAT, "teen", "g1", 1)
    assert await say(log, counsellor, 1, role="counsellor") == 1
    alone = await patient.attach("chat2", "teen", "g1", 1)
    with pytest.raises(Refilling):
        await log.append("chat2", alone.generation, stored("teen1", 1))


async def test_what_was_missed_comes_a_page_at_a_time(log: ChatLog) -> None:
    teen, _ = await both(log)
    for n in range(1, 2 * PAGE + 2):
        await say(log, teen, n)
    first = await log.attach(CHAT, "counsellor", "g2", 1)
    assert ([one.seq for one in first.entries], first.head) == ([*range(1, PAGE + 1)], 2 * PAGE + 1)
    assert [one.seq for one in await log.read(CHAT, PAGE)] == [*range(PAGE + 1, 2 * PAGE + 1)]
    assert [one.seq for one in await log.read(CHAT, 2 * PAGE)] == [2 * PAGE + 1]
    later = await log.attach(CHAT, "counsellor", "g2", 1, proof(teen, 3, "teen3"))
    assert [one.seq for one in later.entries] == [*range(4, PAGE + 4)]


async def test_a_rebuilt_log_is_replayed_a_page_at_a_time(log: ChatLog, redis: Redis) -> None:
    before = await gone(log, redis, PAGE + 1)
    teen = await log.attach(CHAT, "teen", "g1", 1, proof(before, PAGE + 1, f"teen{PAGE + 1}"))
    whole = await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(*range(1, PAGE + 2)), True)
    assert whole is not None
    assert ([one.seq for one in whole.entries], whole.head) == ([*range(1, PAGE + 1)], PAGE + 1)


async def test_who_reads_a_log_of_another_epoch_is_told_that_theirs_is_lost(log: ChatLog) -> None:
    teen, _ = await both(log)
    await say(log, teen, 1)
    assert len(await log.read(CHAT, 0, epoch=teen.epoch)) == 1
    with pytest.raises(LogLost):
        await log.read(CHAT, 0, epoch="another")


async def test_a_log_is_bounded_in_bytes(log: ChatLog, monkeypatch: pytest.MonkeyPatch) -> None:
    teen, _ = await both(log)
    long = "x" * 12_000

    async def fill() -> None:
        for n in range(1, 400):
            await log.append(CHAT, teen.generation, stored(f"t{n}", n, body=long))

    with pytest.raises(LogFull):
        await fill()
    size = sum(len(one.text) for one in await log.read(CHAT, 0, 1_000))
    assert 4_000_000 < size <= 4 * 1024 * 1024


async def gone(log: ChatLog, redis: Redis, written: int) -> Attached:
    """A chat whose log Redis forgot after so many entries of the teen; the standing before.

    Its epoch began a minute ago: two epochs of one millisecond have no order."""
    await log.begin(CHAT, 1, now=await server_ms(redis) - 60_000)
    teen = await log.attach(CHAT, "teen", "g1", 0)
    await log.attach(CHAT, "counsellor", "g2", 1)
    for n in range(1, written + 1):
        await say(log, teen, n)
    await redis.flushall()
    return teen


async def server_ms(redis: Redis) -> int:
    seconds, micros = await redis.time()
    return int(seconds) * 1000 + int(micros) // 1000


async def test_both_ends_refill_a_lost_log(log: ChatLog, redis: Redis) -> None:
    before = await gone(log, redis, 5)
    teen = await log.attach(CHAT, "teen", "g1", 1, proof(before, 3, "teen3"))
    assert (teen.refill, teen.entries) == (True, ())
    with pytest.raises(Refilling):
        await say(log, teen, 4)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1, proof(before, 5, "teen5"))
    whole = await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(1, 2, 3), True)
    assert whole is not None
    assert [one.seq for one in whole.entries] == [1, 2, 3]
    assert await log.refill(CHAT, "counsellor", counsellor.generation, teen.epoch, held(1, 2, 3, 4), False) is None
    longer = await log.refill(CHAT, "counsellor", counsellor.generation, teen.epoch, held(5), True)
    assert longer is not None
    assert (longer.head, longer.lost, bodies(longer)[-1]) == (5, False, "m2.teen5")
    assert await say(log, teen, 6) == 6


async def test_staff_write_in_a_rebuilt_log_only_once_the_teen_is_there(log: ChatLog, redis: Redis) -> None:
    await gone(log, redis, 1)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1, now=0)
    with pytest.raises(Refilling):
        await say(log, counsellor, 1, role="counsellor")
    await log.attach(CHAT, "teen", "g1", 1, now=0)
    assert await say(log, counsellor, 1, role="counsellor") == 1


async def test_a_teen_who_has_refilled_waits_for_the_counsellor_for_a_while(log: ChatLog, redis: Redis) -> None:
    before = await gone(log, redis, 1)
    patient = ChatLog(log._pipe, hold_ms=60_000)
    teen = await patient.attach(CHAT, "teen", "g1", 1, proof(before, 1, "teen1"))
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(1), True)
    with pytest.raises(Refilling):
        await say(log, teen, 2)
    await patient.attach(CHAT, "counsellor", "g2", 1)
    assert await say(log, teen, 2) == 2


async def test_a_refill_is_of_this_log_and_of_this_connection(log: ChatLog, redis: Redis) -> None:
    before = await gone(log, redis, 1)
    old = await log.attach(CHAT, "teen", "g1", 1, proof(before, 1, "teen1"))
    teen = await log.attach(CHAT, "teen", "g1", 1, proof(before, 1, "teen1"))
    with pytest.raises(LogLost):
        await log.refill(CHAT, "teen", teen.generation, before.epoch, held(1), True)
    with pytest.raises(StaleConnection):
        await log.refill(CHAT, "teen", old.generation, teen.epoch, held(1), True)
    await log.close_log(CHAT)
    with pytest.raises(ChatEnded):
        await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(1), True)
    assert await log.read(CHAT, 0) == ()


async def test_who_is_there_is_told_what_came_back(log: ChatLog, redis: Redis, pipe: Pipe, notices: list[str]) -> None:
    before = await gone(log, redis, 3)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1, proof(before, 1, "teen1"))
    await log.refill(CHAT, "counsellor", counsellor.generation, counsellor.epoch, held(1), True)
    teen = await log.attach(CHAT, "teen", "g1", 1, proof(before, 3, "teen3"))
    notices.clear()
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(1, 2, 3), True)
    told = [f"e chat1 counsellor {teen.epoch} {n} {stored(f'teen{n}', n)}" for n in (2, 3)]
    assert await settled(notices, 2, pipe) == told


async def test_after_a_proved_loss_nobody_writes_before_the_teen_has_refilled(log: ChatLog) -> None:
    teen, _ = await both(log)
    await say(log, teen, 1)
    behind = await log.attach(CHAT, "teen", "g1", 1, proof(teen, 2, "teen2"))
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1)
    with pytest.raises(Refilling):
        await say(log, counsellor, 1, role="counsellor")
    await log.refill(CHAT, "teen", behind.generation, behind.epoch, held(1, 2), True)
    assert await say(log, counsellor, 1, role="counsellor") == 3


async def test_what_was_trimmed_before_an_end_came_back_is_a_loss_and_no_proof_of_one(log: ChatLog) -> None:
    teen, counsellor = await both(log)
    total = KEEP + TRIM_STEP + 20
    for n in range(1, total + 1):
        await say(log, teen, n)
    for role, end in (("teen", teen), ("counsellor", counsellor)):
        await log.seen(CHAT, role, end.generation, total)
    again = await log.attach(CHAT, "counsellor", "g2", 1, proof(teen, 5, "teen5"))
    assert (again.epoch, again.refill, again.lost) == (teen.epoch, False, True)
    assert again.entries[0].seq == total - KEEP + 1
    assert not (await log.attach(CHAT, "counsellor", "g2", 1, proof(teen, total, f"teen{total}"))).lost
    with pytest.raises(StaleConnection):
        await log.seen(CHAT, "counsellor", counsellor.generation, total)


async def test_a_teen_writes_again_when_the_counsellor_stays_away(log: ChatLog, redis: Redis) -> None:
    before = await gone(log, redis, 1)
    teen = await log.attach(CHAT, "teen", "g1", 1, proof(before, 1, "teen1"), now=0)
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(1), True, now=0)
    assert await say(log, teen, 2) == 2


async def test_a_log_that_went_back_in_time_is_proved_lost_and_everybody_attaches_anew(
    log: ChatLog, pipe: Pipe, notices: list[str]
) -> None:
    teen, counsellor = await both(log)
    for n in (1, 2, 3):
        await say(log, teen, n)
    behind = await log.attach(CHAT, "teen", "g1", 1, proof(teen, 4, "teen4"))
    assert behind.refill
    assert behind.epoch != teen.epoch
    assert "a chat1 counsellor again" in await settled(notices, 4, pipe)
    with pytest.raises(StaleConnection):
        await say(log, counsellor, 1, role="counsellor")
    taken = await log.refill(CHAT, "teen", behind.generation, behind.epoch, held(3, 4), True)
    assert taken is not None
    assert bodies(taken) == ["m2.teen1", "m2.teen2", "m2.teen3", "m2.teen4"]


async def test_a_server_that_went_back_to_an_older_epoch_is_refilled(log: ChatLog) -> None:
    """One that had not heard of a loss and of the log that was rebuilt after it: what is of the later epoch comes after
    what it holds."""
    teen, _ = await both(log)
    await say(log, teen, 1)
    later = Proof("99999999999999-later", 3, stamp("teen3"))
    back = await log.attach(CHAT, "teen", "g1", 1, later)
    assert (back.refill, back.epoch) == (True, teen.epoch)
    whole = await log.refill(CHAT, "teen", back.generation, back.epoch, held(1, 2, 3), True)
    assert whole is not None
    assert (bodies(whole), whole.lost) == (["m2.teen1", "m2.teen2", "m2.teen3"], False)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1, later)
    assert (counsellor.refill, counsellor.epoch) == (True, teen.epoch)


async def test_what_both_ends_held_in_different_epochs_stays_before_what_came_after_it(
    log: ChatLog, redis: Redis
) -> None:
    """Two losses, and the counsellor was away during the first: what the teen brought back once has a newer place."""
    first = await gone(log, redis, 3)
    teen = await log.attach(CHAT, "teen", "g1", 1, proof(first, 1, "teen1"))
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(1), True)
    await redis.flushall()
    again = await log.attach(CHAT, "teen", "g1", 1, proof(teen, 2, "teen9"))
    mine = [*held(1), Logged(2, stored("teen9", 9))]
    await log.refill(CHAT, "teen", again.generation, again.epoch, mine, True)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1, proof(first, 3, "teen3"))
    whole = await log.refill(CHAT, "counsellor", counsellor.generation, again.epoch, held(1, 2, 3), True)
    assert whole is not None
    assert bodies(whole) == ["m2.teen1", "m2.teen2", "m2.teen3", "m2.teen9"]
    assert not whole.lost


async def test_two_entries_at_one_place_are_no_loss(log: ChatLog) -> None:
    """A server went back in time, and somebody wrote before the end that had more came back."""
    teen, counsellor = await both(log)
    await say(log, teen, 1)
    await say(log, counsellor, 1, role="counsellor")
    behind = await log.attach(CHAT, "teen", "g1", 1, proof(teen, 3, "teen3"))
    entries = [*held(1), *[Logged(n, stored(f"teen{n}", n)) for n in (2, 3)]]
    whole = await log.refill(CHAT, "teen", behind.generation, behind.epoch, entries, True)
    assert whole is not None
    assert bodies(whole) == ["m2.teen1", "m2.counsellor1", "m2.teen2", "m2.teen3"]
    assert not whole.lost


async def test_another_entry_where_this_one_was_delivered_is_a_loss_too(log: ChatLog) -> None:
    teen, _ = await both(log)
    await say(log, teen, 1)
    assert (await log.attach(CHAT, "teen", "g1", 1, proof(teen, 1, "another"))).refill


async def test_who_proves_nothing_refills_nothing(log: ChatLog) -> None:
    teen, _ = await both(log)
    await say(log, teen, 1)
    again = await log.attach(CHAT, "teen", "g1", 1)
    assert (again.refill, again.epoch) == (False, teen.epoch)
    assert await log.refill(CHAT, "teen", again.generation, again.epoch, held(7), True) is not None
    assert [one.seq for one in await log.read(CHAT, 0)] == [1]


async def test_an_end_refills_once_for_each_epoch_it_proves_and_starts_over_when_interrupted(
    log: ChatLog, redis: Redis
) -> None:
    before = await gone(log, redis, 2)
    had = proof(before, 2, "teen2")
    teen = await log.attach(CHAT, "teen", "g1", 1, had)
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(1), False)
    again = await log.attach(CHAT, "teen", "g1", 1, had)
    assert again.refill, "it was not finished"
    whole = await log.refill(CHAT, "teen", again.generation, again.epoch, held(1, 2), True)
    assert whole is not None
    assert bodies(whole) == ["m2.teen1", "m2.teen2"]
    assert not (await log.attach(CHAT, "teen", "g1", 1, had)).refill


async def test_a_teen_who_waits_is_asked_only_for_what_they_prove(log: ChatLog, redis: Redis) -> None:
    """Nobody holds the chat now; what was delivered before comes back, and nobody else's words get in."""
    unserved = await log.attach("chat2", "teen", "g1", 0)
    assert not unserved.refill, "nobody can have written to a chat that was never offered"
    await log.refill("chat2", "teen", unserved.generation, unserved.epoch, held(1, 2), True)
    assert await log.read("chat2", 0) == ()
    before = await gone(log, redis, 2)
    waiting = await log.attach(CHAT, "teen", "g1", 3, proof(before, 2, "teen2"))
    assert waiting.refill
    whole = await log.refill(CHAT, "teen", waiting.generation, waiting.epoch, held(1, 2), True)
    assert whole is not None
    assert (bodies(whole), whole.n) == (["m2.teen1", "m2.teen2"], 2)


async def test_a_supervisor_refills_nothing(log: ChatLog, redis: Redis) -> None:
    before = await gone(log, redis, 1)
    beside = await log.attach(CHAT, "supervisor", "g2", 1, proof(before, 1, "teen1"))
    assert not beside.refill


LONG = "x" * 12_000


def long(*numbers: int) -> list[Logged]:
    return [Logged(n, stored(f"t{n}", n, body=LONG)) for n in numbers]


async def hand_in(log: ChatLog, end: Attached, entries: list[Logged]) -> Attached:
    """In frames of a few, as a client's frames are."""
    for at in range(0, len(entries), 8):
        part, last = entries[at : at + 8], at + 8 >= len(entries)
        found = await log.refill(CHAT, "teen", end.generation, end.epoch, part, last)
    assert found is not None
    return found


async def test_what_does_not_fit_the_bound_of_a_refill_is_lost_and_that_is_told(
    log: ChatLog, redis: Redis, pipe: Pipe, notices: list[str]
) -> None:
    """Of one end at a time no more is kept than a log may hold, and it is gone with its log."""
    before = await gone(log, redis, 1)
    await log.attach(CHAT, "counsellor", "g2", 1)
    teen = await log.attach(CHAT, "teen", "g1", 1, proof(before, 500, "t500"))
    notices.clear()
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, long(*range(1, 401)), False)
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(401), False)
    waiting = await redis.lrange(keys.handed(CHAT, "teen"), 0, -1)
    assert 4_000_000 < sum(len(text) for text in waiting[1::2]) <= 4 * 1024 * 1024
    assert await redis.pttl(keys.handed(CHAT, "teen")) > 0
    whole = await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(402), True)
    assert whole is not None
    assert (whole.lost, whole.head) == (True, len(waiting) // 2)
    assert "l chat1 counsellor lost" in await settled(notices, 1, pipe)
    assert not await redis.exists(keys.handed(CHAT, "teen"))


async def test_a_refill_that_starts_over_is_counted_anew(log: ChatLog, redis: Redis) -> None:
    before = await gone(log, redis, 1)
    had = proof(before, 200, "t200")
    teen = await log.attach(CHAT, "teen", "g1", 1, had)
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, long(*range(1, 201)), False)
    again = await log.attach(CHAT, "teen", "g1", 1, had)
    assert not await redis.exists(keys.handed(CHAT, "teen"))
    whole = await hand_in(log, again, long(*range(1, 201)))
    assert (whole.head, whole.lost) == (200, False)


async def test_a_log_that_would_outgrow_its_bound_stays_as_it_is(log: ChatLog, redis: Redis) -> None:
    before = await gone(log, redis, 1)
    teen = await log.attach(CHAT, "teen", "g1", 1, proof(before, 300, "t300"))
    await hand_in(log, teen, long(*range(1, 301)))
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1, proof(before, 400, "t400"))
    whole = await log.refill(CHAT, "counsellor", counsellor.generation, counsellor.epoch, long(*range(301, 401)), True)
    assert whole is not None
    assert (whole.head, whole.lost) == (300, True)
    assert (await log.attach(CHAT, "teen", "g1", 1)).lost


async def test_what_is_of_an_older_epoch_goes_before_what_came_since(
    log: ChatLog, redis: Redis, pipe: Pipe, notices: list[str]
) -> None:
    before = await gone(log, redis, 3)
    teen = await ChatLog(pipe, hold_ms=0).attach(CHAT, "teen", "g1", 1)
    assert await say(log, teen, 1) == 1, "a page that holds nothing writes after the hold"
    await log.seen(CHAT, "teen", teen.generation, 1)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 1, proof(before, 3, "teen3"))
    late = [Logged(n, stored(f"old{n}", n)) for n in (1, 2, 3)]
    whole = await log.refill(CHAT, "counsellor", counsellor.generation, counsellor.epoch, late, True)
    assert whole is not None
    assert bodies(whole) == ["m2.old1", "m2.old2", "m2.old3", "m2.teen1"]
    assert whole.epoch != teen.epoch
    assert whole.peer_seen == 0, "at that place stands another entry now"
    with pytest.raises(StaleConnection):
        await say(log, teen, 2)
    again = await log.attach(CHAT, "teen", "g1", 1, proof(teen, 1, "teen1"))
    assert again.n == 3
    meta = await redis.hgetall(keys.chat_meta(CHAT))
    assert int(meta["bytes"]) == sum(len(one.text) for one in whole.entries)


async def test_what_one_end_no_longer_holds_the_other_brings_back(log: ChatLog, redis: Redis) -> None:
    before = await gone(log, redis, 102)
    first = await log.attach(CHAT, "counsellor", "g2", 2, proof(before, 102, "teen102"))
    whole = await log.refill(CHAT, "counsellor", first.generation, first.epoch, held(100, 101, 102), True)
    assert whole is not None
    assert [one.seq for one in whole.entries] == [100, 101, 102]
    teen = await log.attach(CHAT, "teen", "g1", 2, proof(before, 102, "teen102"))
    whole = await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(*range(95, 103)), True)
    assert whole is not None
    assert bodies(whole) == [f"m2.teen{n}" for n in range(95, 103)]
    assert not whole.lost


async def test_unhealed_loss_is_told_to_both(log: ChatLog, redis: Redis, pipe: Pipe, notices: list[str]) -> None:
    before = await gone(log, redis, 9)
    notices.clear()
    teen = await log.attach(CHAT, "teen", "g2", 1, proof(before, 9, "teen9"))
    counsellor = await log.attach(CHAT, "counsellor", "g1", 1, proof(before, 9, "teen9"))
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(1, 2), True)
    whole = await log.refill(CHAT, "counsellor", counsellor.generation, teen.epoch, held(8, 9), True)
    assert whole is not None
    assert whole.lost, "3 to 7 were held by nobody"
    assert "l chat1 teen lost" in await settled(notices, 4, pipe)


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


async def test_who_is_replaced_by_a_connection_that_came_late_is_told_and_hears_again(
    log: ChatLog, pipe: Pipe, notices: list[str]
) -> None:
    """The attach of a gateway that was frozen runs after that of the one where its client has gone."""
    await log.begin(CHAT, 1)
    counsellor = await log.attach(CHAT, "counsellor", "g1", 1)
    await log.attach(CHAT, "teen", "g2", 0)
    late = await log.attach(CHAT, "teen", "g9", 0)
    assert await settled(notices, 1, pipe) == ["a chat1 teen again"]
    await log.attach(CHAT, "teen", "g2", 0)
    await log.attach(CHAT, "teen", "g2", 0)
    await log.detach(CHAT, "teen", late.generation)
    await say(log, counsellor, 1, role="counsellor")
    heard = await settled(notices, 2, pipe)
    assert [one.split(" ")[0] for one in heard] == ["a", "e"], "one gateway knows its own connections"


async def test_typing_and_presence_reach_the_other_end(log: ChatLog, pipe: Pipe, notices: list[str]) -> None:
    teen, _ = await both(log)
    await log.typing(CHAT, "teen", teen.generation, True)
    await log.detach(CHAT, "teen", teen.generation)
    await log.detach(CHAT, "teen", teen.generation)
    assert await settled(notices, 2, pipe) == ["y chat1 counsellor teen 1", "p chat1 counsellor teen 0"]


async def test_why_an_end_is_quiet_reaches_the_other_one_and_is_kept_nowhere(
    log: ChatLog, pipe: Pipe, notices: list[str], redis: Redis
) -> None:
    teen, _ = await both(log)
    before = await redis.hgetall(keys.chat_meta(CHAT))
    await log.quiet(CHAT, "teen", teen.generation, "thinking", 900_000)
    await log.quiet(CHAT, "teen", teen.generation, "", 0)
    with pytest.raises(StaleConnection):
        await log.quiet(CHAT, "teen", teen.generation - 1, "asked", 5)
    assert await settled(notices, 2, pipe) == ["q chat1 counsellor teen thinking 900000", "q chat1 counsellor teen - 0"]
    assert await redis.hgetall(keys.chat_meta(CHAT)) == before
    await log.close_log(CHAT)
    with pytest.raises(ChatEnded):
        await log.quiet(CHAT, "teen", teen.generation, "asked", 5)


async def test_a_sealed_log_takes_nothing_and_goes(log: ChatLog, redis: Redis) -> None:
    teen, counsellor = await both(log)
    await say(log, teen, 1, kind="grant")
    await say(log, teen, 2)
    await say(log, counsellor, 1, role="counsellor")
    assert await log.close_log(CHAT) == (1, 1)
    assert await log.close_log(CHAT) == (1, 1)
    with pytest.raises(ChatEnded):
        await say(log, teen, 3)
    assert (await log.attach(CHAT, "teen", "g1", 1, proof(teen, 2, "teen2"))).ended
    for key in (keys.chat_meta(CHAT), keys.chat_log(CHAT)):
        assert 0 < await redis.pttl(key) <= 5000


async def test_every_key_has_a_time_to_live(log: ChatLog, redis: Redis) -> None:
    teen, _ = await both(log)
    await say(log, teen, 1)
    ttls = [await redis.pttl(key) async for key in redis.scan_iter()]
    assert len(ttls) == 2
    assert all(ttl > 0 for ttl in ttls)


async def test_every_number_of_a_log_is_written_plainly(log: ChatLog, redis: Redis) -> None:
    """Debian's Redis counts on no `-0` and on no `1e+17`."""
    before = await gone(log, redis, 3)
    teen = await log.attach(CHAT, "teen", "g1", 1, proof(before, 3, "teen3"))
    await log.refill(CHAT, "teen", teen.generation, teen.epoch, held(1, 2, 3), True)
    counsellor = await log.attach(CHAT, "counsellor", "g2", 2)
    total = KEEP + TRIM_STEP + 3
    for n in range(4, total + 1):
        await say(log, teen, n, fence=2)
    for role, end in (("teen", teen), ("counsellor", counsellor)):
        await log.seen(CHAT, role, end.generation, total)
    await log.attach(CHAT, "teen", "g1", 2, proof(teen, total + 1, "more"))
    meta = await redis.hgetall(keys.chat_meta(CHAT))
    assert int(meta["base"]) > 1
    assert int(meta["bytes"]) == sum(len(one.text) for one in await log.read(CHAT, 0, 1_000))
    numbers = {name: text for name, text in meta.items() if re.fullmatch(r"[-+]?\d[\d.e+-]*|-?nan|-?inf", text)}
    assert {"head", "base", "bytes", "hold", "generation:teen", "n:teen"} <= set(numbers)
    assert not {name for name, text in numbers.items() if not re.fullmatch(r"0|[1-9]\d*", text)}


async def test_nothing_known_is_log_lost(log: ChatLog) -> None:
    calls: list[Any] = [
        log.append(CHAT, 1, stored("c", 1)),
        log.seen(CHAT, "teen", 1, 1),
        log.typing(CHAT, "teen", 1, True),
        log.quiet(CHAT, "teen", 1, "asked", 1),
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
            stored(f"c{n}", n),
            lambda *answer: answers.append(answer),
        )
    await pipe.call("PING")
    assert answers[:2] == [(Appended(1), None), (Appended(2), None)]
    assert isinstance(answers[2][1], Gap)


async def test_a_note_goes_in_with_the_hand_over_once_though_the_fence_has_risen_already(log: ChatLog) -> None:
    teen, counsellor = await both(log)
    await log.append(CHAT, counsellor.generation, stored("c1", 1, "counsellor"))
    note = stored("n1", 2, "counsellor", kind="note")
    await log.raise_fence(CHAT, 2)
    for _ in range(2):
        await log.raise_fence(CHAT, 2, note)
    assert [one.text for one in await log.read(CHAT, 1)] == [note]
    await log.append(CHAT, teen.generation, stored("t1", 1, fence=2))
    assert (await log.close_log(CHAT)).staff == 1, "a note is no text"


async def test_a_note_that_cannot_go_in_changes_nothing(log: ChatLog) -> None:
    with pytest.raises(LogLost):
        await log.raise_fence(CHAT, 2, stored("n1", 1, "counsellor", kind="note"))
    _, counsellor = await both(log)
    with pytest.raises(Gap) as gap:
        await log.raise_fence(CHAT, 2, stored("n1", 4, "counsellor", kind="note"))
    assert gap.value.expected == 1
    for wrong in (stored("w1", 1, "counsellor"), stored("w2", 1, "teen", kind="note"), stored("w3", 1, kind="grant")):
        with pytest.raises(WrongKind):
            await log.raise_fence(CHAT, 2, wrong)
    await log.append(CHAT, counsellor.generation, stored("c1", 1, "counsellor"))
    assert [one.seq for one in await log.read(CHAT, 0)] == [1]
    await log.close_log(CHAT)
    with pytest.raises(ChatEnded):
        await log.raise_fence(CHAT, 2, stored("n1", 2, "counsellor", kind="note"))


async def test_who_is_there_is_given_the_note_before_anybody_else_writes(
    log: ChatLog, pipe: Pipe, notices: list[str]
) -> None:
    await both(log)
    teen = await log.attach(CHAT, "teen", "g2", 0)
    note = stored("n1", 1, "counsellor", kind="note")
    await settled(notices, 1, pipe)
    notices.clear()
    await log.raise_fence(CHAT, 2, note)
    heard = await settled(notices, 2, pipe)
    assert heard[0] == f"e chat1 teen {teen.epoch} 1 {note}"


async def test_a_note_that_comes_late_is_given_to_who_has_the_chat_by_now(
    log: ChatLog, pipe: Pipe, notices: list[str]
) -> None:
    await both(log)
    next_one = await log.attach(CHAT, "counsellor", "g2", 2)
    note = stored("n1", 1, "counsellor", kind="note")
    notices.clear()
    await log.raise_fence(CHAT, 2, note)
    assert f"e chat1 counsellor {next_one.epoch} 1 {note}" in await settled(notices, 1, pipe)
