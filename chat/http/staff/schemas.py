"""What the staff's HTTP operations answer, once: the handlers fill these in, the OpenAPI document shows them."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from chat.auth.identity import StaffIdentity
from chat.auth.ports import Account, AuditEntry, Passkey, SignIn


class Me(Struct, frozen=True):
    """Who is signed in. `enrol`: a second factor must be set up before anything else."""

    id: str
    login: str
    name: str
    role: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    capacity: int
    desks: tuple[str, ...]
    enrol: bool

    @classmethod
    def of(cls, who: StaffIdentity, login: str) -> "Me":
        return cls(who.id, login, who.name, who.role, who.languages, who.skills, who.capacity, who.desks, who.enrol)


class Signed(Struct, frozen=True, omit_defaults=True):
    """A sign-in: `csrf` goes into the header of every change. `recovery`: fresh codes, shown this once."""

    me: Me
    csrf: str
    recovery: list[str] | UnsetType = UNSET


class Recovery(Struct, frozen=True):
    """Fresh recovery codes; the former ones have stopped working."""

    recovery: list[str]


class WebAuthnOptions(Struct, frozen=True):
    """What `parse…OptionsFromJSON` of a browser takes: a challenge that works once, and more."""

    challenge: str


class Provider(Struct, frozen=True):
    """Whether staff may sign in through an OpenID Connect provider, and what it is called."""

    enabled: bool
    name: str


class Ended(Struct, frozen=True):
    """How many sign-ins ended."""

    ended: int


class SignInShown(Struct, frozen=True):
    """One browser; times in seconds since 1970. `current`: the one that asks."""

    id: str
    how: str
    label: str
    created: int
    seen: int
    current: bool

    @classmethod
    def of(cls, row: SignIn, current: str) -> "SignInShown":
        return cls(row.digest[:22], row.how, row.label, row.created, row.seen, row.digest == current)


class SignIns(Struct, frozen=True):
    sign_ins: list[SignInShown]


class SocketTicket(Struct, frozen=True):
    """For `hello_staff`, once, within 30 s."""

    ticket: str


class PasskeyShown(Struct, frozen=True):
    """Times in seconds since 1970; `used` is 0 before the first use."""

    id: str
    label: str
    created: int
    used: int

    @classmethod
    def of(cls, row: Passkey) -> "PasskeyShown":
        return cls(row.id, row.label, row.created, row.used)


class Factors(Struct, frozen=True):
    totp: bool
    passkeys: list[PasskeyShown]
    recovery_left: int


class TotpOffer(Struct, frozen=True):
    """A key for a code app; it counts once `offer` came back with a first code."""

    secret: str
    uri: str
    offer: str


class AccountShown(Struct, frozen=True):
    """An account as admins see it: no hash, no secret. `login` is typed, `name` is shown."""

    id: str
    login: str
    name: str
    display: str
    role: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    capacity: int
    desks: tuple[str, ...]
    active: bool
    created: int
    has_totp: bool

    @classmethod
    def of(cls, row: Account) -> "AccountShown":
        return cls(
            row.id, row.name, row.display, row.display, row.role, row.languages, row.skills, row.capacity, row.desks,
            row.active, row.created, bool(row.totp),
        )  # fmt: skip


class AccountList(Struct, frozen=True):
    accounts: list[AccountShown]


class AuditLine(Struct, frozen=True):
    """One act. `actor` is a name; `at` is ISO 8601 in UTC."""

    id: int
    at: str
    actor: str
    actor_id: str
    kind: str
    subject: str
    detail: dict[str, Any]

    @classmethod
    def of(cls, entry: AuditEntry, at: str, detail: dict[str, Any]) -> "AuditLine":
        return cls(entry.id, at, entry.actor_name or entry.actor, entry.actor, entry.kind, entry.subject, detail)


class AuditPage(Struct, frozen=True):
    """Newest first; go on with `before` = the last id."""

    entries: list[AuditLine]


class Colleague(Struct, frozen=True):
    """`free`: how many more chats this person can take just now."""

    id: str
    name: str
    role: str
    languages: list[str]
    skills: list[str]
    status: str
    free: int


class Colleagues(Struct, frozen=True):
    colleagues: list[Colleague]
    languages: list[str]
    skills: list[str]
