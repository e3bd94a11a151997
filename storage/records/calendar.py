"""Hours, days, weeks, months and quarters of a desk, as whole numbers. Pure.

An hour counts from 1970 in UTC; a day is a date's ordinal in the desk's zone; a week is its Monday's ordinal;
a month is year × 12 + month − 1; a quarter is year × 4 + quarter − 1. The pattern of a week has 168 slots,
weekday × 24 + hour of the day: those of a month count from month × 168, those of a year from year × 168.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

HOUR_MS = 3_600_000
DEFAULT_ZONE = "Europe/Brussels"


class Periods(NamedTuple):
    """The numbers of one hour in each grain, for a desk's zone."""

    hour: int
    year_slot: int
    month_slot: int
    day: int
    week: int
    month: int


def known_zone(name: object) -> str:
    """The zone's name, or the default where it is none: a spoilt setting must not hold up the records."""
    return _known(str(name or DEFAULT_ZONE))


def zone_of(definition: object) -> str:
    """Of opening hours as they are stored, readable otherwise or not."""
    return known_zone(definition.get("zone") if isinstance(definition, dict) else None)


@lru_cache(maxsize=1_000)
def _known(name: str) -> str:
    try:
        return str(ZoneInfo(name))
    except (ValueError, OSError, KeyError):
        return DEFAULT_ZONE


def day_in(zone: str, at_s: float) -> date:
    """The date there, at a moment in seconds since 1970."""
    return datetime.fromtimestamp(at_s, ZoneInfo(zone)).date()


def hour_of(ms: int) -> int:
    return ms // HOUR_MS


@lru_cache(maxsize=100_000)
def periods_of(hour: int, zone: str) -> Periods:
    """An hour belongs to the day in which it begins there; on the two days a year with 25 or 23 hours, too."""
    local = datetime.fromtimestamp(hour * 3600, UTC).astimezone(ZoneInfo(zone))
    day = local.date().toordinal()
    month = month_of(local.date())
    slot = local.weekday() * 24 + local.hour
    return Periods(hour, local.year * 168 + slot, month * 168 + slot, day, day - local.weekday(), month)


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def quarter_of(day: date) -> int:
    return month_of(day) // 3


def first_of_month(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def first_of_quarter(quarter: int) -> date:
    return first_of_month(quarter * 3)


def first_hour(day: date, zone: str) -> int:
    """The first whole hour that begins on this day in the zone."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return -int(-midnight.timestamp() // 3600)


def hours_of(first: date, last: date, zone: str) -> range:
    """All hours of the days from `first` to `last`."""
    return range(first_hour(first, zone), first_hour(last + timedelta(days=1), zone))


def name_of(grain: str, period: int, zone: str = DEFAULT_ZONE) -> str:
    """How a period is written: 2026-11-21T14:00+01:00, 2026-11-21, 2026-W47, 2026-11, 2026-Q4."""
    if grain == "hour":
        return datetime.fromtimestamp(period * 3600, ZoneInfo(zone)).isoformat(timespec="minutes")
    if grain == "day":
        return date.fromordinal(period).isoformat()
    if grain == "week":
        year, week, _ = date.fromordinal(period).isocalendar()
        return f"{year}-W{week:02}"
    if grain == "month":
        return f"{period // 12}-{period % 12 + 1:02}"
    return f"{period // 4}-Q{period % 4 + 1}"
