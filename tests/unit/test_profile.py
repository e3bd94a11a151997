"""What a helpline tells of itself: what holds where nothing was set, and which settings do not go together."""

from typing import Any

import pytest

from chat.http.teen.desk import available
from chat.profile import MINUTE, wrong
from routing.values import AvailabilityView


def shown(stored: dict[str, Any]) -> Any:
    return available("main", "Europe/Brussels", AvailabilityView("open", ("nl",), ("nl",)), stored, [])


def test_a_chat_has_no_limit_and_a_silence_of_fifteen_minutes_where_nothing_was_set() -> None:
    answer = shown({})
    assert (answer.talk_limit_ms, answer.quiet_ask_ms, answer.quiet_end_ms) == (None, 10 * MINUTE, 15 * MINUTE)


def test_the_times_of_a_chat_are_those_that_were_set() -> None:
    answer = shown({"talk_limit_ms": 45 * MINUTE, "quiet_ask_ms": 5 * MINUTE, "quiet_end_ms": 8 * MINUTE})
    assert (answer.talk_limit_ms, answer.quiet_ask_ms, answer.quiet_end_ms) == (45 * MINUTE, 5 * MINUTE, 8 * MINUTE)


@pytest.mark.parametrize(
    ("settings", "right"),
    [
        ({}, True),
        ({"quiet_ask_ms": 14 * MINUTE}, True),
        ({"quiet_ask_ms": 15 * MINUTE}, False),
        ({"quiet_end_ms": 10 * MINUTE}, False),
        ({"quiet_end_ms": 10 * MINUTE + 1}, True),
        ({"quiet_ask_ms": 20 * MINUTE, "quiet_end_ms": 19 * MINUTE}, False),
    ],
)
def test_nobody_is_ended_before_they_were_asked(settings: dict[str, int], right: bool) -> None:
    found = wrong(settings)
    assert (found is None) == right
    assert right or (found and found[0] == "quiet_end_ms" and "quiet_ask_ms" in found[1])
