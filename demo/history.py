"""A past for the demo's desk, so that reports have something to say: drawn chats, through the real recorder."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final

from sqlalchemy import select

from storage.forms.codes import options
from storage.records.batch import Entry
from storage.records.cells import Timed
from storage.records.events import Attempt
from storage.records.exact_sums import key_of
from storage.store import Store
from storage.tables.records import SessionRow

DAYS: Final = 210
PER_DAY: Final = 16
BATCH: Final = 250
HOUR_MS: Final = 3_600_000
HOURS: Final = list(accumulate([2, 1, 1, 1, 1, 1, 2, 4, 6, 7, 8, 9, 10, 10, 11, 14, 20, 24, 26, 28, 30, 26, 18, 8]))
LANGUAGES: Final = ("nl", "fr", "de", "en")
LANGUAGE_SHARES: Final = list(accumulate((55, 33, 4, 8)))
AGES: Final = ("lt12", "12_13", "14_15", "16_18", "adult", "unknown")
AGE_SHARES: Final = list(accumulate((5, 25, 33, 25, 5, 7)))
CATEGORIES: Final = [option["code"] for option in options("insafe.1")]
CATEGORY_SHARES: Final = list(accumulate(1 / (place + 1) for place in range(len(CATEGORIES))))
NUMBERS: Final = ("waited_ms", "active_ms", "wrap_ms", "fences", "reconnects", "messages_teen", "messages_staff")


async def demo_history(store: Store, now: int, *, desk: str = "main", seed: int = 1) -> int:
    """Seven months of chats up to yesterday, if the desk has none; how many entries. `now` in seconds."""
    async with store.database.reading() as connection:
        if await connection.scalar(select(SessionRow.id).where(SessionRow.desk == desk).limit(1)):
            return 0
    entries = list(_past(datetime.fromtimestamp(now, UTC), Random(seed)))
    await record_past(store, desk, entries)
    await _surveys(store, desk, now, Random(seed))
    return len(entries)


async def record_past(store: Store, desk: str, entries: Sequence[Entry]) -> None:
    """What the recorder would store of these, without a stream: rows, then the exact times that are whole."""
    times: dict[str, Timed] = {}
    for start in range(0, len(entries), BATCH):
        written = await store.recorder.write(desk, entries[start : start + BATCH])
        await store.recorder.forget(desk, written.stored)
        times |= written.times

    async def waiting() -> dict[str, Timed]:
        return times

    await store.recorder.forget(desk, map(key_of, await store.exact_sums.add(desk, waiting)))


async def _surveys(store: Store, desk: str, now: int, draw: Random) -> None:
    for day in range(1, DAYS, 2):
        answers = {name: draw.choices(("yes", "some", "no"), (6, 3, 1))[0] for name in ("helped", "better", "again")}
        await store.surveys.add(desk, draw.choice(LANGUAGES), answers, (now - day * 86_400) * 1000)


def _past(now: datetime, draw: Random) -> Iterator[Entry]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(DAYS, 0, -1):
        midnight = int((today - timedelta(days=number)).timestamp() * 1000)
        for hour in sorted(draw.choices(range(24), cum_weights=HOURS, k=PER_DAY)):
            joined = midnight + hour * HOUR_MS + draw.randrange(HOUR_MS)
            attempt = draw_attempt(f"demo-{joined}-{draw.getrandbits(40):x}", joined, draw)
            yield f"{joined}-{draw.getrandbits(30)}", entry_of(attempt, draw_answers(draw))
        for hour in range(8, 22, 2):
            yield _duty(midnight + hour * HOUR_MS)
        if draw.random() < 0.6:
            yield _visit(midnight + 3 * HOUR_MS, draw)


def _duty(at_ms: int) -> Entry:
    slots = {"duty_ms": str(3 * 2 * HOUR_MS), "busy_ms": str(int(1.7 * HOUR_MS))}
    return f"{at_ms}-1", {"kind": "duty", "record": f"demo-duty-{at_ms}", "at_ms": str(at_ms), **slots}


def _visit(at_ms: int, draw: Random) -> Entry:
    language = draw.choices(LANGUAGES, cum_weights=LANGUAGE_SHARES)[0]
    return f"{at_ms}-2", {
        "kind": "closed_visit",
        "record": f"demo-v-{at_ms}",
        "at_ms": str(at_ms),
        "language": language,
    }


def draw_attempt(record: str, joined_ms: int, draw: Random) -> Attempt:
    """One chat as it might have been; seven in ten are answered."""
    answered = draw.random() < 0.7
    end = draw.choice(("finished", "left")) if answered else draw.choice(("abandoned", "abandoned", "lost"))
    return Attempt(
        record=record,
        joined_ms=joined_ms,
        language=draw.choices(LANGUAGES, cum_weights=LANGUAGE_SHARES)[0],
        channel=draw.choice(("web", "embed")),
        topic=draw.choices(CATEGORIES, cum_weights=CATEGORY_SHARES)[0],
        age_band=draw.choices(AGES, cum_weights=AGE_SHARES)[0],
        priority=draw.choice((1, 2, 3, 3, 3)),
        end=end,
        answered=answered,
        waited_ms=int(draw.expovariate(1 / 240_000)),
        active_ms=int(draw.expovariate(1 / 1_800_000)) if answered else 0,
        wrap_ms=180_000 if answered else 0,
        fences=1 if answered else 0,
        reconnects=int(draw.expovariate(2)),
        messages_teen=int(draw.expovariate(1 / 25)) if answered else 0,
        messages_staff=int(draw.expovariate(1 / 25)) if answered else 0,
    )


def draw_answers(draw: Random) -> dict[str, Any]:
    """A form of the shipped profile as a counsellor might fill it in."""
    if draw.random() < 0.1:
        return {"outcome": draw.choice(("silent", "test_joke", "abusive"))}
    category = draw.choices(CATEGORIES, cum_weights=CATEGORY_SHARES)[0]
    return {
        "outcome": "counselling", "category": category, "contact": "child",
        "gender": draw.choice(("girl", "girl", "boy", "unknown")), "place": draw.choice(("social_media", "school")),
        "risk": draw.choice(("none", "low", "medium")), "escalation": "none", "referrals": ["school"],
    }  # fmt: skip


def entry_of(attempt: Attempt, answers: dict[str, Any]) -> dict[str, str]:
    """The stream entry of an attempt, as routing writes it."""
    entry = {name: str(getattr(attempt, name)) for name in (*NUMBERS, "record", "joined_ms", "language", "priority")}
    entry |= {"kind": "chat", "topic": attempt.topic, "age_band": attempt.age_band, "channel": attempt.channel}
    entry |= {"end": attempt.end, "answered": str(int(attempt.answered)), "ended_ms": entry["joined_ms"]}
    if attempt.answered:
        entry["form"] = json.dumps({"version": 1, "answers": answers})
    return entry
