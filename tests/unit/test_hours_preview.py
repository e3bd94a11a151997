"""What opening hours look like day by day: split at midnight, whole on days of 23 and 25 hours."""

from datetime import date
from typing import Any

import pytest

from chat.http.staff.hours_preview import preview
from routing.hours import parse


def shown(week: dict[str, Any], first: str, last: str, zone: str = "Europe/Brussels") -> dict[str, list[list[str]]]:
    hours = parse({"zone": zone, "week": week, "exceptions": []})
    return {day["date"]: day["open"] for day in preview(hours, date.fromisoformat(first), date.fromisoformat(last))}


EVENING = [["18:00", "22:00"]]


def test_every_day_is_there_open_or_not() -> None:
    assert shown({"mon": EVENING, "wed": [["09:00", "12:00"], ["13:30", "17:00"]]}, "2026-11-22", "2026-11-25") == {
        "2026-11-22": [], "2026-11-23": EVENING, "2026-11-24": [],
        "2026-11-25": [["09:00", "12:00"], ["13:30", "17:00"]],
    }  # fmt: skip


def test_a_day_that_was_not_asked_for_is_not_there() -> None:
    week = {"mon": EVENING, "tue": EVENING, "wed": EVENING}
    assert shown(week, "2026-11-24", "2026-11-24") == {"2026-11-24": EVENING}


def test_a_night_is_split_at_midnight_and_cut_at_the_ends() -> None:
    night = {"mon": [["22:00", "02:00"]]}
    assert shown(night, "2026-11-23", "2026-11-24") == {
        "2026-11-23": [["22:00", "24:00"]], "2026-11-24": [["00:00", "02:00"]],
    }  # fmt: skip
    assert shown(night, "2026-11-24", "2026-11-24") == {"2026-11-24": [["00:00", "02:00"]]}
    assert shown(night, "2026-11-23", "2026-11-23") == {"2026-11-23": [["22:00", "24:00"]]}


def test_round_the_clock() -> None:
    always = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    days = shown(always, "2026-01-01", "2026-12-31")
    assert len(days) == 365
    assert set(map(str, days.values())) == {"[['00:00', '24:00']]"}


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_a_day_on_which_the_clock_changes_is_shown_by_the_clock(day: str) -> None:
    assert shown({"sun": [["01:00", "05:00"]]}, day, day) == {day: [["01:00", "05:00"]]}


def test_a_year_of_many_short_openings_is_shown_whole() -> None:
    short = [[f"{hour:02}:00", f"{hour:02}:30"] for hour in range(6, 22)]
    days = shown(dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), short), "2026-11-01", "2026-11-30")
    assert set(map(len, days.values())) == {16}
