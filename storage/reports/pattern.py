"""The week of a desk: what happens at each hour of each weekday, and when nobody could help."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records.calendar import first_of_month, hours_of, month_of, periods_of
from storage.reports.periods import Segment, Span
from storage.reports.reading import read_counts

UNMET: Final = ("closed_visit", "turned_away", "abandoned", "lost")
FIGURES: Final = ("joined", "answered", "abandoned", "turned_away", "closed_visits")
JOINED: Final = ("answered", "abandoned", "lost", "blocked")
# (weekday × 24 + hour, language, code) → n
Slots = dict[tuple[int, str, str], int]


async def read(connection: AsyncConnection, desk: str, span: Span, zone: str) -> Slots:
    """Whole months from the pattern's own counts, the days around them from those by hour."""
    slots: Slots = defaultdict(int)
    parts = list(_parts(span, zone))
    counts = await read_counts(connection, desk, ["result"], parts)
    for (slot, _, language, code), n in counts.items():
        slots[slot, language, code] += n
    return slots


def _parts(span: Span, zone: str) -> Iterator[tuple[Segment, dict[int, int]]]:
    first = month_of(span.first) + (span.first.day > 1)
    last = month_of(span.last) - ((span.last + timedelta(days=1)).day > 1)
    if last < first:
        yield from _hours(span, zone)
        return
    yield (
        Segment("pattern", first * 168, last * 168 + 167),
        {period: period % 168 for period in range(first * 168, last * 168 + 168)},
    )
    before = Span(span.first, first_of_month(first) - timedelta(days=1))
    after = Span(first_of_month(last + 1), span.last)
    for part in (before, after):
        if part.first <= part.last:
            yield from _hours(part, zone)


def _hours(span: Span, zone: str) -> Iterator[tuple[Segment, dict[int, int]]]:
    hours = hours_of(span.first, span.last, zone)
    yield Segment("hour", hours[0], hours[-1]), {hour: periods_of(hour, zone).pattern % 168 for hour in hours}


def week_rows(slots: Slots, language: str) -> list[list[Any]]:
    """One row for each of the 168 hours of a week: weekday (1 is Monday), hour, and what FIGURES names."""
    found: dict[tuple[int, str], int] = defaultdict(int)
    for (slot, spoken, code), n in slots.items():
        if not language or spoken == language:
            found[slot, code] += n
    return [_row(found, slot) for slot in range(168)]


def _row(found: dict[tuple[int, str], int], slot: int) -> list[Any]:
    joined = sum(found[slot, code] for code in JOINED)
    named = [found[slot, code] for code in ("answered", "abandoned", "turned_away", "closed_visit")]
    return [str(slot // 24 + 1), f"{slot % 24:02}", joined, *named]


def unmet_rows(slots: Slots, language: str) -> list[list[Any]]:
    """By language and hour of the day: who came and could not be helped, and how."""
    found: dict[tuple[str, int], dict[str, int]] = {}
    for (slot, spoken, code), n in slots.items():
        if not language or spoken == language:
            row = found.setdefault((spoken, slot % 24), defaultdict(int))
            row[code] += n
    return [[spoken, f"{hour:02}", *(row[code] for code in UNMET)] for (spoken, hour), row in sorted(found.items())]
