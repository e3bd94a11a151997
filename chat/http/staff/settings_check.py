"""Which settings a desk has, and what each may be. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from chat.triage import TOPICS
from routing.values import HARD_CAPACITY, DeskSettings
from storage.errors import BadInput
from storage.keeping import KEEP_DAYS, LONGEST_DAYS

Check = Callable[[Any], bool]
Rule = tuple[str, Check, dict[str, Any]]
MINUTE: Final = 60_000
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_SKILL = re.compile(r"[a-z0-9_]{1,32}")
_ADDRESS = re.compile(r"(https://[^\s\"'<>]{1,480})?")


def _number(low: int, high: int) -> Rule:
    def holds(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    schema = {"type": "integer", "minimum": low, "maximum": high}
    return f"must be a whole number from {low} to {high}", holds, schema


def _words(pattern: re.Pattern[str], least: int) -> Rule:
    def holds(value: Any) -> bool:
        listed = isinstance(value, list) and least <= len(value) <= 32
        return listed and all(isinstance(word, str) and pattern.fullmatch(word) for word in value)

    schema = {
        "type": "array",
        "minItems": least,
        "maxItems": 32,
        "items": {"type": "string", "pattern": _whole(pattern)},
    }
    return f"must be a list of {least} to 32 codes", holds, schema


def _whole(pattern: re.Pattern[str]) -> str:
    return f"^{pattern.pattern}$"


def _topics(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(topic in TOPICS for topic in value)


def _names(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        _LANGUAGE.fullmatch(language) and isinstance(name, str) and 1 <= len(name) <= 80
        for language, name in value.items()
    )


def _address(value: Any) -> bool:
    return isinstance(value, str) and bool(_ADDRESS.fullmatch(value))


def _ageing(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(_number(0, 24 * 60 * MINUTE)[1](ms) for ms in value)


_AT: Final = {"type": "string", "pattern": _whole(_ADDRESS)}
RULES: Final[dict[str, Rule]] = {
    "languages": _words(_LANGUAGE, 1),
    "skills": _words(_SKILL, 0),
    "offer_ms": _number(5_000, 5 * MINUTE),
    "lease_ms": _number(5_000, 5 * MINUTE),
    "staff_grace_ms": _number(5_000, 10 * MINUTE),
    "teen_grace_waiting_ms": _number(10_000, 30 * MINUTE),
    "teen_grace_active_ms": _number(10_000, 60 * MINUTE),
    "wrap_up_ms": _number(0, 60 * MINUTE),
    "wrap_up_max_ms": _number(0, 120 * MINUTE),
    "breather_ms": _number(0, 120 * MINUTE),
    "ageing_ms": (
        "must be three lengths in ms",
        _ageing,
        {"type": "array", "minItems": 3, "maxItems": 3, "items": _number(0, 24 * 60 * MINUTE)[2]},
    ),
    "misses_to_away": _number(1, 10),
    "max_capacity": _number(1, HARD_CAPACITY),
    "queue_limit": _number(0, 100_000),
    "target_ms": _number(10_000, 120 * MINUTE),
    "target_first_ms": _number(10_000, 120 * MINUTE),
    "handle_ms": _number(MINUTE, 240 * MINUTE),
    "topics": (
        "must be a list of known topics",
        _topics,
        {"type": "array", "minItems": 1, "items": {"enum": list(TOPICS)}},
    ),
    "name": (
        "must give a name of 1 to 80 characters by language",
        _names,
        {
            "type": "object",
            "propertyNames": {"pattern": _whole(_LANGUAGE)},
            "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 80},
        },
    ),
    "forum": ("must be an https address, or empty", _address, _AT),
    "exit_url": ("must be an https address, or empty", _address, _AT),
    **dict.fromkeys(KEEP_DAYS, _number(1, LONGEST_DAYS)),
    "keep_audit_days": _number(31, LONGEST_DAYS),
}


def check_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings to store; None gives one up for its default. Raises BadInput, naming the setting."""
    for name, value in given.items():
        if name not in RULES:
            raise BadInput("there is no such setting", str(name)[:40])
        why, holds, _ = RULES[name]
        if value is not None and not holds(value):
            raise BadInput(why, name)
    return dict(given)


def schema() -> dict[str, Any]:
    """The body that changes settings, as JSON Schema."""
    properties = {
        name: {"anyOf": [shape, {"type": "null"}], "description": why} for name, (why, _, shape) in RULES.items()
    }
    return {"title": "SettingsChange", "type": "object", "properties": properties, "additionalProperties": False}


def defaults() -> dict[str, Any]:
    """What holds where nothing was set."""
    routing = {name: getattr(DeskSettings(), name) for name in DeskSettings.__slots__ if name in RULES}
    return {
        **{name: list(value) if isinstance(value, tuple) else value for name, value in routing.items()},
        **KEEP_DAYS, "topics": list(TOPICS), "name": {}, "forum": "", "exit_url": "",
    }  # fmt: skip
