"""Rates, ranges and the page, from raw counts."""

from typing import Any

import pytest

from routing import figures, reading
from routing.desk_calls import settings_fields
from routing.values import DeskSettings

MINUTE = 60_000


def language(name: str = "nl", **changes: Any) -> dict[str, Any]:
    row = {"language": name, "ahead": 0, "waiting": 0, "offered": 0, "active": 0, "longest": 0, "on_duty": 0, "free": 0}
    row |= {"admits": False}
    return row | {"handle_ms": 0, "handle_n": 0} | changes


def board(today: dict[str, int], service: str = "open", on_duty: int = 1, **more: Any) -> Any:
    found = {"now": 1, "service": service, "mode": "auto", "by": "", "since": 0, "closes_at": 0, "busy_ms": 0}
    rows = [language(on_duty=on_duty)]
    counted = more.pop("counted", {f"{name}:nl": str(value) for name, value in today.items()})
    return figures.board(found | {"duty_ms": 0, "languages": rows, "today": counted} | more)


def test_the_service_level_counts_who_gave_up_too_late() -> None:
    assert board({"answered": 8, "in_target": 6, "abandoned": 5, "abandoned_late": 2}).service_level == 0.6


@pytest.mark.parametrize("state", [{"service": "closed"}, {"on_duty": 0}])
def test_the_service_level_of_a_closed_desk_means_nothing(state: dict[str, Any]) -> None:
    assert board({"answered": 8, "in_target": 8}, **state).service_level is None


def test_rates_of_nothing_mean_nothing() -> None:
    view = board({})
    assert (view.service_level, view.abandonment, view.occupancy, view.range_hit) == (None, None, None, None)


def test_abandonment_occupancy_and_range() -> None:
    ended = {"answered": 6, "abandoned": 3, "lost": 1}
    view = board({**ended, "range_told": 4, "range_hit": 3}, busy_ms=30 * MINUTE, duty_ms=60 * MINUTE)
    assert (view.abandonment, view.occupancy, view.range_hit) == (0.3, 0.5, 0.75)


def test_who_joined_before_midnight_and_left_after_it_is_one_of_those_whose_wait_ended() -> None:
    """Three of one had left: the live desk said 300 %."""
    assert board({"joined": 1, "answered": 1, "abandoned": 3}).abandonment == 0.75


def test_the_day_is_summed_over_languages() -> None:
    counted = {"joined:nl": "2", "joined:fr": "3", "day": "2026-11-21"}
    view = board({}, counted=counted)
    assert (view.today, view.by_language["fr"]) == ({"joined": 5}, {"joined": 3})


def test_a_place_has_a_range_that_grows_with_those_ahead() -> None:
    rows = [
        {"chat": f"c{i}", "language": "nl", "position": i + 1, "ahead": i, "alike": i, "there": 2} for i in range(3)
    ]
    shown = figures.positions({"rows": rows, "languages": {"nl": language()}}, DeskSettings())
    highs = [shown[f"c{i}"].high_s for i in range(3)]
    assert highs == sorted(highs)
    assert all(0 <= place.low_s < place.high_s for place in shown.values())


def test_observed_handle_times_outweigh_the_setting_once_there_are_some() -> None:
    row = [{"chat": "c1", "language": "nl", "position": 1, "ahead": 0, "alike": 0, "there": 1}]
    few = language(handle_ms=19 * MINUTE, handle_n=19)
    many = language(handle_ms=20 * MINUTE, handle_n=20)
    settings = DeskSettings(handle_ms=30 * MINUTE)
    high = [figures.positions({"rows": row, "languages": {"nl": x}}, settings)["c1"].high_s for x in (few, many)]
    assert high[0] > 10 * high[1]


def test_a_range_is_told_for_the_first_time_once() -> None:
    rows = [
        {"chat": f"c{i}", "language": "nl", "position": 1, "ahead": 0, "alike": 0, "there": 1, "told": i == 0}
        for i in range(2)
    ]
    found = {"rows": rows, "languages": {"nl": language()}}
    shown = figures.positions(found, DeskSettings())
    assert figures.first_told(found, shown) == ["c1", shown["c1"].low_s * 1000, shown["c1"].high_s * 1000]
    unserved = {"rows": [row | {"there": 0} for row in rows], "languages": {"nl": language()}}
    assert figures.first_told(unserved, figures.positions(unserved, DeskSettings())) == []


def test_nobody_on_duty_gives_no_range() -> None:
    row = [{"chat": "c1", "language": "nl", "position": 0, "ahead": 0, "alike": 0, "there": 0}]
    place = figures.positions({"rows": row, "languages": {"nl": language()}}, DeskSettings())["c1"]
    assert (place.low_s, place.high_s, place.served) == (-1, -1, False)


def test_the_page_shows_the_language_served_soonest() -> None:
    rows = [language("nl", on_duty=1, waiting=5), language("fr", on_duty=1, free=1, admits=True), language("de")]
    found = {"service": "open", "opens_at": 0, "closes_at": "9", "languages": rows}
    view = figures.availability(found, DeskSettings())
    assert (view.served, view.low_s, view.high_s, view.waiting, view.closes_at) == (("nl", "fr"), 0, 0, 5, 9)
    assert view.admits == ("fr",)


def test_a_chat_that_closed_has_only_its_end() -> None:
    view = reading.chat_view({"chat": "c1", "state": "closed", "end": "left", "now": 5})
    assert (view.state, view.end, view.staff, view.skills) == ("closed", "left", "", ())


def test_settings_have_a_version_that_follows_them() -> None:
    def version(settings: DeskSettings) -> object:
        fields = settings_fields(settings)
        return fields[fields.index("version") + 1]

    assert version(DeskSettings()) == version(DeskSettings())
    assert version(DeskSettings()) != version(DeskSettings(offer_ms=1))
