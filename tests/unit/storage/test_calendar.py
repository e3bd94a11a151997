"""Months, quarters and the pattern of a week as whole numbers, and back to days."""

from datetime import UTC, date, datetime

import pytest

from storage.records.calendar import (
    day_in,
    first_hour,
    first_of_month,
    first_of_quarter,
    hour_of,
    hours_of,
    known_zone,
    month_of,
    name_of,
    periods_of,
    quarter_of,
    zone_of,
)
from storage.reports.publications import last_settled

ZONE = "Europe/Brussels"


@pytest.mark.parametrize(
    ("day", "month", "quarter"),
    [
        (date(2026, 1, 1), 2026 * 12, 2026 * 4), (date(2026, 3, 31), 2026 * 12 + 2, 2026 * 4),
        (date(2026, 4, 1), 2026 * 12 + 3, 2026 * 4 + 1), (date(2026, 12, 31), 2026 * 12 + 11, 2026 * 4 + 3),
    ],
)  # fmt: skip
def test_a_day_is_in_its_month_and_quarter(day: date, month: int, quarter: int) -> None:
    assert (month_of(day), quarter_of(day)) == (month, quarter)
    assert first_of_month(month) == day.replace(day=1)
    assert first_of_quarter(quarter) == date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def test_an_hour_has_its_place_in_the_pattern_of_a_week() -> None:
    hour = first_hour(date(2026, 11, 22), ZONE) + 14
    found = periods_of(hour, ZONE)
    sunday_at_two = 6 * 24 + 14
    assert found.hour == hour
    assert (found.year_slot, found.month_slot) == (2026 * 168 + sunday_at_two, (2026 * 12 + 10) * 168 + sunday_at_two)
    assert (found.day, found.week) == (date(2026, 11, 22).toordinal(), date(2026, 11, 16).toordinal())
    assert found.month == 2026 * 12 + 10


def test_hours_run_from_the_first_day_to_the_end_of_the_last() -> None:
    hours = hours_of(date(2026, 11, 1), date(2026, 11, 2), ZONE)
    assert len(hours) == 48
    assert name_of("hour", hours[0], ZONE) == "2026-11-01T00:00+01:00"
    assert name_of("hour", hours[-1], ZONE) == "2026-11-02T23:00+01:00"
    assert (hour_of(3_599_999), hour_of(3_600_000)) == (0, 1)


def test_a_day_that_begins_between_two_hours_has_those_that_begin_in_it() -> None:
    kolkata = first_hour(date(2026, 11, 1), "Asia/Kolkata")
    assert name_of("hour", kolkata, "Asia/Kolkata") == "2026-11-01T00:30+05:30"


@pytest.mark.parametrize(
    ("grain", "period", "name"),
    [
        ("week", date(2026, 11, 16).toordinal(), "2026-W47"), ("month", 2026 * 12, "2026-01"),
        ("month", 2026 * 12 + 8, "2026-09"), ("quarter", 2026 * 4, "2026-Q1"), ("day", 1, "0001-01-01"),
    ],
)  # fmt: skip
def test_how_a_period_is_written(grain: str, period: int, name: str) -> None:
    assert name_of(grain, period) == name


def test_no_zone_is_belgian_time() -> None:
    assert known_zone(None) == known_zone("") == known_zone("Nowhere/Atall") == ZONE
    assert known_zone(["Europe/Brussels"]) == known_zone({"a": 1}) == known_zone(7) == known_zone("../x") == ZONE


@pytest.mark.parametrize(("zone", "day"), [(ZONE, 1), ("UTC", 31), ("Asia/Tokyo", 1), ("America/New_York", 31)])
def test_today_is_that_of_the_zone(zone: str, day: int) -> None:
    assert day_in(zone, datetime(2026, 12, 31, 23, 30, tzinfo=UTC).timestamp()).day == day


def test_a_quarter_can_be_published_from_a_day_of_the_desk_on() -> None:
    newest = [last_settled(date(2026, 1, day)) for day in range(1, 32)]
    assert set(newest) == {2025 * 4 + 2, 2025 * 4 + 3}
    assert newest == sorted(newest)


@pytest.mark.parametrize("spoilt", [None, [], ["zone"], "zone", 7, {}, {"zone": ["x"]}, {"zone": None}, {"zone": "x"}])
def test_hours_that_cannot_be_read_have_a_zone_all_the_same(spoilt: object) -> None:
    """Reports and the recorder ask for it: they failed with hours that only mean closed elsewhere."""
    assert zone_of(spoilt) == ZONE
    assert zone_of({"zone": "America/Toronto", "week": spoilt}) == "America/Toronto"
