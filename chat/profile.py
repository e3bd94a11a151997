"""What a helpline tells of itself, and how long its chats last: the desk's profile, from its settings. Pure."""

from collections.abc import Mapping
from typing import Any, Final

MINUTE: Final = 60_000
# How long a chat may last (None: for as long as it takes), how long after the last words somebody is asked whether they
# are still there, and when such a chat ends.
TALK: Final[dict[str, int | None]] = {
    "talk_limit_ms": None,
    "quiet_ask_ms": 10 * MINUTE,
    "quiet_end_ms": 15 * MINUTE,
}


def talk_times(stored: Mapping[str, Any]) -> dict[str, int | None]:
    """Defaults, with what was set for this desk."""
    return {name: stored.get(name, default) for name, default in TALK.items()}


def wrong(settings: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first setting that does not go with the others, and why; None when all do. Each alone is in its bounds."""
    times = talk_times(settings)
    if (times["quiet_ask_ms"] or 0) >= (times["quiet_end_ms"] or 0):
        return "quiet_end_ms", "must be longer than quiet_ask_ms: nobody is ended before they were asked"
    return None
