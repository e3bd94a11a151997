"""A teen's connection: hello with token and ticket, then the commands only a teen has."""

import time
from typing import Any

from chat.entry.errors import BadTicket
from chat.entry.tickets import TeenTicket
from chat.entry.tokens import new_id
from chat.gateway.connections.connection import Connection
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.effects import Effects
from chat.gateway.sessions.teen import TeenSession
from chat.gateway.sessions.ticket_claims import teen_claim, teen_ticket
from chat.jobs.close_log import close_log
from chat.protocol import codec
from chat.protocol.common import VERSION, Cursor
from chat.protocol.errors import Abuse, BadCredentials, BadHello, FrameError, Over
from chat.protocol.teen import ChooseLanguage, HelloTeen, Leave
from chat.redis_time import now_ms
from routing.errors import RoutingError
from routing.values import ChatView


class TeenConnection(Connection):
    """The session begins when the ticket was verified and the desk took the teen back."""

    codec = codec.from_teen
    session: TeenSession
    _ticket: TeenTicket

    async def greet(self, text: str | None) -> None:
        hello = self._read_hello(text)
        self._ticket = self._open(hello)
        if self.context.auth.cooldown.barred(self._ticket.chat, time.monotonic()):
            raise Abuse
        desk = self.context.desks.get(self._ticket.desk)
        if desk is None:
            raise BadCredentials
        self.desk = desk
        cursor = Cursor(self._ticket.chat, hello.epoch, hello.last_seq, hello.last_cid)
        view = await self._come_back()
        self.session = TeenSession(self._ticket.chat, self._seal_ticket, cursor)
        wanted = self.session.joined(view)
        self.context.hub.add_teen(self._ticket.chat, self)
        self.feed(wanted)
        self.look_soon()
        self.context.positions.soon(self)

    async def look(self) -> Effects:
        return self.session.viewed(await self.desk.chat(self.session.chat))

    async def rebuild(self) -> Effects:
        held = self.session.generation
        return self.session.viewed(
            await self.desk.rejoin(new_id(), teen_claim(self._ticket), self.context.gateway, held=held)
        )

    async def obey(self, frame: Any) -> Effects:
        match frame:
            case Leave():
                await self.desk.leave(new_id(), self.session.chat)
                await close_log(self.context.log, self.desk, self.session.chat)
            case ChooseLanguage(language=language):
                await self.desk.choose_language(new_id(), self.session.chat, language)
        return [fx.Look()]

    async def leave(self) -> None:
        self.context.hub.remove_teen(self.session.chat, self)
        if not self.session.over:
            await self.desk.drop(self.session.chat, self.context.gateway, self.session.generation)

    def misbehaved(self) -> None:
        self.context.auth.cooldown.punish(self._ticket.chat, time.monotonic())

    def _read_hello(self, text: str | None) -> HelloTeen:
        try:
            frame = self.codec.decode(text)
        except FrameError:
            raise BadHello from None
        if not isinstance(frame, HelloTeen) or frame.v != VERSION:
            raise BadHello
        return frame

    def _open(self, hello: HelloTeen) -> TeenTicket:
        try:
            return self.context.auth.tickets.open_teen(hello.ticket, hello.token, now_ms())
        except BadTicket:
            raise BadCredentials from None

    async def _come_back(self) -> ChatView:
        """The same place, the same chat; of one that has ended, its tombstone."""
        try:
            return await self.desk.rejoin(new_id(), teen_claim(self._ticket), self.context.gateway)
        except RoutingError as error:
            if error.retry:
                raise
            view = await self.desk.chat(self._ticket.chat)
            if view is None:
                raise Over from None
            return view

    def _seal_ticket(self, view: ChatView) -> str:
        self._ticket = teen_ticket(self._ticket, view)
        return self.context.auth.tickets.seal_teen(self._ticket, now_ms())
