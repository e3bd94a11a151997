"""What opening hours mean, day by day, as the editor shows them. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from routing.hours import OpeningHours, status_at

_MOST_TURNS = 1_000


def preview(hours: OpeningHours, first: date, last: date) -> list[dict[str, Any]]:
    """`[{date, open: [["09:00", "17:00"], …]}]` in the desk's zone; an opening past midnight is split there."""
    start = _midnight(hours, first)
    end = _midnight(hours, last + timedelta(days=1))
    days: dict[date, list[list[str]]] = {
        first + timedelta(days=offset): [] for offset in range((last - first).days + 1)
    }
    at = start
    for _ in range(_MOST_TURNS):
        status = status_at(hours, at)
        until = min(status.until or end, end)
        if status.open:
            _add(days, hours, at, until)
        if until >= end:
            break
        at = until
    return [{"date": day.isoformat(), "open": spans} for day, spans in days.items()]


def _midnight(hours: OpeningHours, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=hours.zone).astimezone(UTC)


def _add(days: dict[date, list[list[str]]], hours: OpeningHours, start: datetime, end: datetime) -> None:
    day = start.astimezone(hours.zone).date()
    while start < end:
        midnight = _midnight(hours, day + timedelta(days=1))
        stop = min(end, midnight)
        closing = "24:00" if stop == midnight else f"{stop.astimezone(hours.zone):%H:%M}"
        days[day].append([f"{start.astimezone(hours.zone):%H:%M}", closing])
        start, day = stop, day + timedelta(days=1)
