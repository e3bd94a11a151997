"""Tickets to claims and back: what an end can prove when Redis has forgotten. Pure."""

from dataclasses import asdict, fields, replace

from msgspec import structs

from chat.entry.holders import Holder
from chat.entry.tickets import HoldTicket, TeenTicket
from routing.errors import Blocked, ChatEnded, RoutingError
from routing.values import ChatFacts, ChatView, HoldClaim, TeenClaim


def facts_of(view: ChatView) -> ChatFacts:
    return ChatFacts(**{field.name: getattr(view, field.name) for field in fields(ChatFacts)})


def teen_claim(ticket: TeenTicket) -> TeenClaim:
    return TeenClaim(**asdict(ticket.facts), counsellor=ticket.counsellor, chain=ticket.chain, device=ticket.holder)


def teen_ticket(before: TeenTicket, view: ChatView) -> TeenTicket:
    """The bearer's ticket brought up to date; whose it is, Redis cannot change. `counsellor` only while the chat is
    active."""
    facts = replace(facts_of(view), chat=before.facts.chat, moved=before.facts.moved)
    counsellor = view.staff if view.state == "active" else ""
    return structs.replace(before, facts=facts, counsellor=counsellor, state=view.state)


def ended_view(ticket: TeenTicket, refused: RoutingError) -> ChatView:
    """A chat that the desk neither knows nor takes back."""
    known = refused.detail if isinstance(refused, ChatEnded) else "blocked" if isinstance(refused, Blocked) else ""
    return ChatView(**asdict(ticket.facts), state="closed", end=known or "lost")


def moved_ticket(desk: str, holder: str, chat: str, view: ChatView) -> TeenTicket:
    """For the device to which this chat has just moved."""
    first = TeenTicket(desk, holder, view.chain, replace(facts_of(view), chat=chat))
    return teen_ticket(first, view)


def first_ticket(desk: str, holder: str, chain: str, view: ChatView) -> TeenTicket:
    """For somebody who has just joined."""
    return TeenTicket(desk, holder, chain, facts_of(view), state=view.state)


def hold_ticket(desk: str, staff: str, view: ChatView, role: str, holder: Holder | None = None) -> HoldTicket:
    """`holder`: the seal under which this person is shown to the teen."""
    kid, occurrence = (holder.kid, holder.occurrence) if holder else ("", "")
    return HoldTicket(desk, staff, role, facts_of(view), view.state, kid, occurrence)


def hold_claim(ticket: HoldTicket, seal: str = "") -> HoldClaim:
    return HoldClaim(**asdict(ticket.facts), seal=seal)


def held_claim(view: ChatView) -> HoldClaim:
    """The same from a view read before Redis lost it."""
    seal = next((one.seal for one in view.holders if one.role == "counsellor"), "")
    return HoldClaim(**asdict(facts_of(view)), seal=seal)
