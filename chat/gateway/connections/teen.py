"""A teen's connection: hello with a wish or a ticket, then the commands only a teen has."""

import asyncio
import re
import time
from dataclasses import replace
from typing import Any

from chat.entry.errors import BadTicket
from chat.entry.holders import Holder as SealedHolder
from chat.entry.keyring import chat_of
from chat.entry.rates import FrameRates
from chat.entry.return_codes import LIFE_MS, Kept, drawn
from chat.entry.tickets import TeenTicket
from chat.entry.tokens import new_id
from chat.gateway.connections.connection import Connection
from chat.gateway.connections.joining import Granted, Joining
from chat.gateway.process.context import GatewayContext
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.effects import Effects
from chat.gateway.sessions.teen import TeenSession
from chat.gateway.sessions.ticket_claims import ended_view, teen_claim, teen_ticket
from chat.gateway.sessions.views import holder
from chat.gateway.websocket.socket import Socket
from chat.jobs.close_log import close_log_beside
from chat.lasting import AGAIN_S, UNREACHABLE, persist
from chat.protocol import codec
from chat.protocol.common import Cursor, Error
from chat.protocol.errors import Abuse, BadCredentials
from chat.protocol.teen import AskCode, BoxKey, ChooseLanguage, HelloTeen, Holder, Leave, ReturnCode, Wish
from chat.redis_time import now_ms
from routing.errors import ChatEnded, ChatUnknown, CommandFailed, Moved, RoutingError
from routing.values import ChatView, Coming, stay_of

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
# A console that comes back without its keys takes another fence; so many are looked through.
_MOST_FENCES = 32
_BOX_REFUSED = fx.Send(Error("box_refused"))


