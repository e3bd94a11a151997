"""What each command of a console does to the desk, and what follows from it for the chat's log."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from chat.auth.audit import made
from chat.auth.identity import StaffIdentity
from chat.entry.holders import LIFE_MS, Holder, invitation, is_invitation, is_kid
from chat.entry.tokens import digest, new_id
from chat.gateway.process.context import GatewayContext
from chat.gateway.process.live_board import trace_frame
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.effects import Effects
from chat.jobs.close_log import close_log_beside, hand_on
from chat.lasting import UNREACHABLE, persist
from chat.logs import log
from chat.protocol import staff as s
from chat.protocol.clean_text import clean_name
from chat.protocol.common import Error, Key
from chat.redis_time import now_ms
from routing.desk import Desk
from routing.errors import ChatUnknown, Gap, NotInvited, RoutingError, StaleFence
from routing.log_values import entry
from routing.values import ChatView

# So long a console waits for a log that is on a server of its own, and away.
NOTE_S = 10.0


class BadKey(RoutingError, code="bad_key"):
    """The public key is none, or its kid is another's."""


Runner = Callable[[GatewayContext, Desk, StaffIdentity, Any], Awaitable[Effects | None]]
AUDITED: dict[Any, str] = {
    s.SetCounsellor: "counsellor_changed",
    s.Requeue: "chat_requeued",
    s.SetPriority: "priority_changed",
    s.Assign: "chat_assigned",
    s.SetService: "service_set",
    s.Enter: "supervisor_entered",
    s.ProposeBlock: "block_proposed",
    s.ConfirmBlock: "block_confirmed",
}


async def run(context: GatewayContext, desk: Desk, who: StaffIdentity, frame: Any) -> Effects:
    """Raises RoutingError; the frame's `id` is the request id, so a repeated command has no second effect."""
    answers: Effects | None = None
    if (at_desk := _AT_DESK.get(type(frame))) is not None:
        await at_desk(desk, who.id, frame)
    else:
        answers = await _RUNNERS[type(frame)](context, desk, who, frame)
    kind = "block_refused" if isinstance(frame, s.ConfirmBlock) and not frame.yes else AUDITED.get(type(frame))
    if kind is not None:
        subject = getattr(frame, "staff", "") or desk.name
        act = made(who, kind, subject, desk.name, request=digest(repr(frame)))
        await context.auth.audit.remember(act, context.hub.spawn)
    return answers if answers is not None else [fx.Send(s.Ok(frame.id))]


def sealed_holder(
    context: GatewayContext,
    desk: Desk,
    who: StaffIdentity,
    chat: str,
    fence: int,
    key: Key,
    occurrence: str = "",
    role: str = "counsellor",
) -> str:
    """Who holds this fence from now on, for the teen's page to see. Raises BadKey."""
    if not is_kid(key.kid, key.public):
        raise BadKey
    until = now_ms() + LIFE_MS
    name = clean_name(who.name)
    about = (desk.name, chat, fence, who.id, role, name, key.kid, key.public, occurrence or new_id(), until)
    return context.auth.holders.seal(Holder(*about))


async def _accept(context: GatewayContext, desk: Desk, who: StaffIdentity, f: s.Accept) -> None:
    """The log begins before anybody is told: until then nobody writes."""
    seal = sealed_holder(context, desk, who, f.chat, f.fence, f.key)
    await desk.accept(f.id, who.id, f.chat, f.fence, seal)
    await context.log.begin(f.chat, f.fence)


async def _finish(context: GatewayContext, desk: Desk, who: StaffIdentity, f: s.Finish) -> None:
    await desk.finish(f.id, who.id, f.chat, f.fence, f.heavy)
    await close_log_beside(context, desk, f.chat, context.hub.spawn)


async def _transfer(context: GatewayContext, desk: Desk, who: StaffIdentity, f: s.Transfer) -> Effects | None:
    """The note goes in once the desk has said yes. A command that is repeated, here or elsewhere, brings it once.
    Where it cannot be had in time its author is told; the fence rises once it can."""
    note = f.note
    name = digest(f"{note.cid} {note.body}") if note is not None else ""
    fence = await desk.transfer(f.id, who.id, f.chat, f.fence, to=f.to, language=f.language, skill=f.skill, note=name)
    if note is None:
        await hand_on(context, desk, f.chat, fence)
        return None
    try:
        await persist(lambda: _pass_note(context, desk, f, note, fence), NOTE_S)
    except (RoutingError, *UNREACHABLE) as error:
        log().warning("note_lost", code=getattr(error, "code", type(error).__name__))
        context.hub.spawn(_hand_on_later(context, desk, f.chat, fence))
        return [fx.Send(s.Ok(f.id)), fx.Send(Error("note_lost"))]
    return None


async def _hand_on_later(context: GatewayContext, desk: Desk, chat: str, fence: int) -> None:
    with suppress(RoutingError):
        await persist(lambda: hand_on(context, desk, chat, fence))


