"""Staff sign-ins: a random cookie whose digest is stored, with an idle and an absolute limit."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chat.auth.identity import StaffIdentity
from chat.entry.keyring import KeyRing
from chat.entry.tokens import digest, new_token
from storage.accounts import SignIns
from storage.values import Account, SignIn

IDLE_S = 60 * 60
ABSOLUTE_S = 12 * 60 * 60
PUT_OFF_S = 60 * 60
"""A sign-in ends so much sooner, unless its person has somebody in a chat or a form to fill in."""
TOUCH_EVERY_S = 60


@dataclass(frozen=True, slots=True)
class Started:
    """`cookie` goes to the browser once and is kept nowhere."""

    cookie: str
    csrf: str
    who: StaffIdentity


@dataclass(frozen=True, slots=True)
class Left:
    """Seconds until a sign-in ends, and until it ends although somebody is there."""

    ends_s: int
    latest_s: int


class Sessions:
    """Starts, reads and ends sign-ins. `now` is in seconds since 1970."""

    def __init__(self, store: SignIns, ring: KeyRing, *, needs_factor: Callable[[Account], Awaitable[bool]]) -> None:
        """`needs_factor`: whether a password alone is too little for this account."""
        self._store = store
        self._ring = ring
        self._needs_factor = needs_factor

    async def start(self, account: Account, how: str, now: int, label: str = "") -> Started:
        """`how`: password, password+totp, password+recovery, passkey or oidc."""
        cookie = new_token()
        row = SignIn(digest(cookie), account.id, how, now, now, label)
        await self._store.add(row)
        return Started(cookie, self.csrf(row.digest), await self._identity(row, account))

    async def read(self, cookie: str, now: int) -> StaffIdentity | None:
        """Who this cookie is, or None when it is unknown, too old, idle too long, or its account is closed."""
        found = await self._store.find(digest(cookie)) if cookie else None
        if found is None or not found[1].active or not self._fresh(found[0], now):
            return None
        row, account = found
        if now - row.seen >= TOUCH_EVERY_S:
            await self._store.touch(row.digest, now)
        return await self._identity(row, account)

    async def named(self, session: str) -> StaffIdentity | None:
        """Whose sign-in has this digest."""
        found = await self._store.find(session) if session else None
        return await self._identity(*found) if found else None

    async def alive(self, session: str, now: int) -> bool:
        """Whether the sign-in behind an open socket still stands; asking keeps it from idling out."""
        found = await self._store.find(session)
        if found is None or not found[1].active or now - found[0].created >= ABSOLUTE_S:
            return False
        if now - found[0].seen >= TOUCH_EVERY_S:
            await self._store.touch(session, now)
        return True

    async def stands(self, session: str, now: int) -> bool:
        """Whether this sign-in would still be taken; asking changes nothing."""
        found = await self._store.find(session)
        return found is not None and found[1].active and self._fresh(found[0], now)

    async def left(self, session: str, now: int) -> Left | None:
        """How long this sign-in has; None when somebody has ended it, or its account is closed."""
        found = await self._store.find(session)
        if found is None or not found[1].active:
            return None
        age = now - found[0].created
        return Left(max(0, ABSOLUTE_S - PUT_OFF_S - age), max(0, ABSOLUTE_S - age))

    async def end(self, session: str) -> bool:
        return await self._store.end(session)

    async def end_all(self, staff: str) -> int:
        """Sign out everywhere; how many ended."""
        return await self._store.end_all(staff)

    async def of(self, staff: str, now: int) -> list[SignIn]:
        return [row for row in await self._store.of(staff) if self._fresh(row, now)]

    def csrf(self, session: str) -> str:
        """What the page must send back in a header; bound to the sign-in."""
        return self._ring.mac("csrf", session)

    def csrf_holds(self, session: str, given: str) -> bool:
        """Under any of the current secrets, so that rotating them signs nobody out."""
        return any(self._ring.is_mac(given, "csrf", session, key_id) for key_id in self._ring.key_ids)

    def _fresh(self, row: SignIn, now: int) -> bool:
        return now - row.seen < IDLE_S and now - row.created < ABSOLUTE_S

    async def _identity(self, row: SignIn, account: Account) -> StaffIdentity:
        weak = row.how == "password" and await self._needs_factor(account)
        given = account.password_given and row.how.startswith("password")
        return StaffIdentity(
            id=account.id,
            name=account.display,
            role=account.role,
            languages=account.languages,
            skills=account.skills,
            capacity=account.capacity,
            desks=account.desks,
            session=row.digest,
            enrol=weak or given,
            password_given=given,
        )