class TeenConnection(Connection):
    """The session begins when the wish was granted, or the ticket verified and the desk took the teen back."""

    codec = codec.from_teen
    session: TeenSession
    patience_s = float("inf")
    _ticket: TeenTicket

    def __init__(self, context: GatewayContext, socket: Socket, rates: FrameRates, bucket: int) -> None:
        super().__init__(context, socket, rates)
        self._bucket = bucket
        self._box: BoxKey | None = None
        self._box_again: asyncio.TimerHandle | None = None
        self._code: Kept | None = None

    async def greet(self, text: str | None) -> None:
        hello = codec.hello_of(self.codec, text, HelloTeen)
        chat = self._chat_of(hello)
        if self.context.auth.cooldown.barred(chat, time.monotonic()):
            raise Abuse
        with self.context.hub.awaiting(chat) as meanwhile:
            granted = await self._grant(chat, hello, hello.wish) if hello.wish is not None else None
            view = granted.view if granted is not None else await self._return()
            cursor = Cursor(chat, hello.epoch, hello.seq, hello.stamp, hello.place)
            about = (self.context.auth.stamps, cursor, self.desk.settings.teen_grace_waiting_ms)
            self.session = TeenSession(self._seal_ticket, self._holders, *about, self._ticket.facts.moved)
            wanted = self.session.joined(self._vouched(view))
            instead = None if self.session.over else self._begin(chat, view)
        with self._socket.together():
            if granted is not None:
                self._socket.push(codec.encode(granted.told))
            self.feed(wanted if instead is None else instead)
        if meanwhile.missed:
            self.look_soon()
        self.context.positions.soon(self)

    def _begin(self, chat: str, view: ChatView) -> Effects | None:
        """None: this connection is the one. What it does when it is not: where its answer was lost it may have come
        upon that of a later one, at another gateway."""
        if view.gateway not in ("", self.context.gateway):
            return self.session.replaced()
        return self.context.hub.add_teen(chat, self)

    def _chat_of(self, hello: HelloTeen) -> str:
        """Raises BadCredentials."""
        if hello.wish is not None:
            return chat_of(self.context.auth.ring, hello.wish.desk, hello.token)
        self._ticket = self._open(hello)
        return self._ticket.facts.chat

    async def _grant(self, chat: str, hello: HelloTeen, wish: Wish) -> Granted:
        granted = await Joining(self.context, self._socket, self._bucket).grant(chat, hello, wish)
        self._ticket, self.desk = granted.ticket, granted.desk
        return granted

    async def _return(self) -> ChatView:
        desk = self.context.desks.get(self._ticket.desk)
        if desk is None:
            raise BadCredentials
        self.desk = desk
        return await self._come_back()

    async def look(self) -> Effects:
        view = await self.desk.chat(self.session.chat)
        return self.session.viewed(view and self._vouched(view))

    async def rebuild(self) -> Effects:
        if self.session.over:
            return []
        held = self.session.generation
        try:
            view = await self.desk.rejoin(new_id(), teen_claim(self._ticket), self.context.gateway, held=held)
        except Moved:
            return self.session.left_for_another()
        except ChatEnded:
            return [fx.Look()]
        box: Effects = [fx.Command(self._box)] if self._box is not None else []
        if self._code is not None:
            await self.quietly(self._keep_code(self._code))
        return [*self.session.viewed(self._vouched(view), claimed=True), *box]

    async def obey(self, frame: Any) -> Effects:
        match frame:
            case Leave():
                return await self._end(frame)
            case ChooseLanguage(language=language):
                await self.desk.choose_language(new_id(), self.session.chat, language)
            case BoxKey():
                return await self._keep_box(frame)
            case AskCode():
                return await self._tell_code()
        return [fx.Look()]

    async def _end(self, frame: Leave) -> Effects:
        """It comes to its end though this connection ends first, and though Redis forgot the chat."""
        if self.session.over:
            return []
        try:
            await asyncio.shield(self.context.hub.spawn(persist(self._leave)))
        except ChatUnknown:
            return [fx.Rebuild(), fx.Command(frame)]
        return [fx.Look()]

    async def _leave(self) -> None:
        try:
            await self.desk.leave(new_id(), self.session.chat, moved=self.session.moved)
        except Moved:
            return
        await close_log_beside(self.context, self.desk, self.session.chat, self.context.hub.spawn)

    def catch_up(self) -> None:
        super().catch_up()
        if self.greeted and self._box is not None:
            self.feed([fx.Command(self._box)])

    async def leave(self) -> None:
        self.context.hub.remove_teen(self.session.chat, self)
        if self.session.over:
            return
        if self.session.leaving:
            self.context.hub.spawn(self.quietly(self._leave_after_words()))
        else:
            await self.desk.drop(self.session.chat, self.context.gateway, self.session.generation)

    async def _leave_after_words(self) -> None:
        """Who said that they go, and was gone before it could be done."""
        await self._all_settled()
        await persist(self._leave)

    def misbehaved(self) -> None:
        self.context.auth.cooldown.punish(self._ticket.facts.chat, time.monotonic())

    def _open(self, hello: HelloTeen) -> TeenTicket:
        try:
            return self.context.auth.tickets.open_teen(hello.ticket, hello.token, now_ms())
        except BadTicket:
            raise BadCredentials from None

    async def _come_back(self) -> ChatView:
        """The same place, the same chat; of one that has ended, why."""
        try:
            return await self.desk.rejoin(new_id(), teen_claim(self._ticket), self.context.gateway)
        except Moved:
            return replace(ended_view(self._ticket, Moved()), moved=self._ticket.facts.moved + 1)
        except RoutingError as error:
            if error.retry or isinstance(error, CommandFailed):
                raise
            return await self.desk.chat(self._ticket.facts.chat) or ended_view(self._ticket, error)

    async def _keep_box(self, frame: BoxKey) -> Effects:
        """Deposited again whenever Redis may have lost it; an end meanwhile takes it away like any other. While its
        server is away, which may be another than the chat's, the teen hears all else."""
        if self.session.over:
            return []
        if frame != (self._box or frame):
            return [_BOX_REFUSED]
        self._box = frame
        try:
            whose = (self.desk.name, frame.chat, self.session.moved)
            kept = await self.context.auth.boxes.deposit(*whose, frame.handle, frame.key)
        except ValueError:
            kept = False
        except UNREACHABLE:
            if self._box_again is not None:  # one attempt waits, however often the page hands it in
                self._box_again.cancel()
            self._box_again = asyncio.get_running_loop().call_later(AGAIN_S, lambda: self.feed([fx.Command(frame)]))
            return []
        if kept:
            return []
        self._box = None
        return [_BOX_REFUSED]

    async def _tell_code(self) -> Effects:
        """The words are nowhere but on the way to this page. Raises Moved."""
        words, until = drawn(), now_ms() + LIFE_MS
        self._code = self.context.auth.codes.kept(self.desk.name, words, self.session.chat, until)
        await self._keep_code(self._code)
        return [fx.Send(ReturnCode(self.session.chat, list(words), LIFE_MS))]

    async def _keep_code(self, code: Kept) -> None:
        """Kept again after a loss of Redis; one whose time is over is let go."""
        if code.until_ms > now_ms():
            await self.desk.keep_code(self.session.chat, self.session.moved, code.find, code.record, code.until_ms)

    def _holders(self, view: ChatView) -> list[Holder]:
        """Without a good seal nobody is shown: whoever writes Redis could have put them there. Nor is a supervisor whom
        another asked in than the counsellor who is shown. The stay of somebody else is not theirs."""
        opened = [
            (self.context.auth.holders.open(one.seal, self.desk.name, view.chat, view.fence, now_ms()), one)
            for one in view.holders
        ]
        host = next((sealed.kid for sealed, _ in opened if sealed is not None and sealed.role == "counsellor"), "")
        known = [(sealed, one) for sealed, one in opened if sealed is not None]
        return [
            holder(sealed, one if _is_stay(sealed, one.occurrence) else replace(one, occurrence=""))
            for sealed, one in known
            if sealed.role == "counsellor" or sealed.occurrence == host
        ]

    def _vouched(self, view: ChatView) -> ChatView:
        """Who came and went, by the names in their seals: without a good one nothing is told, nor where somebody came
        at another time than it says. Nor is a language that is none, but the one before."""
        opened = (
            (self.context.auth.holders.open_past(one.seal, self.desk.name, view.chat, now_ms()), one)
            for one in view.comings
        )
        known = (
            replace(one, name=held.name, role=held.role)
            for held, one in opened
            if held is not None and (one.what != "came" or _is_coming(held, one))
        )
        spoken = (view.language, self._ticket.facts.language, self.desk.settings.languages[0])
        language = next(one for one in spoken if _LANGUAGE.fullmatch(one))
        if not view.comings and language == view.language:
            return view
        return replace(view, comings=tuple(known), language=language)

    def _seal_ticket(self, view: ChatView) -> str:
        self._ticket = teen_ticket(self._ticket, view)
        return self.context.auth.tickets.seal_teen(self._ticket, now_ms())


def _is_coming(sealed: SealedHolder, one: Coming) -> bool:
    return one.fence == sealed.fence and one.occurrence == stay_of(sealed.chat, sealed.fence, sealed.staff)


def _is_stay(sealed: SealedHolder, occurrence: str) -> bool:
    """Whether it is one of this person, that began with this fence or one of those before it."""
    fences = range(sealed.fence, max(-1, sealed.fence - _MOST_FENCES), -1)
    return any(stay_of(sealed.chat, fence, sealed.staff) == occurrence for fence in fences)
