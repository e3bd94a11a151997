"""Puts the parts of entry and sign-in together, once, for the composition root."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from chat.auth.accounts import Accounts
from chat.auth.audit import Audit
from chat.auth.factor_policy import factor_policy
from chat.auth.passwords import Passwords
from chat.auth.second_factors import Passkeys
from chat.auth.sessions import Sessions
from chat.auth.sign_in import SignIn
from chat.auth.sign_in_boxes import SignInBoxes
from chat.auth.signed_in import SignedIn
from chat.auth.socket_tickets import SocketTickets
from chat.auth.throttle import Throttle
from chat.entry.admission import Admission
from chat.entry.anonymous_writers import PER_HOUR, AnonymousWriters
from chat.entry.blocks import Blocks
from chat.entry.boxes import Boxes
from chat.entry.cooldown import Cooldown
from chat.entry.holders import HolderSeals
from chat.entry.keyring import KeyRing
from chat.entry.pressure import Pressure, Thresholds
from chat.entry.proof import Proofs
from chat.entry.rates import Bucket, Capacity
from chat.entry.return_codes import ReturnCodes
from chat.entry.stamps import Stamps
from chat.entry.tickets import Tickets
from chat.settings import Settings
from storage.store import Store

if TYPE_CHECKING:
    from chat.auth.oidc import OpenId

BOXES_PER_CALM_JOIN: Final = 30
"""Handles of no box that one crowd may ask for in an hour, for each join a minute that costs it no work."""


CODES: Final = (0.5, 20.0)
"""Return codes that may be tried at one gateway, by everybody together: a second, at once."""


@dataclass(frozen=True, slots=True)
class Auth:
    """Everything about who may come in."""

    ring: KeyRing
    tickets: Tickets
    stamps: Stamps
    holders: HolderSeals
    boxes: Boxes
    box_asks: AnonymousWriters
    codes: ReturnCodes
    code_asks: AnonymousWriters
    code_pace: Bucket
    capacity: Capacity
    admission: Admission
    writers: AnonymousWriters
    cooldown: Cooldown
    sessions: Sessions
    signed_in: SignedIn
    sign_in_boxes: SignInBoxes
    audit: Audit
    accounts: Accounts
    sign_in: SignIn
    passkeys: Passkeys
    socket_tickets: SocketTickets
    openid: "OpenId | None"


def make_auth(settings: Settings, store: Store, redis: Any, pipe: Any = None) -> Auth:
    """`redis`: a redis-py asyncio client of either decoding; `pipe`: what the end of a chat asks."""
    ring = KeyRing(settings.secrets)
    tickets = Tickets(ring)
    capacity = Capacity(settings.places, settings.places // 2, settings.places // 10)
    sessions = Sessions(store.sign_ins, ring, needs_factor=factor_policy(settings, store))
    audit = Audit(store)
    passwords = Passwords()
    accounts = Accounts(store, passwords, ring, audit, settings.desks)
    sign_in = SignIn(store.accounts, sessions, passwords, Throttle(redis), ring, audit)
    return Auth(
        ring=ring,
        tickets=tickets,
        stamps=Stamps(ring),
        holders=HolderSeals(ring),
        boxes=Boxes(pipe or redis, ring),
        box_asks=AnonymousWriters(redis, ring, BOXES_PER_CALM_JOIN * settings.calm_joins),
        codes=ReturnCodes(ring),
        code_asks=AnonymousWriters(redis, ring, max(PER_HOUR, settings.calm_joins)),
        code_pace=Bucket(*CODES),
        capacity=capacity,
        cooldown=Cooldown(),
        admission=Admission(tickets, Proofs(ring), Pressure(_thresholds(settings)), capacity, Blocks(redis).stand),
        writers=AnonymousWriters(redis, ring, max(PER_HOUR, settings.calm_joins // 4)),
        sessions=sessions,
        signed_in=SignedIn(sessions, redis, ring),
        sign_in_boxes=SignInBoxes(pipe or redis, ring, sessions),
        audit=audit,
        accounts=accounts,
        sign_in=sign_in,
        passkeys=Passkeys(store.accounts, redis, relying_party(settings), sorted(settings.allowed_origins)),
        socket_tickets=SocketTickets(redis, ring),
        openid=_openid(settings, accounts, ring),
    )


def _openid(settings: Settings, accounts: Accounts, ring: KeyRing) -> "OpenId | None":
    if not settings.oidc_issuer:
        return None
    from chat.auth.oidc import OpenId  # with all that reads tokens: a house without a provider starts without it

    return OpenId(settings, accounts, ring)


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
