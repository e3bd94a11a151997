"""The audit trail: what staff changed, when. Never a teen, never a word of a chat."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, Final

from chat.auth.identity import StaffIdentity
from chat.auth.ports import AuditEntry, AuditStore
from chat.redis_time import now_s
from storage.errors import StoreError

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
AGAIN_S: Final = 5.0


class Audit:
    """Appends acts. A kind or detail that is not listed is a programming error, so nothing slips in by accident."""

    def __init__(self, store: AuditStore) -> None:
        self._store = store

    async def record(self, who: StaffIdentity | str, kind: str, subject: str = "", **detail: object) -> None:
        """`who`: the identity, or "cli" / "system". `subject`: a staff id, desk or resource id; never a chat id."""
        await self._store.append(made(who, kind, subject, **detail))

    async def insist(self, entry: AuditEntry) -> None:
        """Until the store takes it: the acts of a running desk do not wait for SQL, and are not forgotten."""
        while True:
            try:
                await self._store.append(entry)
            except StoreError:
                await asyncio.sleep(AGAIN_S)
            else:
                return

    async def remember(self, entry: AuditEntry, spawn: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        """Now if the store is there, else later and beside everything else."""
        try:
            await self._store.append(entry)
        except StoreError:
            spawn(self.insist(entry))


def made(who: StaffIdentity | str, kind: str, subject: str = "", **detail: object) -> AuditEntry:
    """The entry of an act that happens now; raises ValueError for what is not listed."""
    if kind not in KINDS or not DETAILS.issuperset(detail):
        raise ValueError(f"not an audited kind or detail: {kind} {sorted(detail)}")
    actor, name = (who, who) if isinstance(who, str) else (who.id, who.name)
    text = json.dumps(_short(detail), separators=(",", ":"), ensure_ascii=False)
    return AuditEntry(now_s(), actor, name, kind, subject, text)


def _short(detail: dict[str, object]) -> dict[str, object]:
    return {key: value if isinstance(value, int) else str(value)[:LONGEST_DETAIL] for key, value in detail.items()}
