"""The time a report covers: read from text, cut into grains that need few rows, compared with the time before. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from storage.errors import BadInput
from storage.records.calendar import first_of_month, month_of

# The most periods one report shows.
MOST: Final = {"total": 1, "hour": 31 * 24, "day": 400, "week": 210, "month": 240, "quarter": 80}
MOST_BREAKDOWN_WEEKS: Final = 60
LONGEST_YEARS: Final = 20
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> "Span":
        """The time of the same length just before; of whole months, as many whole months."""
        if self.whole_months:
            months = month_of(self.last) - month_of(self.first) + 1
            return Span(first_of_month(month_of(self.first) - months), self.first - timedelta(days=1))
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def whole_months(self) -> bool:
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1


@dataclass(frozen=True, slots=True)
class Segment:
    """Periods of one grain, from `first` to `last`, both included; with `modulo`, added up by their remainder."""

    grain: str
    first: int
    last: int
    modulo: int = 0


def read_span(first: str, last: str, by: str = "total", *, service: bool = True) -> Span:
    """Dates as YYYY-MM-DD. `service`: the report has counts by hour and week. Raises BadInput, naming
    `from`, `to` or `by`."""
    if by not in MOST:
        raise BadInput(f"must be one of {', '.join(MOST)}", "by")
    if by == "hour" and not service:
        raise BadInput("this report has no hours; choose day or longer", "by")
    span = Span(_day(first, "from"), _day(last, "to"))
    if span.last < span.first:
        raise BadInput("ends before it starts", "to")
    if span.days > LONGEST_YEARS * 366:
        raise BadInput(f"covers more than {LONGEST_YEARS} years", "to")
    most = MOST_BREAKDOWN_WEEKS if by == "week" and not service else MOST[by]
    if by != "total" and _periods(span, by) > most:
        raise BadInput(f"would show more than {most} periods by {by}; choose a shorter time or a longer step", "to")
    return span


def _day(text: str, field: str) -> date:
    """As it stands in the report then: of the ways that ISO has, one."""
    try:
        day = date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except (TypeError, ValueError):
        raise BadInput(f"must be a date such as 2026-11-21, not {str(text)[:20]!r}", field) from None
    if not 2000 <= day.year <= 2099:
        raise BadInput("must be a year from 2000 to 2099", field)
    return day


def _periods(span: Span, by: str) -> int:
    if by == "hour":
        return span.days * 24
    if by == "day":
        return span.days
    if by == "week":
        return span.days // 7 + 2
    months = month_of(span.last) - month_of(span.first) + 1
    return months if by == "month" else months // 3 + 2


def cover(span: Span) -> list[Segment]:
    """Whole months as months, the days around them as days: few rows, however long the time."""
    first, last = month_of(span.first), month_of(span.last)
    first += span.first.day > 1
    last -= (span.last + timedelta(days=1)).day > 1
    if last < first:
        return [_days(span.first, span.last)]
    before = _days(span.first, first_of_month(first) - timedelta(days=1))
    after = _days(first_of_month(last + 1), span.last)
    segments = [before, Segment("month", first, last), after]
    return [segment for segment in segments if segment.first <= segment.last]


def _days(first: date, last: date) -> Segment:
    return Segment("day", first.toordinal(), last.toordinal())


def buckets(span: Span, by: str) -> list[tuple[int, Span]]:
    """Each period that the time touches, cut to the time: its number and its days. By day, week, month or quarter."""
    found: list[tuple[int, Span]] = []
    start = span.first
    while start <= span.last:
        number, end = _bucket(start, by)
        found.append((number, Span(start, min(end, span.last))))
        start = end + timedelta(days=1)
    return found


def _bucket(day: date, by: str) -> tuple[int, date]:
    if by == "day":
        return day.toordinal(), day
    if by == "week":
        monday = day - timedelta(days=day.weekday())
        return monday.toordinal(), monday + timedelta(days=6)
    month = month_of(day)
    if by == "month":
        return month, first_of_month(month + 1) - timedelta(days=1)
    return month // 3, first_of_month((month // 3 + 1) * 3) - timedelta(days=1)


def segments_by(span: Span, by: str, *, weeks: bool = True) -> list[tuple[Segment, dict[int, int]]]:
    """The grains to read for a report by day, week, month or quarter, with the bucket of each of their periods.

    Without `weeks` there are no counts by week, so that days are read for them.
    """
    grain = {"day": "day", "week": "week", "month": "month", "quarter": "month"}[by]
    whole: dict[int, int] = {}
    runs: list[dict[int, int]] = []
    for number, part in buckets(span, by):
        days = range(part.first.toordinal(), part.last.toordinal() + 1)
        if not _is_whole(part, by) or (by == "week" and not weeks):
            if not runs or days[0] - 1 not in runs[-1]:
                runs.append({})
            runs[-1].update(dict.fromkeys(days, number))
        elif grain == "month":
            whole |= dict.fromkeys(range(month_of(part.first), month_of(part.last) + 1), number)
        else:
            whole[number] = number
    mapped = [("day", run) for run in runs] + ([(grain, whole)] if whole else [])
    return [(Segment(grain, min(mapping), max(mapping)), mapping) for grain, mapping in mapped]


def _is_whole(part: Span, by: str) -> bool:
    number, end = _bucket(part.first, by)
    starts = {
        "day": part.first,
        "week": date.fromordinal(number) if by == "week" else part.first,
        "month": part.first.replace(day=1),
        "quarter": first_of_month(month_of(part.first) // 3 * 3),
    }
    return part.first == starts[by] and part.last == end