async def _pass_note(context: GatewayContext, desk: Desk, f: s.Transfer, note: s.Note, fence: int) -> None:
    """Under the number that stands next, whatever was written since. Raises LogLost, ChatEnded."""
    n = 1
    while True:
        core = entry("counsellor", note.cid, n, f.fence, note.kid, "note", note.body)
        try:
            return await hand_on(context, desk, f.chat, fence, context.auth.stamps.stamped(f.chat, core))
        except Gap as gap:
            n = gap.expected


async def _invite(context: GatewayContext, desk: Desk, who: StaffIdentity, f: s.Invite) -> None:
    """Sealed, so that whoever writes Redis asks nobody in. Without a good seal of their own nobody asks."""
    view = await desk.chat(f.chat)
    kid = _kid_of_counsellor(context, desk, view, f.fence) if view is not None and view.staff == who.id else ""
    seal = invitation(context.auth.ring, desk.name, f.chat, f.fence, kid, f.supervisor or "*") if kid else ""
    await desk.invite(f.id, who.id, f.chat, f.fence, f.supervisor, seal)


async def _enter(context: GatewayContext, desk: Desk, who: StaffIdentity, f: s.Enter) -> None:
    view = await desk.chat(f.chat)
    if view is None:
        raise ChatUnknown
    kid = _kid_of_counsellor(context, desk, view, view.fence)
    if not is_invitation(context.auth.ring, view.invitation, desk.name, f.chat, view.fence, kid, who.id):
        raise StaleFence if view.invitation else NotInvited
    seal = sealed_holder(context, desk, who, f.chat, view.fence, f.key, kid, role="supervisor")
    await desk.enter(f.id, who.id, f.chat, view.fence, seal)


def _kid_of_counsellor(context: GatewayContext, desk: Desk, view: ChatView, fence: int) -> str:
    """Under which the teen is shown who holds this fence; "" without a good seal."""
    seal = next((one.seal for one in view.holders if one.staff == view.staff), "")
    held = context.auth.holders.open(seal, desk.name, view.chat, fence, now_ms())
    return held.kid if held is not None and held.role == "counsellor" else ""


async def _step_out(context: GatewayContext, desk: Desk, who: StaffIdentity, f: s.StepOut) -> None:
    await context.log.raise_fence(f.chat, await desk.step_out(f.id, who.id, f.chat))


async def _take_anew(context: GatewayContext, desk: Desk, who: StaffIdentity, f: s.TakeAnew) -> None:
    seal = sealed_holder(context, desk, who, f.chat, f.fence + 1, f.key)
    await context.log.raise_fence(f.chat, await desk.take_anew(f.id, who.id, f.chat, f.fence, seal))


async def _confirm_block(context: GatewayContext, desk: Desk, who: StaffIdentity, f: s.ConfirmBlock) -> None:
    await desk.confirm_block(f.id, who.id, f.chat, f.yes, f.hours)
    if f.yes:
        await close_log_beside(context, desk, f.chat, context.hub.spawn)


async def _requeue(context: GatewayContext, desk: Desk, who: StaffIdentity, f: s.Requeue) -> None:
    await hand_on(context, desk, f.chat, await desk.requeue(f.id, who.id, f.chat))


async def _get_trace(_: GatewayContext, desk: Desk, who: StaffIdentity, f: s.GetTrace) -> Effects:
    return [fx.Send(trace_frame(f.id, await desk.traces(f.chat), await desk.board(chats=0)))]


# What is over with the desk's answer.
_AT_DESK: dict[type, Callable[[Desk, str, Any], Awaitable[object]]] = {
    s.SetStatus: lambda desk, who, f: desk.set_status(f.id, who, f.status, f.reason),
    s.Decline: lambda desk, who, f: desk.decline(f.id, who, f.chat, f.fence),
    s.Ready: lambda desk, who, f: desk.ready(f.id, who, f.chat),
    s.ExtendWrapUp: lambda desk, who, f: desk.extend_wrap_up(f.id, who, f.chat),
    s.ProposeBlock: lambda desk, who, f: desk.propose_block(f.id, who, f.chat, f.fence, f.hours),
    s.Breather: lambda desk, who, f: desk.breather(f.id, who, f.minutes),
    s.SetCounsellor: lambda desk, who, f: desk.set_counsellor(
        f.id, who, f.staff, status=f.status, capacity=f.capacity, languages=f.languages, skills=f.skills
    ),
    s.SetPriority: lambda desk, who, f: desk.set_priority(f.id, who, f.chat, f.priority),
    s.Assign: lambda desk, who, f: desk.assign(f.id, who, f.chat, f.staff),
    s.SetService: lambda desk, who, f: desk.set_service(f.id, f.mode, who),
}
_RUNNERS: dict[type, Runner] = {
    s.Accept: _accept,
    s.Finish: _finish,
    s.Transfer: _transfer,
    s.Invite: _invite,
    s.Enter: _enter,
    s.StepOut: _step_out,
    s.TakeAnew: _take_anew,
    s.ConfirmBlock: _confirm_block,
    s.Requeue: _requeue,
    s.GetTrace: _get_trace,
}
