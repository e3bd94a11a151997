"""Staff accounts: made, changed and closed by admins; password and factors changed by their owner."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

from chat.auth import totp
from chat.auth.audit import Audit, Who
from chat.auth.errors import BadCode, BeyondDesks, NoAccount, NoPasskey, SignedOut, Unfit
from chat.auth.passwords import Passwords, weakness
from chat.auth.roles import RANK
from chat.entry.keyring import KeyRing
from chat.entry.tokens import new_id
from chat.protocol.clean_text import clean_name
from chat.protocol.limits import MAX_NAME
from storage.accounts import name_key
from storage.store import Store
from storage.values import Account, Passkey

NAME: Final = re.compile(r"^[a-z0-9][a-z0-9._-]{0,31}\Z")
LANGUAGE: Final = re.compile(r"^[a-z]{2}(-[A-Z]{2})?\Z")
WORD: Final = re.compile(r"^[a-z0-9_]{1,32}\Z")
DESK: Final = re.compile(r"^[a-z0-9-]{1,32}\Z")
CHANGEABLE: Final = frozenset({"display", "role", "languages", "skills", "capacity", "desks", "active"})
MOST_CAPACITY: Final = 4
PROVIDER: Final = "oidc"
"""Who acts when the sign-in provider tells something new of a person."""


class Accounts:
    """What may be done to accounts, each act with its line in the audit trail: both are stored, or neither.

    Whoever calls has been allowed to, and SignedOut is raised where that has ended meanwhile; whom an admin of some
    desks may touch is decided here. Every change but of recovery codes ends the account's sign-ins.
    """

    def __init__(
        self, store: Store, passwords: Passwords, ring: KeyRing, audit: Audit, desks: tuple[str, ...] = ()
    ) -> None:
        """`desks`: those of the house, the only ones that somebody is put at; none: any."""
        self.store = store.accounts
        self._sign_ins = store.sign_ins
        self._passwords = passwords
        self._ring = ring
        self._audit = audit
        self._desks = desks

    async def make(self, who: Who, name: str, password: str, role: str, now: int, **more: Any) -> Account:
        """Raises Unfit (with the field), BeyondDesks."""
        name = name_key(name)
        fields = {"display": name, **more, "role": role}
        if not NAME.fullmatch(name):
            raise Unfit("bad_name", "name")
        _check_fields(fields)
        hashed = await self._hashed(password, name)
        given = not isinstance(who, str)
        account = Account(id=new_id(), name=name, password=hashed, created=now, password_given=given, **_tuples(fields))
        _check_reach(who, account)
        self._check_desks(who, account.desks)
        async with self._act(who, "account_made", account.id, role=role, name=name):
            if await self.store.by_name(name) is not None:
                raise Unfit("taken", "name")
            await self.store.add(account)
        return account

    async def provided(
        self, name: str, display: str, role: str, desks: tuple[str, ...], now: int
    ) -> tuple[Account | None, str]:
        """Whom a sign-in provider tells of, made at their first time, and their id where sign-ins of theirs ended: all
        that were under another role or at other desks. None: no role here ("") any more, or a closed account.
        `display`: "" where none is told; then they are called as they were. `desks`: none where none are told; then
        those stay that they have."""
        async with self._audit.together():
            known = await self.store.by_name(name)
            if known is None and role:
                known = Account(
                    id=new_id(), name=name, display=display or "?", role=role, desks=desks, password="", created=now
                )
                await self.store.add(known)
                await self._audit.record(PROVIDER, "account_made", known.id, role=role, name=name, **_at(desks))
            if known is None or not known.active:
                return None, ""
            kept = not desks or set(desks) == set(known.desks)
            count = await self._sign_ins.end_all(known.id) if role != known.role or not kept else 0
            ended = known.id if count else ""
            if not role:
                if ended:
                    await self._audit.record(PROVIDER, "sign_out_everywhere", known.id, count=count)
                return None, ended
            after = replace(known, role=role, display=display or known.display, desks=known.desks if kept else desks)
            return await self._brought_up_to_date(known, after), ended

    async def _brought_up_to_date(self, before: Account, after: Account) -> Account:
        fields = ("display", "role", "desks")
        changed = {field: getattr(after, field) for field in fields if getattr(before, field) != getattr(after, field)}
        if changed:
            await self.store.update(after.id, **changed)
            told = {"fields": ",".join(changed), "role": after.role, **_at(changed.get("desks", ()))}
            await self._audit.record(PROVIDER, "account_changed", after.id, **told)
        return after

    async def get(self, staff: str) -> Account:
        """Raises NoAccount."""
        account = await self.store.get(staff)
        if account is None:
            raise NoAccount
        return account

    async def all(self, who: Who) -> list[Account]:
        """Those this admin may see."""
        return [account for account in await self.store.all() if _reaches(who, account)]

    async def change(self, who: Who, staff: str, **fields: Any) -> Account:
        """Only CHANGEABLE fields; raises Unfit, NoAccount, BeyondDesks. Somebody stays who can do everything."""
        if not CHANGEABLE.issuperset(fields):
            raise Unfit("unknown_field", sorted(set(fields) - CHANGEABLE)[0])
        _check_fields(fields)
        kind = "account_closed" if fields.get("active") is False else "account_changed"
        async with self._act(who, kind, staff, fields=",".join(sorted(fields))):
            before = await self.get(staff)
            after = replace(before, **_tuples(fields))
            _check_reach(who, before, after)
            if fields:
                await self.store.update(staff, **_tuples(fields))
            await self._sign_ins.end_all(staff)
            await self._check_last(before)
            self._check_desks(who, after.desks, before.desks)
        return after

    def _check_desks(self, who: Who, desks: tuple[str, ...], before: tuple[str, ...] = ()) -> None:
        """A person puts nobody at a desk that is not there. One that the house no longer has may stay, and is shared by
        who has it."""
        if not self._desks or isinstance(who, str):
            return
        if not {*self._desks, *before, *who.desks}.issuperset(desks):
            raise Unfit("unknown_desk", "desks")

    async def set_password(self, who: Who, account: Account, password: str) -> Account:
        """The account with it. Raises Unfit."""
        hashed = await self._hashed(password, account.name)
        async with self._act(who, "password_changed", account.id):
            await self.store.update(account.id, password=hashed, password_given=False)
            await self._sign_ins.end_all(account.id)
        return replace(account, password=hashed, password_given=False)

    async def reset(self, who: Who, account: Account, password: str, *, factors: bool) -> int:
        """A new password from somebody else, who may take away the second factors too; how many sign-ins ended. Its
        owner has to choose another, unless it came from the command line.

        Raises Unfit, BeyondDesks.
        """
        hashed = await self._hashed(password, account.name)
        given = not isinstance(who, str) and who.id != account.id
        async with self._act(who, "password_changed", account.id):
            _check_reach(who, await self.get(account.id))
            await self.store.update(account.id, password=hashed, password_given=given)
            if factors:
                await self._drop_factors(account.id)
                await self._audit.record(who, "factor_reset", account.id)
            return await self._sign_ins.end_all(account.id)

    async def sign_out(self, who: Who, staff: str) -> int:
        """Everywhere; how many sign-ins ended. Raises NoAccount, BeyondDesks."""
        async with self._act(who, "sign_out_everywhere", staff) as detail:
            _check_reach(who, await self.get(staff))
            detail["count"] = ended = await self._sign_ins.end_all(staff)
        return ended

    async def totp_start(self, account: Account) -> dict[str, str]:
        """A secret to be confirmed with its first code; nothing is stored yet but in the sealed answer."""
        secret = totp.new_secret()
        offer = totp.seal(self._ring, f"offer {account.id}", secret)
        return {"secret": secret, "uri": totp.uri(secret, account.name), "offer": offer}

    async def totp_confirm(self, who: Who, account: Account, offer: str, code: str, now: int) -> list[str]:
        """Stores the offered secret and answers fresh recovery codes; raises BadCode."""
        secret = totp.unseal(self._ring, f"offer {account.id}", offer)
        step = totp.accepted_step(secret, totp.typed(code), now, 0) if secret else None
        if secret is None or step is None:
            raise BadCode
        async with self._act(who, "totp_on", account.id):
            await self.store.update(account.id, totp=totp.seal(self._ring, account.id, secret), totp_step=step)
            await self._sign_ins.end_all(account.id)
            return await self._set_recovery(account.id)

    async def totp_off(self, who: Who, account: Account) -> None:
        async with self._act(who, "totp_off", account.id):
            await self.store.update(account.id, totp="", totp_step=0)
            await self._sign_ins.end_all(account.id)

    async def add_passkey(self, who: Who, passkey: Passkey) -> list[str] | None:
        """Recovery codes, where there were none."""
        async with self._act(who, "passkey_added", passkey.staff):
            await self.store.add_passkey(passkey)
            await self._sign_ins.end_all(passkey.staff)
            return None if await self.store.recovery_left(passkey.staff) else await self._set_recovery(passkey.staff)

    async def drop_passkey(self, who: Who, account: Account, credential: str) -> None:
        """Raises NoPasskey."""
        async with self._act(who, "passkey_removed", account.id):
            if not await self.store.drop_passkey(account.id, credential):
                raise NoPasskey
            await self._sign_ins.end_all(account.id)

    async def new_recovery(self, who: Who, account: Account) -> list[str]:
        """Ten fresh codes; the former ones stop working."""
        async with self._act(who, "recovery_made", account.id):
            return await self._set_recovery(account.id)

    @contextlib.asynccontextmanager
    async def _act(self, who: Who, kind: str, staff: str, **detail: object) -> AsyncIterator[dict[str, object]]:
        """In its turn, and only by somebody whose sign-in still stands then: a reset that came first is not undone."""
        async with self._audit.act(who, kind, staff, "", **detail) as told:
            if not isinstance(who, str) and await self._sign_ins.find(who.session) is None:
                raise SignedOut
            yield told

    async def _set_recovery(self, staff: str) -> list[str]:
        codes = totp.new_recovery_codes()
        await self.store.set_recovery(staff, [totp.recovery_digest(staff, code) for code in codes])
        return codes

    async def _drop_factors(self, staff: str) -> None:
        """Back to the password alone (an admin helps somebody who lost their phone)."""
        await self.store.update(staff, totp="", totp_step=0)
        await self.store.set_recovery(staff, [])
        for passkey in await self.store.passkeys(staff):
            await self.store.drop_passkey(staff, passkey.id)

    async def _hashed(self, password: str, name: str) -> str:
        if reason := weakness(password, name):
            raise Unfit(reason, "password")
        return await self._passwords.hash(password)

    async def _check_last(self, before: Account) -> None:
        """An admin is left; one of all desks, if this was one."""
        admins = [one for one in await self.store.all() if one.active and one.role == "admin"]
        if before.active and before.role == "admin" and not any(not one.desks or before.desks for one in admins):
            raise Unfit("last_admin", "role")


def _reaches(who: Who, account: Account) -> bool:
    """An admin of some desks has to do with those who serve no other; the command line with everybody."""
    return isinstance(who, str) or who.covers(account.desks)


def _check_reach(who: Who, *accounts: Account) -> None:
    if not all(_reaches(who, account) for account in accounts):
        raise BeyondDesks(field="desks")


def _check_fields(fields: dict[str, Any]) -> None:
    for field, value in fields.items():
        if not _FITS[field](value):
            raise Unfit("bad_value", field)


def _at(desks: tuple[str, ...]) -> dict[str, str]:
    """As the audit trail tells them."""
    return {"desks": ",".join(desks)} if desks else {}


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


def _words(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) <= 32 and all(pattern.fullmatch(word) for word in value)


def _is_seen(name: str) -> bool:
    """Without controls; joiners shape the letters of Persian and Sinhala names."""
    return name.isprintable() or name == clean_name(name)


_FITS: Final = {
    "display": lambda value: isinstance(value, str) and 0 < len(value.strip()) <= MAX_NAME and _is_seen(value),
    "role": lambda value: value in RANK,
    "languages": lambda value: _words(LANGUAGE, value),
    "skills": lambda value: _words(WORD, value),
    "desks": lambda value: _words(DESK, value),
    "capacity": lambda value: type(value) is int and 1 <= value <= MOST_CAPACITY,
    "active": lambda value: type(value) is bool,
}
