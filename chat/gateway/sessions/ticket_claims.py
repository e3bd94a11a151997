"""Tickets to claims and back: what an end can prove when Redis has forgotten. Pure."""

from msgspec.structs import replace

from chat.entry.holders import Holder
from chat.entry.tickets import HoldTicket, TeenTicket
from routing.errors import Blocked, ChatEnded, RoutingError
from routing.values import ChatView, HoldClaim, TeenClaim


def teen_claim(ticket: TeenTicket) -> TeenClaim:
    return TeenClaim(
        chat=ticket.chat,
        language=ticket.language,
        joined=ticket.joined_ms,
        fence=ticket.fence,
        counsellor=ticket.counsellor,
        priority=ticket.priority,
        skills=ticket.skills,
        topic=ticket.topic,
        age_band=ticket.age_band,
        channel=ticket.channel,
        chain=ticket.chain,
    )


def teen_ticket(before: TeenTicket, view: ChatView) -> TeenTicket:
    """The bearer's ticket brought up to date; `counsellor` only while the chat is active."""
    return replace(
        before,
        language=view.language,
        skills=view.skills,
        priority=view.priority,
        joined_ms=view.joined,
        fence=view.fence,
        counsellor=view.staff if view.state == "active" else "",
        state=view.state,
    )


def ended_view(ticket: TeenTicket, refused: RoutingError) -> ChatView:
    """A chat that the desk neither knows nor takes back."""
    known = refused.detail if isinstance(refused, ChatEnded) else "blocked" if isinstance(refused, Blocked) else ""
    return ChatView(ticket.chat, "closed", language=ticket.language, fence=ticket.fence, end=known or "lost")


def first_ticket(desk: str, holder: str, chain: str, view: ChatView) -> TeenTicket:
    """For somebody who has just joined."""
    return TeenTicket(
        desk=desk,
        chat=view.chat,
        holder=holder,
        chain=chain,
        language=view.language,
        skills=view.skills,
        priority=view.priority,
        topic=view.topic,
        age_band=view.age_band,
        channel=view.channel,
        joined_ms=view.joined,
        fence=view.fence,
        state=view.state,
    )


def hold_ticket(desk: str, staff: str, view: ChatView, role: str, holder: Holder | None = None) -> HoldTicket:
    """`holder`: the seal under which this person is shown to the teen."""
    return HoldTicket(
        desk=desk,
        chat=view.chat,
        staff=staff,
        role=role,
        fence=view.fence,
        language=view.language,
        skills=view.skills,
        priority=view.priority,
        topic=view.topic,
        age_band=view.age_band,
        channel=view.channel,
        joined_ms=view.joined,
        state=view.state,
        kid=holder.kid if holder else "",
        occurrence=holder.occurrence if holder else "",
    )


def hold_claim(ticket: HoldTicket, seal: str = "") -> HoldClaim:
    return HoldClaim(
        chat=ticket.chat,
        language=ticket.language,
        joined=ticket.joined_ms,
        fence=ticket.fence,
        priority=ticket.priority,
        skills=ticket.skills,
        topic=ticket.topic,
        age_band=ticket.age_band,
        channel=ticket.channel,
        seal=seal,
    )


def held_claim(view: ChatView) -> HoldClaim:
    """The same from a view read before Redis lost it."""
    seal = next((one.seal for one in view.holders if one.role == "counsellor"), "")
    return hold_claim(hold_ticket("", "", view, "counsellor"), seal)
