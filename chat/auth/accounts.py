"""Staff accounts: made, changed and closed by admins; password and factors changed by their owner."""

import re
from typing import Any, Final

from chat.auth import totp
from chat.auth.errors import BadCode, NoAccount, Unfit
from chat.auth.passwords import Passwords, weakness
from chat.auth.ports import Account, AccountStore
from chat.auth.roles import RANK
from chat.entry.keyring import KeyRing
from chat.entry.tokens import new_id

NAME: Final = re.compile(r"^[a-z0-9][a-z0-9._-]{0,31}$")
LANGUAGE: Final = re.compile(r"^[a-z]{2}(-[A-Z]{2})?$")
WORD: Final = re.compile(r"^[a-z0-9_]{1,32}$")
DESK: Final = re.compile(r"^[a-z0-9-]{1,32}$")
CHANGEABLE: Final = frozenset({"display", "role", "languages", "skills", "capacity", "desks", "active"})
MOST_CAPACITY: Final = 4


class Accounts:
    """What may be done to accounts. Whoever calls has been allowed to."""

    def __init__(self, store: AccountStore, passwords: Passwords, ring: KeyRing) -> None:
        self.store = store
        self._passwords = passwords
        self._ring = ring

    async def make(self, name: str, password: str, role: str, now: int, **more: Any) -> Account:
        """Raises Unfit (with the field)."""
        name = name.strip().lower()
        fields = {"display": name, **more, "role": role}
        _check_name(name)
        _check_fields(fields)
        _check_password(password, name)
        if await self.store.by_name(name) is not None:
            raise Unfit("taken", "name")
        hashed = await self._passwords.hash(password)
        account = Account(id=new_id(), name=name, password=hashed, created=now, **_tuples(fields))
        await self.store.add(account)
        return account

    async def get(self, staff: str) -> Account:
        """Raises NoAccount."""
        account = await self.store.get(staff)
        if account is None:
            raise NoAccount
        return account

    async def change(self, staff: str, **fields: Any) -> Account:
        """Only CHANGEABLE fields; raises Unfit, NoAccount. The last admin can be neither closed nor demoted."""
        account = await self.get(staff)
        if not CHANGEABLE.issuperset(fields):
            raise Unfit("unknown_field", sorted(set(fields) - CHANGEABLE)[0])
        _check_fields(fields)
        if not fields:
            return account
        loses = account.role == "admin" and (fields.get("role", "admin") != "admin" or not fields.get("active", True))
        if loses and await self._admins() <= 1:
            raise Unfit("last_admin", "role")
        await self.store.update(staff, **_tuples(fields))
        return await self.get(staff)

    async def set_password(self, account: Account, password: str) -> None:
        """Raises Unfit."""
        _check_password(password, account.name)
        await self.store.update(account.id, password=await self._passwords.hash(password))

    async def totp_start(self, account: Account) -> dict[str, str]:
        """A secret to be confirmed with its first code; nothing is stored yet but in the sealed answer."""
        secret = totp.new_secret()
        offer = totp.seal(self._ring, f"offer {account.id}", secret)
        return {"secret": secret, "uri": totp.uri(secret, account.name), "offer": offer}

    async def totp_confirm(self, account: Account, offer: str, code: str, now: int) -> list[str]:
        """Stores the offered secret and answers fresh recovery codes; raises BadCode."""
        secret = totp.unseal(self._ring, f"offer {account.id}", offer)
        step = totp.accepted_step(secret, code.strip(), now, 0) if secret else None
        if secret is None or step is None:
            raise BadCode
        await self.store.update(account.id, totp=totp.seal(self._ring, account.id, secret), totp_step=step)
        return await self.new_recovery(account)

    async def new_recovery(self, account: Account) -> list[str]:
        """Ten fresh codes; the former ones stop working."""
        codes = totp.new_recovery_codes()
        await self.store.set_recovery(account.id, [totp.recovery_digest(account.id, code) for code in codes])
        return codes

    async def drop_factors(self, account: Account) -> None:
        """Back to the password alone (an admin helps somebody who lost their phone)."""
        await self.store.update(account.id, totp="", totp_step=0)
        await self.store.set_recovery(account.id, [])
        for passkey in await self.store.passkeys(account.id):
            await self.store.drop_passkey(account.id, passkey.id)

    async def _admins(self) -> int:
        return sum(account.role == "admin" and account.active for account in await self.store.all())


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Unfit("bad_name", "name")


def _check_password(password: str, name: str) -> None:
    if reason := weakness(password, name):
        raise Unfit(reason, "password")


def _check_fields(fields: dict[str, Any]) -> None:
    for field, value in fields.items():
        if not _FITS[field](value):
            raise Unfit("bad_value", field)


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


def _words(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) <= 32 and all(pattern.fullmatch(word) for word in value)


_FITS: Final = {
    "display": lambda value: isinstance(value, str) and 0 < len(value.strip()) <= 40 and value.isprintable(),
    "role": lambda value: value in RANK,
    "languages": lambda value: _words(LANGUAGE, value),
    "skills": lambda value: _words(WORD, value),
    "desks": lambda value: _words(DESK, value),
    "capacity": lambda value: type(value) is int and 1 <= value <= MOST_CAPACITY,
    "active": lambda value: type(value) is bool,
}
