"""Opening hours: zones, holidays, daylight saving, breaks, and that nothing unreadable opens a desk."""

from datetime import UTC, datetime

import pytest

from routing.hours import HoursStatus, UnreadableHours, next_opening, parse, status_at

BRUSSELS = "Europe/Brussels"


def hours(week: dict[str, object], exceptions: tuple[object, ...] = ()) -> object:
    return {"zone": BRUSSELS, "week": week, "exceptions": list(exceptions)}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_open_until_the_end_of_the_span() -> None:
    desk = parse(hours({"wed": [["14:00", "22:00"]]}))
    assert status_at(desk, utc("2026-11-18T13:30")) == HoursStatus(True, utc("2026-11-18T21:00"))


def test_the_first_minute_is_open_and_the_last_is_closed() -> None:
    desk = parse(hours({"wed": [["14:00", "22:00"]]}))
    assert status_at(desk, utc("2026-11-18T13:00")).open
    assert not status_at(desk, utc("2026-11-18T21:00")).open


def test_a_break_closes_the_desk() -> None:
    desk = parse(hours({"wed": [["10:00", "12:00"], ["13:00", "17:00"]]}))
    assert status_at(desk, utc("2026-11-18T11:30")) == HoursStatus(False, utc("2026-11-18T12:00"))


def test_spans_that_touch_are_one_opening() -> None:
    desk = parse(hours({"wed": [["10:00", "24:00"]], "thu": [["00:00", "08:00"]]}))
    assert status_at(desk, utc("2026-11-18T12:00")).until == utc("2026-11-19T07:00")


def test_an_opening_runs_past_midnight() -> None:
    desk = parse(hours({"fri": [["20:00", "02:00"]]}))
    assert status_at(desk, utc("2026-11-21T00:30")) == HoursStatus(True, utc("2026-11-21T01:00"))


@pytest.mark.parametrize("date", ["2026-12-25", "12-25"])
def test_a_holiday_replaces_its_day(date: str) -> None:
    desk = parse(hours({"fri": [["10:00", "17:00"]]}, ({"date": date, "open": []},)))
    assert not status_at(desk, utc("2026-12-25T12:00")).open
    assert next_opening(desk, utc("2026-12-25T12:00")) == utc("2027-01-01T09:00")


def test_a_dated_exception_wins_over_a_yearly_one() -> None:
    yearly = {"date": "12-25", "open": []}
    dated = {"date": "2026-12-25", "open": [["12:00", "14:00"]]}
    desk = parse(hours({}, (yearly, dated)))
    assert status_at(desk, utc("2026-12-25T11:30")).open
    assert not status_at(desk, utc("2027-12-25T11:30")).open


def test_leap_day_can_be_a_yearly_exception() -> None:
    desk = parse(hours({day: [["10:00", "12:00"]] for day in ("mon", "tue")}, ({"date": "02-29", "open": []},)))
    assert not status_at(desk, utc("2028-02-29T10:30")).open


def test_wall_clock_hours_hold_across_daylight_saving() -> None:
    desk = parse(hours({day: [["14:00", "22:00"]] for day in ("sat", "sun")}))
    assert status_at(desk, utc("2026-10-24T12:00")).open  # summer: 14:00 is 12:00 UTC
    assert not status_at(desk, utc("2026-10-25T12:30")).open  # winter: 14:00 is 13:00 UTC
    assert status_at(desk, utc("2026-10-25T13:00")).until == utc("2026-10-25T21:00")


@pytest.mark.parametrize(
    ("day", "opening", "start", "end"),
    [
        ("sat", ["20:00", "02:00"], "2027-03-27T19:00", "2027-03-28T01:00"),
        ("sat", ["22:00", "02:30"], "2027-03-27T21:00", "2027-03-28T01:00"),
        ("sun", ["02:30", "03:30"], "2027-03-28T01:00", "2027-03-28T01:30"),
        ("sat", ["20:00", "03:00"], "2027-03-27T19:00", "2027-03-28T01:00"),
    ],
)
def test_a_time_that_the_clocks_leap_over_is_when_they_leap(day: str, opening: list[str], start: str, end: str) -> None:
    """An evening until two o'clock was an hour short that night."""
    desk = parse(hours({day: [opening]}))
    assert next_opening(desk, utc("2027-03-27T12:00")) == utc(start)
    assert status_at(desk, utc(start)) == HoursStatus(True, utc(end))


def test_the_night_clocks_go_back_is_an_hour_longer() -> None:
    desk = parse(hours({"sat": [["22:00", "02:30"]]}))
    assert status_at(desk, utc("2026-10-24T21:00")).until == utc("2026-10-25T01:30")


def test_an_hour_that_does_not_exist_opens_nothing() -> None:
    desk = parse(hours({"sun": [["02:00", "03:00"]]}))
    assert not status_at(desk, utc("2026-03-29T01:00")).open


def test_always_closed_never_opens() -> None:
    assert next_opening(parse(hours({})), utc("2026-11-18T12:00")) is None


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        (None, "hours"),
        ([], "hours"),
        ({}, "zone"),
        ({"zone": "Europe/Brusel", "week": {}}, "zone"),
        ({"zone": "../../etc/passwd", "week": {}}, "zone"),
        ({"zone": BRUSSELS}, "week"),
        ({"zone": BRUSSELS, "week": {}, "holidays": []}, "hours.holidays"),
        (hours({"wednesday": []}), "week.wednesday"),
        (hours({"wed": "14:00-22:00"}), "week.wed"),
        (hours({"wed": [["14:00"]]}), "week.wed[0]"),
        (hours({"wed": [["14:00", "25:00"]]}), "week.wed[0]"),
        (hours({"wed": [["24:00", "02:00"]]}), "week.wed[0]"),
        (hours({"wed": [["14h", "22:00"]]}), "week.wed[0]"),
        (hours({"wed": [["14:00", "18:00"], ["17:00", "20:00"]]}), "week.wed"),
        (hours({}, ({"date": "2026-02-30", "open": []},)), "exceptions[0].date"),
        (hours({}, ({"date": "13-01", "open": []},)), "exceptions[0].date"),
        (hours({}, ({"date": "12-25"},)), "exceptions[0].open"),
        (hours({}, ("2026-12-25",)), "exceptions[0]"),
    ],
)
def test_bad_definitions_name_their_field(definition: object, field: str) -> None:
    with pytest.raises(UnreadableHours) as caught:
        parse(definition)
    assert caught.value.field == field


CLOSED = {"date": "2026-12-25", "open": []}


@pytest.mark.parametrize(
    ("exceptions", "field"),
    [
        (({**CLOSED, "until": "2027-01-03"},), "exceptions[0].until"),
        (({**CLOSED, "date": "20261225"},), "exceptions[0].date"),
        (({**CLOSED, "date": "2026-W52-5"},), "exceptions[0].date"),
        ((CLOSED, {**CLOSED, "open": [["10:00", "12:00"]]}), "exceptions[1].date"),
    ],
)
def test_what_would_be_passed_over_is_refused_when_it_is_set(exceptions: tuple[object, ...], field: str) -> None:
    """Stored before, it closes no desk."""
    parse(hours({}, exceptions))
    with pytest.raises(UnreadableHours) as caught:
        parse(hours({}, exceptions), anew=True)
    assert caught.value.field == field


def test_digits_of_other_scripts_are_no_hours() -> None:
    """No page shows or reads them."""
    with pytest.raises(UnreadableHours):
        parse(hours({"wed": [["\u0661\u0664:\u0660\u0660", "22:00"]]}))
