"""A console's or dashboard's connection: hello with a single-use ticket, then commands by role."""

import asyncio
import math
import time
from functools import partial
from typing import Any

from msgspec.structs import replace
from redis.exceptions import RedisError

from chat.auth.identity import StaffIdentity
from chat.auth.roles import may
from chat.entry.errors import BadTicket
from chat.entry.holders import Holder, is_kid
from chat.entry.tickets import HoldTicket
from chat.entry.tokens import new_id
from chat.gateway.connections.connection import Connection
from chat.gateway.connections.staff_commands import run, sealed_holder
from chat.gateway.process import notices as n
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.effects import Effects
from chat.gateway.sessions.staff import StaffSession
from chat.gateway.sessions.ticket_claims import held_claim, hold_claim, hold_ticket
from chat.gateway.sessions.views import asks_of, new_offers
from chat.jobs.close_log import hand_on
from chat.lasting import persist
from chat.logs import log
from chat.metrics import OFFERS
from chat.protocol import codec
from chat.protocol.clean_text import clean_name
from chat.protocol.common import Cursor, Error, Key
from chat.protocol.errors import BadCredentials, FrameError, NotAllowed, SignedOut, StaleTicket
from chat.protocol.staff import AskOver, BlockAsked, Box, HelloStaff, Invited, StaffSelf, StaffState
from chat.redis_time import now_ms, now_s
from routing.errors import RoutingError
from routing.values import ChatView, DeskSettings, HoldClaim, StaffProfile, StaffView
from storage.errors import StoreError
from storage.records.bands import WAIT

_STORE_S = 2.0
OWN_WHY = {"decline": "declined", "transfer": "transferred", "ready": "closed", "requeue": "requeued"}


