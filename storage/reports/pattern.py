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
    """In the desk's own time."""
    slots: Slots = defaultdict(int)
    parts = [(segment, mapping) for segment, mapping in _parts(span, zone) if segment.first <= segment.last]
    counts = await read_counts(connection, desk, ["result"], parts)
    for (slot, _, language, code), n in counts.items():
        slots[slot, language, code] += n
    return slots


def _parts(span: Span, zone: str) -> Iterator[tuple[Segment, dict[int, int]]]:
    """Whole years, whole months beside them, and the days that are left by hour."""
    first = month_of(span.first) + (span.first.day > 1)
    last = month_of(span.last) - ((span.last + timedelta(days=1)).day > 1)
    if last < first:
        yield from _hours(span, zone)
        return
    years = -(-first // 12), (last + 1) // 12 - 1
    if years[0] <= years[1]:
        yield _slots("year_slot", *years)
        yield from (_slots("month_slot", *part) for part in ((first, years[0] * 12 - 1), (years[1] * 12 + 12, last)))
    else:
        yield _slots("month_slot", first, last)
    yield from _hours(Span(span.first, first_of_month(first) - timedelta(days=1)), zone)
    yield from _hours(Span(first_of_month(last + 1), span.last), zone)


def _slots(grain: str, first: int, last: int) -> tuple[Segment, dict[int, int]]:
    return Segment(grain, first * 168, last * 168 + 167, modulo=168), {slot: slot for slot in range(168)}


def _hours(span: Span, zone: str) -> Iterator[tuple[Segment, dict[int, int]]]:
    if span.days > 0:
        hours = hours_of(span.first, span.last, zone)
        yield Segment("hour", hours[0], hours[-1]), {hour: periods_of(hour, zone).month_slot % 168 for hour in hours}


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
