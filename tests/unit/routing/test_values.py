"""What a value says where nothing is known: nobody, nothing, no time."""

from dataclasses import MISSING, fields
from typing import Any

import pytest

from routing.values import (
    AvailabilityView,
    BoardView,
    ChatView,
    HoldClaim,
    PositionView,
    RenewResult,
    StaffProfile,
    StaffView,
    TeenClaim,
    TickResult,
)

UNKNOWN = {"priority": 3, "age_band": "unknown", "channel": "web", "served": True, "why": "self", "capacity": 1,
           "low_s": -1, "high_s": -1}  # fmt: skip
VALUES = [
    ChatView("c", state="closed"), StaffView("an", "An", "counsellor", "away", 1), TeenClaim("c"),
    HoldClaim("c"), StaffProfile("an", "An", "counsellor", ("nl",)), PositionView(1, 60, 90),
    RenewResult(), TickResult(0, 0), AvailabilityView("open", ("nl",), ("nl",)),
    BoardView(0, "open", "", "", 0, 0, (), (), (), {}),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_is_not_said_is_empty_or_the_usual(value: Any) -> None:
    optional = [one for one in fields(value) if (one.default, one.default_factory) != (MISSING, MISSING)]
    assert optional
    for one in optional:
        found = getattr(value, one.name)
        assert found == UNKNOWN[one.name] if one.name in UNKNOWN else not found, one.name
