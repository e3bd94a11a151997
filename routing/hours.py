"""Opening hours of a desk: from a definition to *open until when*. Pure; unreadable hours never mean open."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON_DAYS = 370
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_EVERY_YEAR = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_DATE = re.compile(r"(\d{4}-)?\d\d-\d\d", re.ASCII)


class UnreadableHours(ValueError):
    """The definition cannot be used; `field` names the place. A reader then treats the desk as closed."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `start` to `end`, in minutes after local midnight; `end` passes 1440 when it runs into the next day."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A readable definition. Exceptions replace the whole day that starts on their date."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    dates: Mapping[date, tuple[Span, ...]]
    every_year: Mapping[tuple[int, int], tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class HoursStatus:
    """Whether the desk is open, and until when that holds (UTC; None beyond the horizon)."""

    open: bool
    until: datetime | None


def parse(definition: object, *, anew: bool = False) -> OpeningHours:
    """Read a definition `{zone, week, exceptions}`. `anew`: as somebody sets it now; of what was stored before, fields
    and dates that mean nothing are passed over, for a desk must not close because of them.

    Raises: UnreadableHours, naming the field at fault.
    """
    fields = _mapping(definition, "hours")
    _only(fields, {"zone", "week", "exceptions"}, "hours")
    dates: dict[date, tuple[Span, ...]] = {}
    every_year: dict[tuple[int, int], tuple[Span, ...]] = {}
    named: set[str] = set()
    for place, item in _numbered(fields.get("exceptions", []), "exceptions"):
        exception = _mapping(item, place)
        if anew:
            _plain(exception, place, named)
        spans = _spans(exception.get("open"), f"{place}.open")
        _file_exception(exception.get("date"), f"{place}.date", spans, dates, every_year)
    return OpeningHours(_zone(fields.get("zone")), _week(fields.get("week")), dates, every_year)


def status_at(hours: OpeningHours, when: datetime) -> HoursStatus:
    """The desk at `when` (aware). Spans that touch count as one, so a break of no minutes is no break."""
    for start, end in _openings(hours, when):
        if when < start:
            return HoursStatus(open=False, until=start)
        if when < end:
            return HoursStatus(open=True, until=end)
    return HoursStatus(open=False, until=None)


def next_opening(hours: OpeningHours, when: datetime) -> datetime | None:
    """When the desk next opens, in UTC; None when it is open or never opens within the horizon."""
    status = status_at(hours, when)
    return None if status.open else status.until


def _openings(hours: OpeningHours, when: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Merged openings in order, from the one that may still run at `when`."""
    first = when.astimezone(hours.zone).date() - timedelta(days=2)
    held: tuple[datetime, datetime] | None = None
    for offset in range(HORIZON_DAYS):
        for start, end in _openings_on(hours, first + timedelta(days=offset)):
            if held and start <= held[1]:
                held = (held[0], max(held[1], end))
                continue
            if held:
                yield held
            held = (start, end)
    if held:
        yield held


def _openings_on(hours: OpeningHours, day: date) -> Iterator[tuple[datetime, datetime]]:
    for span in _spans_on(hours, day):
        # When clocks go back, an opening starts at the first such hour and ends at the second.
        start = _instant(hours.zone, day, span.start, fold=0)
        end = _instant(hours.zone, day, span.end, fold=1)
        if start < end:
            yield start, end


def _spans_on(hours: OpeningHours, day: date) -> tuple[Span, ...]:
    if day in hours.dates:
        return hours.dates[day]
    yearly = hours.every_year.get((day.month, day.day))
    return hours.week[day.weekday()] if yearly is None else yearly


def _instant(zone: ZoneInfo, day: date, minutes: int, fold: int) -> datetime:
    days, rest = divmod(minutes, 24 * 60)
    local = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60, fold=fold), tzinfo=zone)
    before, after = (local.replace(fold=side).astimezone(UTC) for side in (1, 0))
    return _leap(zone, before, after) if before < after else local.astimezone(UTC)


def _leap(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Clocks go forward over a time that somebody named: it is then, neither an hour early nor late."""
    minutes, offset = range((after - before) // timedelta(minutes=1)), after.astimezone(zone).utcoffset()
    moments = (before + timedelta(minutes=past) for past in minutes)
    return next((one for one in moments if one.astimezone(zone).utcoffset() == offset), after)


def _zone(value: object) -> ZoneInfo:
    if not isinstance(value, str) or not value:
        raise UnreadableHours("zone", "name a time zone, such as Europe/Brussels")
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnreadableHours("zone", f"no such time zone: {value[:40]!r}") from None


def _week(value: object) -> tuple[tuple[Span, ...], ...]:
    week = _mapping(value, "week")
    _only(week, set(DAYS), "week")
    return tuple(_spans(week.get(day, []), f"week.{day}") for day in DAYS)


def _spans(value: object, place: str) -> tuple[Span, ...]:
    spans = tuple(_span(item, where) for where, item in _numbered(value, place))
    for before, after in pairwise(spans):
        if after.start < before.end:
            raise UnreadableHours(place, "openings must follow one another without overlap")
    return spans


def _span(value: object, place: str) -> Span:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise UnreadableHours(place, "an opening is a pair, such as ['14:00', '22:00']")
    start, end = _clock(value[0], place), _clock(value[1], place)
    if start == 24 * 60:
        raise UnreadableHours(place, "an opening cannot start at 24:00")
    return Span(start, end if end > start else end + 24 * 60)


def _clock(value: object, place: str) -> int:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise UnreadableHours(place, f"not a time of day: {str(value)[:20]!r}")
    return int(value[:2]) * 60 + int(value[3:])


def _file_exception(
    value: object,
    place: str,
    spans: tuple[Span, ...],
    dates: dict[date, tuple[Span, ...]],
    every_year: dict[tuple[int, int], tuple[Span, ...]],
) -> None:
    text = value if isinstance(value, str) else ""
    yearly = _EVERY_YEAR.fullmatch(text)
    try:
        if yearly:
            day = date(2024, int(yearly[1]), int(yearly[2]))
            every_year[day.month, day.day] = spans
        else:
            dates[date.fromisoformat(text)] = spans
    except ValueError:
        raise UnreadableHours(place, f"not a date (YYYY-MM-DD, or MM-DD for every year): {text[:20]!r}") from None


def _plain(exception: Mapping[str, object], place: str, named: set[str]) -> None:
    """Only what is read, in the one way that it is documented, and each date once."""
    _only(exception, {"date", "open"}, place)
    text = str(exception.get("date"))
    if not _DATE.fullmatch(text):
        raise UnreadableHours(f"{place}.date", f"not a date (YYYY-MM-DD, or MM-DD for every year): {text[:20]!r}")
    if text in named:
        raise UnreadableHours(f"{place}.date", f"stands there twice: {text}")
    named.add(text)


def _mapping(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UnreadableHours(place, "must be an object")
    return value


def _numbered(value: object, place: str) -> Iterator[tuple[str, object]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise UnreadableHours(place, "must be a list")
    for index, item in enumerate(value):
        yield f"{place}[{index}]", item


def _only(fields: Mapping[str, object], known: set[str], place: str) -> None:
    for name in fields:
        if name not in known:
            raise UnreadableHours(f"{place}.{str(name)[:20]}", "unknown field")
