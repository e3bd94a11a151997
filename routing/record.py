"""What the ended event of a chat would say now, from the chat's own fields; for the privacy receipt. Pure."""

from collections.abc import Mapping
from typing import Any

_SAME = ("language", "priority", "topic", "age_band", "channel", "reconnects", "messages_teen", "messages_staff")


def record_fields(found: Mapping[str, Any]) -> dict[str, str]:
    """The fields that `lib/record.lua` writes, but for `record` and `form`. `found`: a chat's hash, with `now`."""
    now = int(found["now"])
    over = int(found.get("over") or now)
    waited = found.get("waited")
    fields = {name: str(found.get(name) or "0") for name in _SAME}
    return fields | {
        "kind": "chat",
        "joined_ms": str(found["joined"]),
        "ended_ms": str(over),
        "waited_ms": str(waited if waited not in (None, "") else now - int(found["joined"])),
        "active_ms": str(found.get("active_ms") or 0),
        "wrap_ms": str(now - over),
        "fences": str(found.get("hands") or 0),
        "answered": "1" if found.get("answered") else "0",
        "in_target": str(found.get("in_target") or 0),
        "end": str(found.get("end") or "left"),
    }
