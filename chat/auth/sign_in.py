"""Signing in with a password and a code: the order of the checks, and what each outcome leaves behind."""

from dataclasses import dataclass, replace

from chat.auth import totp
from chat.auth.audit import Audit
from chat.auth.errors import BadCode, BadCredentials, BadPasskey, CodeNeeded, Locked
from chat.auth.passwords import Passwords, outdated
from chat.auth.sessions import Sessions, Started
from chat.auth.throttle import DeviceCookies, Throttle, confirming, lines
from chat.entry.keyring import KeyRing
from storage.accounts import Accounts
from storage.values import Account


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a browser brings. `bucket` is the crowd it belongs to, `device_cookie` its device cookie or ""."""

    name: str
    password: str
    code: str = ""
    device_cookie: str = ""
    bucket: int = 0
    label: str = ""


class SignIn:
    """Checks sign-ins. `now` is in seconds since 1970."""

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        passwords: Passwords,
        throttle: Throttle,
        ring: KeyRing,
        audit: Audit,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._throttle = throttle
        self._ring = ring
        self._audit = audit
        self.device_cookies = DeviceCookies(ring)

    async def sign_in(self, attempt: Attempt, now: int) -> Started:
        """Raises Locked, BadCredentials, CodeNeeded or BadCode."""
        name = attempt.name
        held = lines(name, attempt.bucket, self.device_cookies.device(attempt.device_cookie, name, now))
        if wait := await self._throttle.reserve(held):
            raise Locked(wait)
        account = await self._by_password(name, attempt.password)
        how = await self._second(account, totp.typed(attempt.code), now)
        await self._throttle.succeeded(held)
        return await self.admit(account, how, now, attempt.label)

    async def admit(self, account: Account, how: str, now: int, label: str = "", passkey: str = "") -> Started:
        """Starts the session of somebody who has proved who they are. Raises BadCredentials, BadPasskey where that was
        taken from them meanwhile, CodeNeeded where it is too little by now: it ended their sign-ins, and this one
        begins no later."""
        async with self._audit.together():
            stored = await self._standing(account)
            if how == "password" and await self._has_factor(stored):
                raise CodeNeeded
            if how == "passkey" and await self._accounts.passkey(passkey) is None:
                raise BadPasskey
            started = await self._sessions.start(stored, how, now, label)
            await self._audit.record(started.who, "sign_in", account.id, how=how)
        return started

    async def renew(self, account: Account, how: str, now: int) -> Started:
        """A fresh session for somebody whose own change has just ended theirs. Raises BadCredentials, as above."""
        async with self._audit.together():
            return await self._sessions.start(await self._standing(account), how, now)

    async def _standing(self, account: Account) -> Account:
        stored = await self._accounts.get(account.id)
        if stored is None or not stored.active or stored.password != account.password:
            raise BadCredentials
        return stored

    async def confirm(self, staff: str, password: str) -> Account:
        """The password once more, before something that matters; raises BadCredentials, Locked."""
        held = confirming(staff)
        if wait := await self._throttle.reserve(held):
            raise Locked(wait)
        account = await self._accounts.get(staff)
        if account is None or not await self._passwords.check(account.password, password):
            raise BadCredentials
        await self._throttle.succeeded(held)
        return account

    async def _by_password(self, name: str, password: str) -> Account:
        account = await self._accounts.by_name(name)
        stored = account.password if account is not None and account.active else ""
        good = await self._passwords.check(stored, password)
        if account is None or not good:
            await self._refused(account)
            raise BadCredentials
        if not outdated(account.password):
            return account
        hashed = await self._passwords.hash(password)
        if not await self._accounts.rehash(account.id, account.password, hashed):
            return await self._by_password(name, password)  # by what stands now: a reset, or the same hashed elsewhere
        return replace(account, password=hashed)

    async def _second(self, account: Account, code: str, now: int) -> str:
        if not await self._has_factor(account):
            return "password"
        if not code:
            raise CodeNeeded
        if totp.is_totp(code) and await self._code_fits(account, code, now):
            return "password+totp"
        async with self._audit.together():
            if await self._accounts.spend_recovery(account.id, totp.recovery_digest(account.id, code)):
                await self._audit.record(account.id, "recovery_used", account.id)
                return "password+recovery"
        await self._refused(account)
        raise BadCode

    async def _has_factor(self, account: Account) -> bool:
        return bool(account.totp or await self._accounts.passkeys(account.id))

    async def _code_fits(self, account: Account, code: str, now: int) -> bool:
        secret = totp.unseal(self._ring, account.id, account.totp) if account.totp else None
        step = totp.accepted_step(secret, code, now, account.totp_step) if secret else None
        if secret is None or step is None:
            return False
        anew = totp.seal(self._ring, account.id, secret) if totp.stale(self._ring, account.totp) else ""
        return await self._accounts.spend_totp_step(account.id, step, account.totp, anew)

    async def _refused(self, account: Account | None) -> None:
        """Only known accounts: what was typed as a name may be a password."""
        if account is not None:
            await self._audit.record("system", "sign_in_refused", account.id)
