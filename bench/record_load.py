"""Sessions as they might come over three years, in time order, and their quick way into a store."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import insert

from demo.history import HOURS, draw_answers, draw_attempt, entry_of
from storage import Store
from storage.records.calendar import HOUR_MS, periods_of
from storage.records.cells import Sum, Sums, Timed, added_by, duty_sum, timed_of, whole
from storage.records.events import Duty
from storage.records.row import Row, form_columns, row_of
from storage.records.tallies import Tallies, add_row, add_survey, add_visit
from storage.records.writing import add_sums, add_tallies, table_of
from storage.tables.records import SessionRow

ZONE = "Europe/Brussels"
DESK = "main"


@dataclass(slots=True)
class Chunk:
    """A month of sessions: rows, and the counts and sums they add. `times`: what waits to be in a sum."""

    times: dict[str, Timed]
    rows: list[Row] = field(default_factory=list)
    tallies: Tallies = field(default_factory=Counter)
    sums: Sums = field(default_factory=dict)


def chunks(sessions: int, first: date, last: date, draw: random.Random) -> Iterator[Chunk]:
    """All sessions, a month at a time."""
    days = (last - first).days + 1
    done, day = 0, 0
    times: dict[str, Timed] = {}
    while day < days:
        chunk = Chunk(times)
        for _ in range(min(30, days - day)):
            wanted = sessions * (day + 1) // days
            _day(chunk, first + timedelta(days=day), wanted - done, draw)
            done, day = wanted, day + 1
        times = _add_whole(chunk)
        yield chunk


def _add_whole(chunk: Chunk) -> dict[str, Timed]:
    """What goes on waiting."""
    added = added_by(whole(chunk.times), DESK, ZONE)
    chunk.sums |= added.sums
    chunk.tallies += added.bins
    return {name: chunk.times[name] for name in chunk.times.keys() - set(added.names)}


def _day(chunk: Chunk, day: date, count: int, draw: random.Random) -> None:
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
    for hour in sorted(draw.choices(range(24), cum_weights=HOURS, k=count)):
        _session(chunk, midnight + hour * HOUR_MS, draw)
    for hour in range(24):
        duty = Duty("duty", midnight + hour * HOUR_MS, 4 * HOUR_MS, 2 * HOUR_MS)
        for key, one in duty_sum(DESK, duty, ZONE).items():
            chunk.sums.setdefault(key, Sum()).merge(one)
        _wait(chunk, timed_of(duty))


def _session(chunk: Chunk, joined_ms: int, draw: random.Random) -> None:
    attempt = draw_attempt("record", joined_ms, draw)
    form = form_columns(1, draw_answers(draw)) if attempt.answered else None
    row = row_of(DESK, attempt, form)
    chunk.rows.append(row)
    add_row(chunk.tallies, row, ZONE)
    _wait(chunk, timed_of(attempt))
    if draw.random() < 0.3:
        add_visit(chunk.tallies, DESK, row["hour"], attempt.language, ZONE, "closed_visit")
    if attempt.answered and draw.random() < 0.3:
        answers = {"helped": draw.choice(("yes", "some", "no"))}
        add_survey(chunk.tallies, DESK, periods_of(row["hour"], ZONE), attempt.language, answers)


def _wait(chunk: Chunk, timed: Timed | None) -> None:
    if timed:
        chunk.times[f"{len(chunk.times)}-{timed.hour}"] = timed


async def write(store: Store, chunk: Chunk) -> None:
    """What the recorder would have written, in one transaction a month."""
    async with store.database.writing() as connection:
        for start in range(0, len(chunk.rows), 5_000):
            rows = [{"id": token_urlsafe(12), **row} for row in chunk.rows[start : start + 5_000]]
            await connection.execute(insert(table_of(SessionRow)), rows)
        await add_tallies(connection, chunk.tallies)
        await add_sums(connection, chunk.sums)


def closed_chats(count: int, day: date, draw: random.Random) -> Iterator[dict[str, str]]:
    """Stream entries of one busy evening."""
    evening = int(datetime(day.year, day.month, day.day, 19, tzinfo=UTC).timestamp() * 1000)
    for n in range(count):
        attempt = draw_attempt(f"record-{draw.getrandbits(60):x}", evening + n * 100, draw)
        yield entry_of(attempt, draw_answers(draw))
