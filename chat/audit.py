"""The audit trail: what staff changed, when. Never a teen, never a word of a chat."""

import json
import time
from typing import Final

from chat.auth.identity import StaffIdentity
from chat.auth.ports import AuditEntry, AuditStore

KINDS: Final = frozenset(
    {
        "sign_in", "sign_in_refused", "sign_out", "sign_out_everywhere", "password_changed", "totp_on", "totp_off",
        "passkey_added", "passkey_removed", "recovery_made", "recovery_used", "account_made", "account_changed",
        "account_closed", "factor_reset", "status_overridden", "counsellor_changed", "chat_requeued",
        "priority_changed", "chat_assigned", "service_set", "supervisor_entered", "block_proposed", "block_confirmed",
        "block_refused", "replies_changed", "resources_changed", "hours_changed", "settings_changed", "form_changed",
        "report_internal", "export", "import", "purge", "audit_exported",
    }
)  # fmt: skip
DETAILS: Final = frozenset(
    {"how", "role", "fields", "desk", "mode", "hours", "report", "from", "to", "rows", "count", "status", "priority",
     "capacity", "languages", "skills", "name", "reason", "language", "key"}
)  # fmt: skip
LONGEST_DETAIL: Final = 200


class Audit:
    """Appends acts. A kind or detail that is not listed is a programming error, so nothing slips in by accident."""

    def __init__(self, store: AuditStore) -> None:
        self._store = store

    async def record(self, who: StaffIdentity | str, kind: str, subject: str = "", **detail: object) -> None:
        """`who`: the identity, or "cli" / "system". `subject`: a staff id, desk or resource id; never a chat id."""
        if kind not in KINDS or not DETAILS.issuperset(detail):
            raise ValueError(f"not an audited kind or detail: {kind} {sorted(detail)}")
        actor, name = (who, who) if isinstance(who, str) else (who.id, who.name)
        text = json.dumps(_short(detail), separators=(",", ":"), ensure_ascii=False)
        await self._store.append(AuditEntry(int(time.time()), actor, name, kind, subject, text))


def _short(detail: dict[str, object]) -> dict[str, object]:
    return {key: value if isinstance(value, int) else str(value)[:LONGEST_DETAIL] for key, value in detail.items()}
