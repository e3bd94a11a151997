"""A chat begins with its connection: a wish on the teen's own socket, granted or refused before anything is counted."""

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import Any

from chat.entry.errors import BadProof, EntryError
from chat.entry.tickets import TeenTicket
from chat.entry.tokens import digest, new_id
from chat.gateway.process.context import GatewayContext
from chat.gateway.sessions.ticket_claims import first_ticket
from chat.gateway.websocket.socket import Disconnected, Socket
from chat.lasting import UNREACHABLE, persist
from chat.logs import log
from chat.metrics import JOINS
from chat.protocol.codec import encode, from_teen
from chat.protocol.common import WORK_WITHIN_S, Pong
from chat.protocol.errors import FrameError, HelloLate, WishDenied
from chat.protocol.teen import HelloTeen, Joined, Wish, WishRefused, Work, WorkNeeded
from chat.triage import priority_of, skills_of, topic_of
from routing.desk import Desk
from routing.errors import Blocked, ChatEnded, Moved, RoutingError, TurnedAway, UnknownLanguage
from routing.values import ChatView

_AGAIN_S = 2
_PATIENCE_S = 5.0
_TURNED_AWAY = "turned_away"


@dataclass(frozen=True, slots=True)
class Granted:
    """The chat that begins here, or began with an earlier connection of the same token."""

    desk: Desk
    told: Joined
    ticket: TeenTicket
    view: ChatView


class Joining:
    """One wish. `bucket`: the crowd this socket belongs to, a number that names nobody."""

    def __init__(self, context: GatewayContext, socket: Socket, bucket: int) -> None:
        self._context = context
        self._socket = socket
        self._bucket = bucket

    async def grant(self, chat: str, hello: HelloTeen, wish: Wish) -> Granted:
        """The token opens `chat`. Raises WishDenied once the refusal was told, Disconnected, HelloLate."""
        try:
            return await self._grant(chat, hello.token, wish)
        except RoutingError as error:
            refusal = _refusal(error)
        except EntryError as error:
            code = "too_many" if isinstance(error, BadProof) else "unavailable" if error.code == "full" else error.code
            refusal = WishRefused(code, retry_s=error.retry_s)  # type: ignore[arg-type]
        except UNREACHABLE as error:
            log().warning("desk_unreachable", desk=wish.desk, error=error)
            refusal = WishRefused("unavailable", retry_s=_AGAIN_S)
        JOINS.labels(refusal.code).inc()
        self._socket.push(encode(refusal))
        raise WishDenied

    async def _grant(self, chat: str, token: str, wish: Wish) -> Granted:
        desk = self._context.desks.get(wish.desk)
        if desk is None:
            raise _UnknownDesk
        auth = self._context.auth
        admitted = await auth.admission.admit(wish.desk, wish.pass_, self._bucket, self._ask)
        view = await self._enter(desk, chat, wish, admitted.chain)
        if view.chat != chat:  # Whose chat this is, Redis does not decide.
            view = replace(view, chat=chat)
        if view.chain not in ("", admitted.chain):  # It began with an earlier connection, whose answer was lost.
            admitted = auth.admission.admitted(wish.desk, view.chain)
        JOINS.labels("joined").inc()
        return Granted(
            desk, Joined(chat, admitted.pass_), first_ticket(wish.desk, digest(token), admitted.chain, view), view
        )

    async def _enter(self, desk: Desk, chat: str, wish: Wish, chain: str) -> ChatView:
        """A chat that is there already keeps the fields it began with. Who is turned away again and again moves the
        desk's figures no further."""
        skills, priority = skills_of(tuple(wish.skills), desk.settings.skills), priority_of(wish.topic, wish.danger)
        about: dict[str, Any] = {"language": wish.language, "skills": skills, "priority": priority}
        about |= {"topic": topic_of(wish.topic), "age_band": wish.age_band, "channel": wish.channel, "chain": chain}
        about |= {"how_bad": wish.how_bad, "gateway": self._context.gateway}
        request = new_id()
        writers = self._context.auth.writers
        about["counted"] = not writers.used_up(_TURNED_AWAY, desk.name, self._bucket)
        try:
            return await persist(lambda: desk.join(request, chat, **about), _PATIENCE_S)
        except TurnedAway:
            with contextlib.suppress(*UNREACHABLE):
                await writers.take(_TURNED_AWAY, desk.name, self._bucket)
            raise
        except ChatEnded:
            view = await desk.chat(chat)
            if view is None:
                raise
            return view

    async def _ask(self, challenge: dict[str, Any]) -> str:
        self._socket.push(encode(WorkNeeded(challenge)))
        try:
            async with asyncio.timeout(WORK_WITHIN_S):
                while not isinstance(frame := self._heard(await self._socket.read()), Work):
                    pass
        except TimeoutError:
            raise HelloLate from None
        return frame.answer

    def _heard(self, text: str | None) -> Work | None:
        """Nothing but the answer to a ping is expected meanwhile."""
        try:
            frame = from_teen.decode(text)
        except FrameError:
            raise Disconnected from None
        if not isinstance(frame, Work | Pong):
            raise Disconnected
        return frame if isinstance(frame, Work) else None


class _UnknownDesk(RoutingError, code="unknown_desk"): ...


def _refusal(error: RoutingError) -> WishRefused:
    match error:
        case TurnedAway(code=why):
            return WishRefused(why)  # type: ignore[arg-type]
        case Blocked():
            return WishRefused("blocked")
        case UnknownLanguage():
            return WishRefused("unknown_language", "language")
        case _UnknownDesk():
            return WishRefused("unknown_desk", "desk")
        case ChatEnded() | Moved():
            return WishRefused("closed")
    return WishRefused("unavailable", retry_s=_AGAIN_S) if error.retry else WishRefused("bad_value")
