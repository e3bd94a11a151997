"""The audit trail: what staff changed, when. Never a teen, never a word of a chat."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, Final

from chat.auth.identity import StaffIdentity
from chat.redis_time import now_s
from storage.errors import StoreError
from storage.store import Store
from storage.values import AuditEntry

KINDS: Final = frozenset(
    {
        "sign_in", "sign_in_refused", "sign_out", "sign_out_everywhere", "password_changed", "totp_on", "totp_off",
        "passkey_added", "passkey_removed", "recovery_made", "recovery_used", "account_made", "account_changed",
        "account_closed", "factor_reset", "status_overridden", "counsellor_changed", "chat_requeued",
        "priority_changed", "chat_assigned", "service_set", "supervisor_entered", "block_proposed", "block_confirmed",
        "block_refused", "replies_changed", "resources_changed", "hours_changed", "settings_changed", "form_changed",
        "report_internal", "export", "import", "purge", "audit_exported", "secret_rotated",
    }
)  # fmt: skip
DETAILS: Final = frozenset(
    {"how", "role", "fields", "mode", "hours", "report", "from", "to", "rows", "count", "status", "priority",
     "capacity", "languages", "skills", "desks", "name", "reason", "language", "key", "request"}
)  # fmt: skip
LONGEST_DETAIL: Final = 200
AGAIN_S: Final = 5.0
MOMENT_S: Final = 0.5
# For a minute a console sends a command again; after two a desk would do it a second time, which is another act.
SAME_S: Final = 90


Who = StaffIdentity | str
"""The identity; else "cli", or "oidc" for a sign-in provider."""


class Audit:
    """Appends acts. A kind or detail that is not listed is a programming error, so nothing slips in by accident."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @contextlib.asynccontextmanager
    async def act(
        self, who: Who, kind: str, subject: str = "", desk: str = "", **detail: object
    ) -> AsyncIterator[dict[str, object]]:
        """What is stored within, and its line in the trail: both, or neither. Gives the detail, to be added to."""
        async with self.together():
            yield detail
            await self.record(who, kind, subject, desk, **detail)

    @contextlib.asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """One transaction around several acts. Who acts elsewhere meanwhile waits for its end, and sees what it did."""
        async with self._store.database.together():
            await self._store.database.in_turn()
            yield

    async def record(self, who: Who, kind: str, subject: str = "", desk: str = "", **detail: object) -> None:
        """`subject`: a staff id or desk, never a chat id. `desk`: where it was done, if at one desk."""
        await self._store.audit.append(made(who, kind, subject, desk, **detail))

    async def page(self, who: StaffIdentity, *, before: int = 0, limit: int = 100, kind: str = "") -> list[AuditEntry]:
        """Newest first; `before` an id (0 = from the newest). Who is bound to some desks sees what was done there, and
        to the accounts of nobody else."""
        within = None
        if who.desks:
            accounts = await self._store.accounts.all()
            within = (who.desks, [one.id for one in accounts if who.covers(one.desks)])
        return await self._store.audit.page(before=before, limit=limit, kind=kind, within=within)

    async def insist(self, entry: AuditEntry) -> None:
        """Until the store takes it: the acts of a running desk do not wait for SQL, and are not forgotten. What was
        asked again, where the first answer was lost, is one act: whoever heard of it says so, and it stands there once.
        """
        while True:
            try:
                await self._store.audit.append_once(entry, SAME_S)
            except StoreError:
                await asyncio.sleep(AGAIN_S)
            else:
                return

    async def remember(
        self, entry: AuditEntry, spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    ) -> None:
        """Beside everything else, and waited for no longer than a moment: a store may also say nothing at all."""
        await asyncio.wait({spawn(self.insist(entry))}, timeout=MOMENT_S)


def made(who: Who, kind: str, subject: str = "", desk: str = "", **detail: object) -> AuditEntry:
    """The entry of an act that happens now; raises ValueError for what is not listed."""
    if kind not in KINDS or not DETAILS.issuperset(detail):
        raise ValueError(f"not an audited kind or detail: {kind} {sorted(detail)}")
    actor, name = (who, who) if isinstance(who, str) else (who.id, who.name)
    text = json.dumps(_short(detail), separators=(",", ":"), ensure_ascii=False)
    return AuditEntry(now_s(), actor, name, kind, subject, text, desk=desk)


def _short(detail: dict[str, object]) -> dict[str, object]:
    return {key: value if isinstance(value, int) else str(value)[:LONGEST_DETAIL] for key, value in detail.items()}
