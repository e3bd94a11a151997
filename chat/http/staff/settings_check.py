"""Which settings a desk has, and what each may be. Pure."""

from typing import Annotated, Any, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct
from msgspec.structs import asdict

from chat.auth.roles import COUNSELLORS_FACTOR
from chat.profile import MINUTE, TALK
from chat.triage import TOPICS
from routing.values import HARD_CAPACITY, DeskSettings
from storage.keeping import KEEP_DAYS, LEAST_AUDIT_DAYS, LONGEST_DAYS


def _number(low: int, high: int) -> Any:
    return Annotated[int, Meta(ge=low, le=high)]


def _text(pattern: str) -> Any:
    """The whole text: Python's `$` alone would let a last line feed through."""
    return Annotated[str, Meta(pattern=rf"^{pattern}$(?!\n)")]


def _some(kind: Any, least: int, most: int = 32) -> Any:
    return Annotated[list[kind], Meta(min_length=least, max_length=most)]


LANGUAGE: Final = _text("[a-z]{2}(-[A-Z]{2})?")
ADDRESS: Final = _text(r"(https://[^\s\"'<>]{1,480})?")
NAME: Final = Annotated[str, Meta(min_length=1, max_length=80)]
KINDS: Final[dict[str, Any]] = {
    "languages": _some(LANGUAGE, 1),
    "skills": _some(_text("[a-z0-9_]{1,32}"), 0),
    "offer_ms": _number(5_000, 5 * MINUTE),
    "lease_ms": _number(5_000, 5 * MINUTE),
    "staff_grace_ms": _number(5_000, 10 * MINUTE),
    "teen_grace_waiting_ms": _number(10_000, 30 * MINUTE),
    "teen_grace_active_ms": _number(10_000, 60 * MINUTE),
    "wrap_up_ms": _number(0, 60 * MINUTE),
    "wrap_up_max_ms": _number(0, 120 * MINUTE),
    "breather_ms": _number(0, 120 * MINUTE),
    "ageing_ms": _some(_number(0, 24 * 60 * MINUTE), 3, 3),
    "misses_to_away": _number(1, 10),
    "max_capacity": _number(1, HARD_CAPACITY),
    "queue_limit": _number(0, 100_000),
    "target_ms": _number(10_000, 120 * MINUTE),
    "target_first_ms": _number(10_000, 120 * MINUTE),
    "handle_ms": _number(MINUTE, 240 * MINUTE),
    "topics": _some(Literal.__getitem__(tuple(TOPICS)), 1, len(TOPICS)),
    "name": dict[LANGUAGE, NAME],  # type: ignore[valid-type]
    "forum": ADDRESS,
    "exit_url": ADDRESS,
    "talk_limit_ms": _number(10 * MINUTE, 240 * MINUTE),
    "quiet_ask_ms": _number(2 * MINUTE, 60 * MINUTE),
    "quiet_end_ms": _number(3 * MINUTE, 120 * MINUTE),
    COUNSELLORS_FACTOR: bool,
    **dict.fromkeys(KEEP_DAYS, _number(1, LONGEST_DAYS)),
    "keep_audit_days": _number(LEAST_AUDIT_DAYS, LONGEST_DAYS),
}
SettingsChange: Final = defstruct(
    "SettingsChange",
    [(name, kind | None | UnsetType, UNSET) for name, kind in KINDS.items()],
    forbid_unknown_fields=True,
    namespace={"__doc__": "What is named is changed; null gives one up for its default. Lengths in ms."},
)


def named(given: Struct) -> dict[str, Any]:
    """The settings that a change names."""
    return {name: value for name, value in asdict(given).items() if value is not UNSET}


def defaults() -> dict[str, Any]:
    """What holds where nothing was set."""
    routing = {name: getattr(DeskSettings(), name) for name in DeskSettings.__slots__ if name in KINDS}
    return {
        **{name: list(value) if isinstance(value, tuple) else value for name, value in routing.items()},
        **KEEP_DAYS, COUNSELLORS_FACTOR: True, "topics": list(TOPICS), "name": {}, "forum": "", "exit_url": "", **TALK,
    }  # fmt: skip
