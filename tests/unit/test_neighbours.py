"""When a language has gone over to a neighbour: both desks said so, and nobody is here."""

from typing import Any

import pytest

from chat.neighbours import agreed, is_lacking
from routing.values import AvailabilityView

SENDS = {"sends_to": {"de": "east", "fr": "east", "en": "north"}}
TAKES = {"takes_from": {"west": ["de", "en"], "south": ["fr"]}}


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [(SENDS, TAKES, ["de"]), (SENDS, {}, []), ({}, TAKES, []), (SENDS, {"takes_from": {"south": ["de"]}}, [])],
)
def test_both_say_so(ours: dict[str, Any], theirs: dict[str, Any], found: list[str]) -> None:
    assert agreed("west", ours, "east", theirs) == found


@pytest.mark.parametrize(
    ("service", "language", "lacking"),
    [("open", "nl", False), ("open", "de", True), ("closing", "nl", True), ("closed", "nl", True)],
)
def test_whether_anybody_is_here_for_who_comes_now(service: str, language: str, lacking: bool) -> None:
    assert is_lacking(AvailabilityView(service, ("nl", "de"), ("nl",)), language) is lacking
