"""What signing in needs of the store, as protocols and rows; times are seconds since 1970."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Account:
    """A staff account. `name` is typed at sign-in and unique without case; `totp` is the sealed secret or "".

    `totp_step` is the last time step whose code was accepted, so that no code works twice.
    """

    id: str
    name: str
    display: str
    role: str
    password: str
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    capacity: int = 1
    desks: tuple[str, ...] = ()
    active: bool = True
    totp: str = ""
    totp_step: int = 0
    created: int = 0


@dataclass(frozen=True, slots=True)
class SignIn:
    """A row of `sign_in`: one browser that is signed in. `digest` is all that is kept of its cookie."""

    digest: str
    staff: str
    how: str
    created: int
    seen: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A WebAuthn credential; ids and keys are base64url."""

    id: str
    staff: str
    public_key: str
    sign_count: int
    label: str
    created: int
    used: int = 0


class AccountStore(Protocol):
    """`store.accounts`. Every method is one transaction; unknown ids give None or change nothing."""

    async def add(self, account: Account) -> None: ...
    async def get(self, staff: str) -> Account | None: ...
    async def by_name(self, name: str) -> Account | None: ...
    async def all(self) -> list[Account]: ...
    async def count(self) -> int: ...
    async def update(self, staff: str, **fields: object) -> bool: ...
    async def spend_totp_step(self, staff: str, step: int) -> bool:
        """UPDATE … SET totp_step = step WHERE totp_step < step: False when that step was used."""
        ...

    async def set_recovery(self, staff: str, digests: list[str]) -> None:
        """Replaces all recovery codes."""
        ...

    async def spend_recovery(self, staff: str, digest: str) -> bool:
        """Deletes the code; False when it was not there."""
        ...

    async def recovery_left(self, staff: str) -> int: ...
    async def add_passkey(self, passkey: Passkey) -> None: ...
    async def passkeys(self, staff: str) -> list[Passkey]: ...
    async def passkey(self, credential: str) -> Passkey | None: ...
    async def use_passkey(self, credential: str, sign_count: int, now: int) -> None: ...
    async def drop_passkey(self, staff: str, credential: str) -> bool: ...


class SignInStore(Protocol):
    """`store.sign_ins`."""

    async def add(self, row: SignIn) -> None: ...
    async def find(self, digest: str) -> tuple[SignIn, Account] | None:
        """The sign-in with its account in one query."""
        ...

    async def touch(self, digest: str, seen: int) -> None: ...
    async def end(self, digest: str) -> bool: ...
    async def end_all(self, staff: str, but: str = "") -> int: ...
    async def of(self, staff: str) -> list[SignIn]: ...
    async def purge(self, seen_before: int, created_before: int) -> int: ...


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act: when, who (account id and name, or "cli"/"system"), what, upon which thing, with safe details."""

    at: int
    actor: str
    actor_name: str
    kind: str
    subject: str = ""
    detail: str = "{}"
    id: int = 0


class AuditStore(Protocol):
    """`store.audit`: append-only (triggers refuse UPDATE, and DELETE but by retention)."""

    async def append(self, entry: AuditEntry) -> None: ...
    async def page(self, *, before: int = 0, limit: int = 100, kind: str = "", since: int = 0) -> list[AuditEntry]:
        """Newest first; `before` an id (0 = from the newest)."""
        ...
