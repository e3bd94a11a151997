"""Who may do what: the one table of operations and the least role for each. Deny what is not listed.

Frames of the staff WebSocket are named by their tag; HTTP operations have a dot in their name.
"""

from typing import Final

RANK: Final = {"counsellor": 1, "supervisor": 2, "admin": 3}

FRAMES: Final = {
    # the conversation and one's own standing
    "hello_staff": "counsellor",
    "send": "counsellor",
    "seen": "counsellor",
    "typing": "counsellor",
    "refill": "counsellor",
    "pong": "counsellor",
    "set_status": "counsellor",
    "accept": "counsellor",
    "decline": "counsellor",
    "finish": "counsellor",
    "ready": "counsellor",
    "extend_wrap_up": "counsellor",
    "transfer": "counsellor",
    "invite": "counsellor",
    "breather": "counsellor",
    "propose_block": "counsellor",
    "confirm_block": "counsellor",
    # the desk and other people
    "watch": "supervisor",
    "enter": "supervisor",
    "take_anew": "counsellor",
    "step_out": "supervisor",
    "set_counsellor": "supervisor",
    "requeue": "supervisor",
    "set_priority": "supervisor",
    "assign": "supervisor",
    "set_service": "supervisor",
    "get_trace": "supervisor",
}

HTTP: Final = {
    "account.read": "counsellor",
    "account.change": "counsellor",
    "socket.ticket": "counsellor",
    "box.open": "counsellor",
    "replies.read": "counsellor",
    "resources.read": "counsellor",
    "hours.read": "counsellor",
    "form.read": "counsellor",
    "form.store": "counsellor",
    "replies.write": "supervisor",
    "resources.write": "supervisor",
    "hours.write": "supervisor",
    "settings.read": "supervisor",
    "reports.read": "supervisor",
    "reports.internal": "supervisor",
    "reports.export": "supervisor",
    "form.write": "admin",
    "settings.write": "admin",
    "accounts.read": "admin",
    "accounts.write": "admin",
    "audit.read": "admin",
}

COUNSELLORS_FACTOR: Final = "counsellors_second_factor"
"""The desk's setting that says whether its counsellors need one; the other roles always do."""

OPERATIONS: Final = FRAMES | HTTP
ENROLLING: Final = frozenset({"account.read", "account.change"})


def may(role: str, operation: str, *, enrol: bool = False) -> bool:
    """Whether `role` ("" = nobody) may do `operation`; who must still `enrol` (StaffIdentity) may only do that."""
    least = OPERATIONS.get(operation)
    if least is None or role not in RANK or (enrol and operation not in ENROLLING):
        return False
    return RANK[role] >= RANK[least]
