"""Who may do what: the one table of operations and the least role for each. Deny what is not listed.

Frames of the staff WebSocket are named by their tag; HTTP operations have a dot in their name.
"""

from typing import Final

RANK: Final = {"counsellor": 1, "supervisor": 2, "admin": 3}

_BY_FRAME: Final = {
    # the conversation and one's own standing
    "counsellor": (
        "hello_staff", "send", "seen", "typing", "refill", "pong", "set_status", "accept", "decline", "finish", "ready",
        "extend_wrap_up", "transfer", "invite", "breather", "propose_block", "confirm_block", "take_anew",
    ),
    # the desk and other people
    "supervisor": (
        "watch", "enter", "step_out", "set_counsellor", "requeue", "set_priority", "assign", "set_service", "get_trace",
    ),
}  # fmt: skip
_BY_HTTP: Final = {
    "counsellor": (
        "account.read", "account.change", "account.factors", "socket.ticket", "box.open", "replies.read",
        "resources.read", "hours.read", "form.read", "form.store",
    ),
    "supervisor": (
        "replies.write", "resources.write", "hours.write", "settings.read", "reports.read", "reports.internal",
        "reports.export",
    ),
    "admin": ("form.write", "settings.write", "accounts.read", "accounts.write", "audit.read"),
}  # fmt: skip
FRAMES: Final = {frame: role for role, frames in _BY_FRAME.items() for frame in frames}
HTTP: Final = {operation: role for role, operations in _BY_HTTP.items() for operation in operations}

COUNSELLORS_FACTOR: Final = "counsellors_second_factor"
"""The desk's setting that says whether its counsellors need one; the other roles always do."""

OPERATIONS: Final = FRAMES | HTTP
CHOOSING: Final = frozenset({"account.read", "account.change"})
ENROLLING: Final = CHOOSING | {"account.factors"}


def may(role: str, operation: str, *, enrol: bool = False, given: bool = False) -> bool:
    """Whether `role` ("" = nobody) may do `operation`. Who must still `enrol` (StaffIdentity) may only do that, and by
    a password that was `given` set up no factor: whoever gave it could, and come in by it for ever."""
    least = OPERATIONS.get(operation)
    if least is None or role not in RANK or (enrol and operation not in (CHOOSING if given else ENROLLING)):
        return False
    return RANK[role] >= RANK[least]
