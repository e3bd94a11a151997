"""What the staff side of the store hands out and takes in: frozen rows; times are seconds since 1970."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Account:
    """A staff account. `name` is typed at sign-in and unique without case; `totp` is the sealed secret or "".

    `password_given`: somebody else chose the password, and knows it. `totp_step` is the last time step whose code was
    accepted, so that no code works twice.
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
    password_given: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser that is signed in. `digest` is all that is kept of its cookie."""

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


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act: when, who (account id and name, or "cli"/"system"), what, upon which thing, with safe details.

    `desk` is empty for what concerns the whole house.
    """

    at: int
    actor: str
    actor_name: str
    kind: str
    subject: str = ""
    detail: str = "{}"
    id: int = 0
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A canned reply that counsellors insert; `shortcut` is what they type for it."""

    desk: str
    language: str
    title: str
    text: str
    shortcut: str = ""
    id: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Resource:
    """A card: `kind` is call, link, forum, advice or hand_off; `shown` says where it appears on its own.

    `shown` holds codes of waiting, closed, crisis; a card without any is only sent by counsellors.
    """

    desk: str
    language: str
    topic: str
    kind: str
    title: str
    text: str
    url: str = ""
    phone: str = ""
    shown: tuple[str, ...] = ()
    id: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """A desk's opening hours as they were last set; `definition` is what routing.hours.parse reads."""

    desk: str
    definition: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    at: int = 0
