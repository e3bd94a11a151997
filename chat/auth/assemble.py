"""Puts the parts of entry and sign-in together, once, for the composition root."""

from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from chat.auth.accounts import Accounts
from chat.auth.audit import Audit
from chat.auth.oidc import OpenId
from chat.auth.passwords import Passwords
from chat.auth.ports import AccountStore, AuditStore, SignInStore
from chat.auth.second_factors import Passkeys
from chat.auth.sessions import Sessions
from chat.auth.sign_in import SignIn
from chat.auth.sign_in_fallback import SignInFallback
from chat.auth.socket_tickets import SocketTickets
from chat.auth.throttle import Throttle
from chat.entry.admission import Admission
from chat.entry.blocks import Blocks
from chat.entry.cooldown import Cooldown
from chat.entry.keyring import KeyRing
from chat.entry.pressure import Pressure, Thresholds
from chat.entry.proof import Proofs
from chat.entry.rates import Capacity
from chat.entry.tickets import Tickets
from chat.http.staff.guard import Guard
from chat.settings import Settings


class Stores(Protocol):
    """The parts of the store that signing in uses."""

    @property
    def accounts(self) -> AccountStore: ...
    @property
    def sign_ins(self) -> SignInStore: ...
    @property
    def audit(self) -> AuditStore: ...


@dataclass(frozen=True, slots=True)
class Auth:
    """Everything about who may come in."""

    ring: KeyRing
    tickets: Tickets
    capacity: Capacity
    admission: Admission
    cooldown: Cooldown
    sessions: Sessions
    guard: Guard
    audit: Audit
    audit_store: AuditStore
    accounts: Accounts
    sign_in: SignIn
    passkeys: Passkeys
    socket_tickets: SocketTickets
    openid: OpenId | None


def make_auth(settings: Settings, store: Stores, redis: Any) -> Auth:
    """`redis`: a redis-py asyncio client of either decoding."""
    ring = KeyRing(settings.secrets)
    tickets = Tickets(ring)
    capacity = Capacity(settings.places, settings.places // 2, settings.places // 10)
    sessions = Sessions(store.sign_ins, ring, second_factor=not settings.demo)
    audit = Audit(store.audit)
    passwords = Passwords()
    sign_in = SignIn(store.accounts, sessions, passwords, Throttle(redis), ring, audit)
    return Auth(
        ring=ring,
        tickets=tickets,
        capacity=capacity,
        cooldown=Cooldown(),
        admission=Admission(
            tickets, Proofs(ring), Pressure(_thresholds(settings)), capacity, redis, Blocks(redis).stand
        ),
        sessions=sessions,
        guard=Guard(sessions, SignInFallback(redis), settings.allowed_origins, secure=not settings.demo),
        audit=audit,
        audit_store=store.audit,
        accounts=Accounts(store.accounts, passwords, ring),
        sign_in=sign_in,
        passkeys=Passkeys(store.accounts, redis, relying_party(settings), sorted(settings.allowed_origins)),
        socket_tickets=SocketTickets(redis),
        openid=OpenId.of(settings, store.accounts, ring) if settings.oidc_issuer else None,
    )


def relying_party(settings: Settings) -> str:
    """The host passkeys belong to. They cannot belong to a number: the demo's are made at http://localhost."""
    host = urlsplit(settings.own_origin).hostname or ""
    return "localhost" if settings.demo and host.replace(".", "").isdigit() else host


def _thresholds(settings: Settings) -> Thresholds:
    calm = settings.calm_joins
    usual = Thresholds()
    return Thresholds(
        calm=3.0 * calm, calm_bucket=calm, burst=max(usual.burst, calm), rate_s=max(usual.rate_s, calm / 60)
    )
