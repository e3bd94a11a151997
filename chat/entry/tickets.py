"""Signed tickets: what a client proves when Redis has forgotten. HMAC-SHA-256 over the encoded claims.

A ticket reads `kind.key id.claims.signature`. It is bound to its bearer: a teen's to the digest of their
token, a console's to the staff id, so that neither is of use to anybody else.
"""

from typing import TypeVar

import msgspec
from msgspec import Struct

from chat.entry.errors import BadTicket, ExpiredTicket, OtherDesk
from chat.entry.keyring import KeyRing
from chat.entry.tokens import b64u, digest, same, unb64u
from routing.values import ChatFacts

TEEN_TICKET_S = HOLD_TICKET_S = 6 * 3600
PASS_S = 24 * 3600
MAX_TICKET = 2048


class TeenTicket(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The teen's claim to their place and chat. Times in ms since 1970; `holder` is the token's digest."""

    desk: str
    holder: str
    chain: str
    facts: ChatFacts
    counsellor: str = ""
    state: str = "waiting"
    issued_ms: int = 0
    expires_ms: int = 0


class HoldTicket(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A console's claim to a chat it holds; `staff` must be the bearer."""

    desk: str
    staff: str
    role: str
    facts: ChatFacts
    state: str = "active"
    kid: str = ""
    occurrence: str = ""
    issued_ms: int = 0
    expires_ms: int = 0


class ChainPass(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Ties the chats of one tab together, so that a block can hold without an address. Says nothing else."""

    desk: str
    chain: str
    issued_ms: int = 0
    expires_ms: int = 0


T = TypeVar("T", TeenTicket, HoldTicket, ChainPass)
_LIFE_MS = {"teen": TEEN_TICKET_S * 1000, "hold": HOLD_TICKET_S * 1000, "pass": PASS_S * 1000}
_encoder = msgspec.msgpack.Encoder()


class Tickets:
    """Seals and opens tickets. `now` is in ms since 1970."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._teen = msgspec.msgpack.Decoder(TeenTicket)
        self._hold = msgspec.msgpack.Decoder(HoldTicket)
        self._pass = msgspec.msgpack.Decoder(ChainPass)

    def seal_teen(self, claims: TeenTicket, now: int) -> str:
        return self._seal("teen", claims, now)

    def seal_hold(self, claims: HoldTicket, now: int) -> str:
        return self._seal("hold", claims, now)

    def seal_pass(self, claims: ChainPass, now: int) -> str:
        return self._seal("pass", claims, now)

    def open_pass(self, ticket: str, now: int, desk: str) -> ChainPass:
        """Raises BadTicket, ExpiredTicket, OtherDesk."""
        return self._open("pass", ticket, self._pass, now, desk)

    def open_teen(self, ticket: str, token: str, now: int, desk: str | None = None) -> TeenTicket:
        """Raises BadTicket (also: not this token's), ExpiredTicket, OtherDesk."""
        claims = self._open("teen", ticket, self._teen, now, desk)
        if not same(claims.holder, digest(token)):
            raise BadTicket
        return claims

    def open_hold(self, ticket: str, staff: str, now: int, desk: str) -> HoldTicket:
        """Raises BadTicket (also: not this person's), ExpiredTicket, OtherDesk."""
        claims = self._open("hold", ticket, self._hold, now, desk)
        if not same(claims.staff, staff):
            raise BadTicket
        return claims

    def _seal(self, kind: str, claims: T, now: int) -> str:
        dated = msgspec.structs.replace(claims, issued_ms=now, expires_ms=now + _LIFE_MS[kind])
        signed = f"{kind}.{self._ring.current}.{b64u(_encoder.encode(dated))}"
        return f"{signed}.{self._ring.mac('ticket', signed)}"

    def _open(self, kind: str, ticket: str, decoder: msgspec.msgpack.Decoder[T], now: int, desk: str | None) -> T:
        claims = self._verified(kind, ticket, decoder)
        if claims.expires_ms <= now:
            raise ExpiredTicket
        if desk is not None and claims.desk != desk:
            raise OtherDesk
        return claims

    def _verified(self, kind: str, ticket: str, decoder: msgspec.msgpack.Decoder[T]) -> T:
        signed, _, signature = ticket.rpartition(".")
        parts = signed.split(".")
        shaped = len(ticket) <= MAX_TICKET and len(parts) == 3 and parts[0] == kind
        try:
            if shaped and self._ring.is_mac(signature, "ticket", signed, parts[1]):
                return decoder.decode(unb64u(parts[2]))
        except (ValueError, msgspec.DecodeError) as error:
            raise BadTicket from error
        raise BadTicket
