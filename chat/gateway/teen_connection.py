"""A teen's connection: hello with token and ticket, then the commands only a teen has."""

import time
from typing import Any

from chat.entry.errors import BadTicket
from chat.entry.tickets import TeenTicket
from chat.entry.tokens import new_id
from chat.gateway import effects as fx
from chat.gateway.claims import teen_claim, teen_ticket
from chat.gateway.connection import Connection
from chat.gateway.effects import Effects
from chat.gateway.ending import seal
from chat.gateway.teen_session import TeenSession
from chat.protocol import codec
from chat.protocol.common import VERSION, Cursor
from chat.protocol.errors import Abuse, BadCredentials, BadHello, FrameError, Over
from chat.protocol.teen import ChooseLanguage, HelloTeen, Leave
from chat.wall import now_ms
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
        if self.services.auth.cooldown.barred(self._ticket.chat, time.monotonic()):
            raise Abuse
        desk = self.services.desks.get(self._ticket.desk)
        if desk is None:
            raise BadCredentials
        self.desk = desk
        cursor = Cursor(self._ticket.chat, hello.epoch, hello.last_seq, hello.last_cid)
        view = await self._come_back()
        self.session = TeenSession(self._ticket.chat, self._seal_ticket, cursor)
        wanted = self.session.joined(view)
        self.services.hub.add_teen(self._ticket.chat, self)
        self.feed(wanted)
        self.look_soon()
        self.services.places.soon(self)

    async def look(self) -> Effects:
        return self.session.viewed(await self.desk.chat(self.session.chat))

    async def rebuild(self) -> Effects:
        held = self.session.generation
        return self.session.viewed(
            await self.desk.rejoin(new_id(), teen_claim(self._ticket), self.services.gateway, held=held)
        )

    async def obey(self, frame: Any) -> Effects:
        match frame:
            case Leave():
                await self.desk.leave(new_id(), self.session.chat)
                await seal(self.services, self.desk, self.session.chat)
            case ChooseLanguage(language=language):
                await self.desk.choose_language(new_id(), self.session.chat, language)
        return [fx.Look()]

    async def leave(self) -> None:
        self.services.hub.remove_teen(self.session.chat, self)
        if not self.session.over:
            await self.desk.drop(self.session.chat, self.services.gateway, self.session.generation)

    def misbehaved(self) -> None:
        self.services.auth.cooldown.punish(self._ticket.chat, time.monotonic())

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
            return self.services.auth.tickets.open_teen(hello.ticket, hello.token, now_ms())
        except BadTicket:
            raise BadCredentials from None

    async def _come_back(self) -> ChatView:
        """The same place, the same chat; of one that has ended, its tombstone."""
        try:
            return await self.desk.rejoin(new_id(), teen_claim(self._ticket), self.services.gateway)
        except RoutingError as error:
            if error.retry:
                raise
            view = await self.desk.chat(self._ticket.chat)
            if view is None:
                raise Over from None
            return view

    def _seal_ticket(self, view: ChatView) -> str:
        self._ticket = teen_ticket(self._ticket, view)
        return self.services.auth.tickets.seal_teen(self._ticket, now_ms())
