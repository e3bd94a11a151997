"""Which settings a desk has, and what each may be. Pure."""

from typing import Annotated, Any, Final

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct, to_builtins
from msgspec.structs import asdict

from chat import profile
from chat.auth.roles import COUNSELLORS_FACTOR
from chat.profile import CODE, LANGUAGE, MINUTE, number, some, text
from routing.values import HARD_CAPACITY, DeskSettings
from storage.keeping import KEEP_DAYS, LEAST_AUDIT_DAYS, LONGEST_DAYS

DESK: Final = text("[a-z0-9-]{1,32}")
# `sends_to`: language → the neighbour that is asked where nobody here speaks it; `takes_from`: neighbour → languages.
KINDS: Final[dict[str, Any]] = {
    "languages": some(LANGUAGE, 1),
    "skills": some(CODE, 0),
    "offer_ms": number(5_000, 5 * MINUTE),
    "lease_ms": number(5_000, 5 * MINUTE),
    "staff_grace_ms": number(5_000, 10 * MINUTE),
    "teen_grace_waiting_ms": number(10_000, 30 * MINUTE),
    "teen_grace_active_ms": number(10_000, 60 * MINUTE),
    "wrap_up_ms": number(0, 60 * MINUTE),
    "wrap_up_max_ms": number(0, 120 * MINUTE),
    "breather_ms": number(0, 120 * MINUTE),
    "ageing_ms": some(number(0, 24 * 60 * MINUTE), 3, 3),
    "misses_to_away": number(1, 10),
    "max_capacity": number(1, HARD_CAPACITY),
    "queue_limit": number(0, 100_000),
    "target_ms": number(10_000, 120 * MINUTE),
    "target_first_ms": number(10_000, 120 * MINUTE),
    "handle_ms": number(MINUTE, 240 * MINUTE),
    "sends_to": Annotated[dict[LANGUAGE, DESK], Meta(max_length=32)],  # type: ignore[valid-type]
    "takes_from": Annotated[dict[DESK, some(LANGUAGE, 1)], Meta(max_length=32)],  # type: ignore[valid-type, misc]
    **profile.KINDS,
    COUNSELLORS_FACTOR: bool,
    **dict.fromkeys(KEEP_DAYS, number(1, LONGEST_DAYS)),
    "keep_audit_days": number(LEAST_AUDIT_DAYS, LONGEST_DAYS),
}
SettingsChange: Final = defstruct(
    "SettingsChange",
    [(name, kind | None | UnsetType, UNSET) for name, kind in KINDS.items()],
    forbid_unknown_fields=True,
    namespace={"__doc__": "What is named is changed; null gives one up for its default. Lengths in ms."},
)


def named(given: Struct) -> dict[str, Any]:
    """The settings that a change names."""
    return {name: to_builtins(value) for name, value in asdict(given).items() if value is not UNSET}


def defaults() -> dict[str, Any]:
    """What holds where nothing was set."""
    routing = {name: getattr(DeskSettings(), name) for name in DeskSettings.__slots__ if name in KINDS}
    return {
        **{name: list(value) if isinstance(value, tuple) else value for name, value in routing.items()},
        **profile.DEFAULTS, **KEEP_DAYS, COUNSELLORS_FACTOR: True, "sends_to": {}, "takes_from": {},
    }  # fmt: skip
