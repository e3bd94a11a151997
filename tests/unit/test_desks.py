"""What opening hours and stored settings mean for a desk."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chat.desks import CLOSED, day_at, service_from, settings_from
from chat.http.teen.desk import available
from routing.values import AvailabilityView, DeskSettings

ZONE = ZoneInfo("Europe/Brussels")
EVENINGS = {"zone": "Europe/Brussels", "week": {"mon": [["18:00", "22:00"]]}, "exceptions": []}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("2026-11-23T17:59", "closed"),
        ("2026-11-23T18:00", "open"),
        ("2026-11-23T21:59", "open"),
        ("2026-11-23T22:00", "closing"),
        ("2026-11-23T22:29", "closing"),
        ("2026-11-23T22:31", "closed"),
    ],
)
def test_those_let_in_are_served_for_half_an_hour_more(when: str, state: str) -> None:
    assert service_from(EVENINGS, at(when)).state == state


def test_a_short_opening_has_its_last_half_hour_too() -> None:
    short = {"zone": "Europe/Brussels", "week": {"mon": [["18:00", "18:10"]]}, "exceptions": []}
    assert service_from(short, at("2026-11-23T18:20")).state == "closing"
    assert service_from(short, at("2026-11-23T18:45")).state == "closed"


def test_the_night_the_clocks_change() -> None:
    """On 25 October 2026 the hour after 02:00 comes twice; the states follow one another once."""
    night = {
        "zone": "Europe/Brussels",
        "week": {"sat": [["22:00", "24:00"]], "sun": [["00:00", "02:30"]]},
        "exceptions": [],
    }
    start = datetime(2026, 10, 24, 19, 0, tzinfo=UTC)
    states = [service_from(night, start + timedelta(minutes=minutes)).state for minutes in range(0, 8 * 60, 5)]
    changes = [state for state, before in zip(states, ["", *states[:-1]], strict=True) if state != before]
    assert changes == ["closed", "open", "closing", "closed"]


@pytest.mark.parametrize("definition", [None, {}, {"zone": "Mars/Base", "week": {}}, [], "always", {"week": 5}])
def test_unreadable_hours_mean_closed(definition: object) -> None:
    assert service_from(definition, at("2026-11-23T19:00")) == CLOSED


def test_the_next_opening_is_named_and_newcomers_find_it_closed() -> None:
    service = service_from(EVENINGS, at("2026-11-23T22:10"))
    assert service.opens_at == at("2026-11-30T18:00").timestamp() * 1000
    view = AvailabilityView(service.state, ("nl",), ("nl",), opens_at=service.opens_at)
    assert available("main", "Europe/Brussels", view, {}, []).service == "closed"
    by_hand = AvailabilityView("closing", ("nl",), ("nl",))
    assert available("main", "Europe/Brussels", by_hand, {}, []).service == "closing"


def test_stored_settings_override_the_defaults_they_know() -> None:
    settings = settings_from({"offer_ms": 5000, "languages": ["nl", "fr"], "topics": ["gaming"]})
    assert (settings.offer_ms, settings.languages) == (5000, ("nl", "fr"))


@pytest.mark.parametrize(
    ("definition", "day"),
    [
        ({"zone": "Asia/Tokyo", "week": {}, "exceptions": []}, "2026-11-24"),
        ({"zone": "America/New_York", "week": "spoilt"}, "2026-11-23"),
        ({"zone": "Mars/Base"}, "2026-11-24"),
        (None, "2026-11-24"),
    ],
)
def test_today_is_the_desks_whatever_its_hours_say(definition: object, day: str) -> None:
    """The same as in its reports, whose zone falls back to Belgium's."""
    assert day_at(definition, datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == day


@pytest.mark.parametrize(
    "spoilt",
    [
        {"languages": 5}, {"languages": [1]}, {"languages": "nl"}, {"languages": None}, {"target_ms": "x"},
        {"target_ms": True}, {"target_ms": -1}, {"handle_ms": [1]}, {"ageing_ms": [1]}, {"ageing_ms": [1, 2, "x"]},
        {"max_capacity": 1.5}, {"queue_limit": {}}, {"nobody_knows": 1},
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_keeps_no_house_from_starting(spoilt: dict[str, object]) -> None:
    assert settings_from(spoilt) == DeskSettings()
    assert settings_from({**spoilt, "skills": ["a"]}) == DeskSettings(skills=("a",))
