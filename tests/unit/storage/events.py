"""Stream entries for tests."""

import json
from typing import Any

NOON = 1_790_000_000_000 - 1_790_000_000_000 % 3_600_000
FORM = {
    "version": 1,
    "answers": {
        "outcome": "counselling", "category": "grooming", "also": ["sexting"], "contact": "child", "gender": "girl",
        "risk": "low", "escalation": "none", "referrals": ["school", "police"],
    },
}  # fmt: skip


def attempt(record: str = "record-1", **fields: Any) -> dict[str, str]:
    """An answered chat; `form` may be a dict."""
    entry: dict[str, Any] = {
        "kind": "chat", "record": record, "joined_ms": NOON, "ended_ms": NOON + 1_800_000, "language": "nl",
        "priority": 3, "topic": "cyberbullying", "age_band": "14_15", "channel": "embed", "end": "finished",
        "answered": 1, "waited_ms": 61_000, "active_ms": 1_500_000, "wrap_ms": 120_000, "fences": 1,
        "reconnects": 2, "messages_teen": 12, "messages_staff": 14,
    }  # fmt: skip
    entry.update(fields)
    if isinstance(entry.get("form"), dict):
        entry["form"] = json.dumps(entry["form"])
    return {name: str(value) for name, value in entry.items()}


def unanswered(record: str, end: str = "abandoned", **fields: Any) -> dict[str, str]:
    nobody = {"answered": 0, "active_ms": 0, "wrap_ms": 0, "fences": 0, "messages_teen": 0, "messages_staff": 0}
    return attempt(record, end=end, **{**nobody, **fields})


def closed_visit(record: str, **fields: Any) -> dict[str, str]:
    entry = {"kind": "closed_visit", "record": record, "at_ms": NOON, "language": "nl", **fields}
    return {name: str(value) for name, value in entry.items()}


def duty(record: str, duty_ms: int, busy_ms: int, at_ms: int = NOON) -> dict[str, str]:
    entry = {"kind": "duty", "record": record, "at_ms": at_ms, "duty_ms": duty_ms, "busy_ms": busy_ms}
    return {name: str(value) for name, value in entry.items()}