class StaffConnection(Connection):
    """`watching` connections (dashboards) never sign on: they see the board and command, and hold no chat."""

    codec = codec.from_staff
    session: StaffSession
    who: StaffIdentity
    watching = False
    boarded = False
    sign_in_ends = math.inf
    _asks_over = 0
    _status = ""
    _box: Box | None = None

    async def greet(self, text: str | None) -> None:
        hello = codec.hello_of(self.codec, text, HelloStaff)
        self.who = await self._redeem(hello)
        desk = self.context.desks.get(hello.desk)
        if desk is None or not self.who.serves(hello.desk):
            raise BadCredentials
        self.desk, self.watching = desk, hello.watch
        self._status, self._box = hello.status or "", hello.box
        self.session = StaffSession(self.who.id, self._seal_ticket, self._kid, self.context.auth.stamps, hello.chats)
        if hello.watch:
            self._start_watching()
        else:
            await self._start(hello.chats)
        if not await self._signed_in(self.who):  # it ended between the ticket and being listed here
            self.sign_out()
        else:
            await self.keep_box()

    async def look(self) -> Effects:
        if self.watching:
            return []
        view = await self.desk.staff(self.who.id)
        for offer in new_offers(self.session.view, view):
            OFFERS.labels(WAIT.of(offer.waited_ms)).inc()
        return self.session.viewed(view, _steady_ms())

    async def rebuild(self) -> Effects:
        if self.watching:
            return []
        held = self.session.view.chats if self.session.view else ()
        claims = [held_claim(one) for one in held if one.state == "active"]
        self._status = self.session.view.status if self.session.view else self._status
        await self.keep_box()
        if self.session.over:  # signed out while Redis was away: off the desk they stay
            return []
        log().info("claimed_anew", chats=len(claims))
        view = await self._sign_on(claims, self.session.generation)
        return self.session.viewed(view, _steady_ms(), claimed=True)

    async def obey(self, frame: Any) -> Effects:
        """The one place that asks what a role may do with a frame. What was begun comes to its end though this
        connection ends first: a note is in the log with its hand-over, an act in the audit trail."""
        tag = frame.__struct_config__.tag
        if not may(self.who.role, tag, enrol=self.who.enrol):
            return [fx.Send(Error(NotAllowed.code, frame.id))]
        answers: Effects = await asyncio.shield(self.context.hub.spawn(run(self.context, self.desk, self.who, frame)))
        if self.watching:
            return answers
        return [*answers, *self.session.left(getattr(frame, "chat", ""), OWN_WHY.get(tag, ""))]

    async def leave(self) -> None:
        self.context.hub.remove_console(self.desk.name, self.who.id, self)
        if not self.watching and not self.session.over:
            await self._drop()

    def catch_up(self) -> None:
        super().catch_up()
        if self.greeted:
            self._remind()

    def hear(self, notice: n.Notice) -> None:
        match notice:
            case n.StaffChanged(_, _, chat, why):
                self.session.left(chat, why)
                self.look_soon()
            case n.StaffFrameNotice(_, _, frame):
                self._asked(frame)
            case _:
                super().hear(notice)

    def _asked(self, text: str) -> None:
        """A colleague asks for somebody, or no longer does: no other frame comes by notice, for whoever writes Redis
        can send one."""
        try:
            frame = codec.to_staff.decode(text)
        except FrameError:
            return
        if isinstance(frame, Invited | BlockAsked):
            frame = replace(frame, by=clean_name(frame.by))
        elif isinstance(frame, AskOver):
            self._asks_over += 1
        else:
            return
        self.push(codec.encode(frame))

    def _remind(self) -> None:
        """What colleagues asked stands, and was told once to who was connected."""
        if not self.watching and may(self.who.role, "enter"):
            self.context.hub.spawn(self.quietly(self._tell_asks()))

    async def _tell_asks(self) -> None:
        """What ends while the board is on its way does not come back with it."""
        over, board = self._asks_over, await self.desk.board(chats=0)
        while over != self._asks_over:
            over, board = self._asks_over, await self.desk.board(chats=0)
        if not self.session.over:
            self.feed([fx.Send(one) for one in asks_of(board, self.who.id)])

    def sign_out(self, back: bool = False) -> None:
        """The sign-in has ended: off the desk at once, or (`back`) with the grace of a lost line. The first
        word counts: a second would take that grace away while the socket closes."""
        if self.session.over:
            return
        self.feed(self.session.signed_out(back))
        if not self.watching:
            self.context.hub.spawn(self.quietly(self._drop() if back else self._sign_off()))

    async def keep_box(self) -> None:
        """Under the sign-in that has just been asked for; again and again, for Redis may have lost it."""
        if self._box is None or self.watching or self.session.over or not self.who.session:
            return
        try:
            boxes, box = self.context.auth.sign_in_boxes, self._box
            if not await boxes.deposit(self.who, self.desk.name, box.handle, box.key):
                self._box = None
        except (RoutingError, RedisError, OSError) as problem:
            log().info("box_not_kept", error=type(problem).__name__)

    async def _redeem(self, hello: HelloStaff) -> StaffIdentity:
        try:
            who = await self.context.auth.socket_tickets.redeem(hello.ticket)
        except BadTicket:
            raise StaleTicket from None
        if not may(who.role, "watch" if hello.watch else "hello_staff", enrol=who.enrol):
            raise BadCredentials
        if not await self._signed_in(who):
            raise SignedOut
        return who

    async def _signed_in(self, who: StaffIdentity) -> bool:
        """Whether the sign-in behind the ticket still stands (those of tests have none). While the store is down the
        ticket alone says so: it is 30 s old at most, and sign-ins are asked for again within a minute."""
        if not who.session:
            return True
        try:
            async with asyncio.timeout(_STORE_S):
                return await self.context.auth.sessions.alive(who.session, now_s())
        except (StoreError, TimeoutError) as error:
            log().warning("sign_in_unknown", error=error)
            return True

    def _held(self, cursors: list[Cursor]) -> list[tuple[HoldTicket, Key | None]]:
        """Only what this person's own tickets prove; an offer's ticket holds nothing."""
        held = []
        for cursor in cursors:
            try:
                ticket = self.context.auth.tickets.open_hold(cursor.ticket, self.who.id, now_ms(), self.desk.name)
            except BadTicket:
                continue
            if (ticket.facts.chat, ticket.role, ticket.state) == (cursor.chat, "counsellor", "active"):
                held.append((ticket, cursor.key))
        return held

    def _sealed_again(self, ticket: HoldTicket, key: Key | None) -> str:
        """The seal for the pair that this fence has; "" when the console no longer has that one."""
        if key is None or key.kid != ticket.kid or not is_kid(key.kid, key.public):
            return ""
        chat, fence = ticket.facts.chat, ticket.facts.fence
        return sealed_holder(self.context, self.desk, self.who, chat, fence, key, ticket.occurrence)

    async def _start(self, cursors: list[Cursor]) -> None:
        claims = [hold_claim(ticket, self._sealed_again(ticket, key)) for ticket, key in self._held(cursors)]
        view = await self._sign_on(claims)
        wanted = self.session.joined(view, _steady_ms())
        self.context.hub.add_console(self.desk.name, self.who.id, self)
        self.feed(wanted)
        self.look_soon()
        self._remind()

    def _start_watching(self) -> None:
        who = self.who
        me = StaffSelf(who.id, who.name, who.role, "offline", who.capacity, list(who.languages))  # type: ignore[arg-type]
        self.context.hub.add_watcher(self.desk.name, self)
        self.feed([fx.Send(StaffState(me, []))])

    async def _sign_on(self, claims: list[HoldClaim], held: int = 0) -> StaffView:
        profile = profile_at(self.desk.settings, self.who)
        if not profile.languages:
            raise BadCredentials
        who = (new_id(), profile, self.context.gateway, claims)
        return await self.desk.sign_on(*who, status=self._status, held=held)

    async def _drop(self) -> None:
        await self.desk.staff_drop(self.who.id, self.context.gateway, self.session.generation)

    async def _sign_off(self) -> None:
        """Nobody else takes this person off the desk: until their lease ran out they would be offered chats."""
        request = new_id()
        for chat, fence in await persist(lambda: self.desk.sign_off(request, self.who.id), self.patience_s):
            await persist(partial(hand_on, self.context, self.desk, chat, fence))

    def _seal_ticket(self, view: ChatView, role: str) -> str:
        claims = hold_ticket(self.desk.name, self.who.id, view, role, self._own_holder(view))
        return self.context.auth.tickets.seal_hold(claims, now_ms())

    def _kid(self, view: ChatView) -> str:
        holder = self._own_holder(view)
        return holder.kid if holder else ""

    def _own_holder(self, view: ChatView) -> Holder | None:
        """As the teen is shown this person; None without a good seal."""
        seal = next((one.seal for one in view.holders if one.staff == self.who.id), "")
        return self.context.auth.holders.open(seal, self.desk.name, view.chat, view.fence, now_ms()) if seal else None


def _steady_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def profile_at(desk: DeskSettings, who: StaffIdentity) -> StaffProfile:
    """The person as this desk can use them: what it does not know of their account is left out. Pure."""
    languages = tuple(one for one in who.languages if one in desk.languages)
    skills = tuple(one for one in who.skills if one in desk.skills)
    capacity = max(1, min(who.capacity, desk.max_capacity))
    return StaffProfile(who.id, who.name, who.role, languages, skills, capacity)
