"""Sessions as they might come over three years, in time order, and their quick way into a store."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import insert

from storage import Store
from storage.forms.codes import options
from storage.records.calendar import HOUR_MS, periods_of
from storage.records.cells import Cells, duty_of, measured_of
from storage.records.events import Attempt, Duty
from storage.records.row import Row, form_columns, row_of
from storage.records.tallies import Tallies, add_closed_visit, add_row, add_survey
from storage.records.writing import add_sums, add_tallies, table_of
from storage.tables.records import SessionRow

ZONE = "Europe/Brussels"
DESK = "main"
HOURS = list(accumulate([2, 1, 1, 1, 1, 1, 2, 4, 6, 7, 8, 9, 10, 10, 11, 14, 20, 24, 26, 28, 30, 26, 18, 8]))
LANGUAGES, LANGUAGE_SHARES = ("nl", "fr", "de", "en"), list(accumulate((55, 33, 4, 8)))
AGES, AGE_SHARES = ("lt12", "12_13", "14_15", "16_18", "adult", "unknown"), list(accumulate((5, 25, 33, 25, 5, 7)))
CATEGORIES = [option["code"] for option in options("insafe.1")]
CATEGORY_SHARES = list(accumulate(1 / (place + 1) for place in range(len(CATEGORIES))))


@dataclass(slots=True)
class Chunk:
    """A month of sessions: rows, and the counts and sums they add."""

    rows: list[Row] = field(default_factory=list)
    tallies: Tallies = field(default_factory=Counter)
    cells: Cells = field(default_factory=lambda: Cells(ZONE, {}))


def chunks(sessions: int, first: date, last: date, draw: random.Random) -> Iterator[Chunk]:
    """All sessions, a month at a time."""
    days = (last - first).days + 1
    done, day, newest = 0, 0, {}
    while day < days:
        chunk = Chunk(cells=Cells(ZONE, newest))
        for _ in range(min(30, days - day)):
            wanted = sessions * (day + 1) // days
            _day(chunk, first + timedelta(days=day), wanted - done, draw)
            done, day = wanted, day + 1
        newest = chunk.cells.newest
        yield chunk


def _day(chunk: Chunk, day: date, count: int, draw: random.Random) -> None:
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
    for hour in sorted(draw.choices(range(24), cum_weights=HOURS, k=count)):
        _session(chunk, midnight + hour * HOUR_MS, draw)
    for hour in range(24):
        for measured in duty_of(DESK, Duty("duty", midnight + hour * HOUR_MS, 4 * HOUR_MS, 2 * HOUR_MS)):
            chunk.cells.add(measured)


def _session(chunk: Chunk, joined_ms: int, draw: random.Random) -> None:
    attempt = _attempt("record", joined_ms, draw)
    form = form_columns(1, _answers(draw)) if attempt.answered else None
    row = row_of(DESK, attempt, form)
    chunk.rows.append(row)
    add_row(chunk.tallies, row, ZONE)
    for measured in measured_of(DESK, attempt):
        chunk.cells.add(measured)
    if draw.random() < 0.3:
        add_closed_visit(chunk.tallies, DESK, row["hour"], attempt.language, ZONE)
    if attempt.answered and draw.random() < 0.3:
        answers = {"helped": draw.choice(("yes", "some", "no"))}
        add_survey(chunk.tallies, DESK, periods_of(row["hour"], ZONE), attempt.language, answers)


def _attempt(record: str, joined_ms: int, draw: random.Random) -> Attempt:
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


def _answers(draw: random.Random) -> dict[str, Any]:
    if draw.random() < 0.1:
        return {"outcome": draw.choice(("silent", "test_joke", "abusive"))}
    category = draw.choices(CATEGORIES, cum_weights=CATEGORY_SHARES)[0]
    return {
        "outcome": "counselling", "category": category, "contact": "child",
        "gender": draw.choice(("girl", "girl", "boy", "unknown")), "place": draw.choice(("social_media", "school")),
        "risk": draw.choice(("none", "low", "medium")), "escalation": "none", "referrals": ["school"],
    }  # fmt: skip


async def write(store: Store, chunk: Chunk) -> None:
    """What the recorder would have written, in one transaction a month."""
    async with store.database.writing() as connection:
        for start in range(0, len(chunk.rows), 5_000):
            rows = [{"id": token_urlsafe(12), **row} for row in chunk.rows[start : start + 5_000]]
            await connection.execute(insert(table_of(SessionRow)), rows)
        await add_tallies(connection, chunk.tallies + chunk.cells.bins)
        await add_sums(connection, chunk.cells.sums)


def closed_chats(count: int, day: date, draw: random.Random) -> Iterator[dict[str, str]]:
    """Stream entries of one busy evening."""
    evening = int(datetime(day.year, day.month, day.day, 19, tzinfo=UTC).timestamp() * 1000)
    for n in range(count):
        attempt = _attempt(f"record-{draw.getrandbits(60):x}", evening + n * 100, draw)
        numbers = ("waited_ms", "active_ms", "wrap_ms", "fences", "reconnects", "messages_teen", "messages_staff")
        entry = {
            name: str(getattr(attempt, name)) for name in (*numbers, "record", "joined_ms", "language", "priority")
        }
        entry |= {"kind": "chat", "topic": attempt.topic, "age_band": attempt.age_band, "channel": attempt.channel}
        entry |= {"end": attempt.end, "answered": str(int(attempt.answered)), "ended_ms": entry["joined_ms"]}
        if attempt.answered:
            entry["form"] = json.dumps({"version": 1, "answers": _answers(draw)})
        yield entry
