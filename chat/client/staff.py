"""A counsellor's or supervisor's console: duty, offers, chats, and the keys that teens hand over."""

import asyncio
import contextlib
from typing import Any

import httpx
from msgspec import Struct

from chat.client.driver import Final, now
from chat.client.http_calls import HttpCalls, Refused
from chat.client.person import Listener, Person, new_id
from chat.client.sealing import ConsoleKey, Context, Unopened, open_grant, seal
from chat.protocol.codec import fitting, to_staff
from chat.protocol.common import VERSION, Entry, Error, Frame, Key, Priority, Status, Who
from chat.protocol.errors import SignedOut
from chat.protocol.staff import (
    Accept,
    Decline,
    Enter,
    Finish,
    HelloStaff,
    Invite,
    Note,
    Ok,
    Ready,
    Requeue,
    SetPriority,
    SetStatus,
    StaffChat,
    StaffChatChanged,
    StaffChatGone,
    StaffSelf,
    StaffSelfChanged,
    StaffState,
    TakeAnew,
    Transfer,
)

_AGAIN_S = 0.5
_SIGNED_OUT = {401, 403}


class CommandRefused(Exception):
    """The server refused a command; nothing changed."""

    def __init__(self, code: str, retry: bool) -> None:
        super().__init__(code)
        self.code, self.retry = code, retry


class StaffClient(Person):
    """`chats` is what this console holds, by chat id; `me` its own standing."""

    path = "/ws/staff"

    def __init__(self, http: HttpCalls | str, desk: str = "main", on: Listener | None = None) -> None:
        """`http`: the server's address, or calls to it."""
        super().__init__(HttpCalls(http) if isinstance(http, str) else http, desk, to_staff, on)
        self.chats: dict[str, StaffChat] = {}
        self.me: StaffSelf | None = None
        self.consoles: dict[str, ConsoleKey] = {}
        self._tickets: dict[str, str] = {}
        self._taking: dict[str, int] = {}
        self._open_commands: dict[str, tuple[Frame, asyncio.Future[None]]] = {}
        self._ready = asyncio.Event()

    async def sign_in(self, name: str, password: str, code: str = "", within_s: float = 30.0) -> None:
        """Over HTTP, then connect; returns once the server said what this console holds. Raises Refused."""
        await self.http.sign_in(name, password, code)
        await self.go_on(within_s)

    async def go_on(self, within_s: float = 30.0) -> None:
        """Connect, with calls that are signed in. Raises TimeoutError."""
        self.driver.start()
        async with asyncio.timeout(within_s):
            await self._ready.wait()

    async def command(self, frame: Frame, within_s: float = 30.0) -> None:
        """Until the command took effect, repeated after a reconnect. Raises CommandRefused, TimeoutError."""
        name = str(getattr(frame, "id"))  # noqa: B009
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open_commands[name] = (frame, future)
        self.driver.send(frame)
        try:
            async with asyncio.timeout(within_s):
                await future
        finally:
            self._open_commands.pop(name, None)

    async def set_status(self, status: Status, reason: str = "") -> None:
        await self.command(SetStatus(new_id(), status, reason))

    async def available(self) -> None:
        await self.set_status("available")

    async def accept(self, chat: str) -> None:
        await self.command(Accept(new_id(), chat, self.chats[chat].fence, self._new_key(chat)))

    async def decline(self, chat: str) -> None:
        await self.command(Decline(new_id(), chat, self.chats[chat].fence))

    async def finish(self, chat: str, heavy: bool = False) -> None:
        await self.words_first(chat)
        await self.command(Finish(new_id(), chat, self.chats[chat].fence, heavy))

    async def ready(self, chat: str) -> None:
        await self.command(Ready(new_id(), chat))

    async def transfer(self, chat: str, to: str = "", language: str = "", skill: str = "", note: str = "") -> None:
        """The `note` goes with it or not at all. Raises CommandRefused, KeyError without the key to seal it."""
        await self.words_first(chat)
        sealed = self._note(chat, note) if note else None
        await self.command(Transfer(new_id(), chat, self.chats[chat].fence, to, language, skill, sealed))

    def _note(self, chat: str, text: str) -> Note:
        held, cid = self.chats[chat], new_id()
        about = Context(chat, held.fence, held.kid, "counsellor", cid, "note")
        return Note(cid, held.kid, seal(self.keys[chat][held.fence, held.kid], about, {"note": text}))

    async def invite(self, chat: str, supervisor: str = "") -> None:
        await self.command(Invite(new_id(), chat, self.chats[chat].fence, supervisor))

    async def enter(self, chat: str) -> None:
        await self.command(Enter(new_id(), chat, self._new_key(chat)))

    async def requeue(self, chat: str) -> None:
        await self.command(Requeue(new_id(), chat))

    async def set_priority(self, chat: str, priority: Priority) -> None:
        await self.command(SetPriority(new_id(), chat, priority))

    def say(self, chat: str, text: str) -> str:
        return self.write(chat, {"text": text})

    async def form(self, chat: str, version: int, answers: dict[str, Any]) -> None:
        """The form of a chat in wrap-up. Raises Refused."""
        body = {"desk": self.desk, "version": version, "answers": answers}
        await self.http.post(f"/api/staff/chats/{chat}/form", body)

    async def sign_out(self) -> None:
        await self.http.post("/api/staff/logout", {})

    def role(self, chat: str) -> Who:
        held = self.chats.get(chat)
        return held.role if held else "counsellor"

    async def _hello(self) -> Frame:
        try:
            ticket = await self.http.socket_ticket()
        except Refused as refused:
            if refused.status in _SIGNED_OUT:
                raise Final(SignedOut.close) from refused
            raise OSError from refused
        except httpx.HTTPError as problem:
            raise OSError from problem
        followers = [follower for chat, follower in self.core.followers.items() if chat in self._tickets]
        cursors = [follower.cursor(self._tickets[follower.chat], self._key(follower.chat)) for follower in followers]
        return HelloStaff(VERSION, ticket, self.desk, fitting(cursors))

    def _new_key(self, chat: str) -> Key:
        """A pair for one fence alone."""
        self.consoles[chat] = made = ConsoleKey()
        return Key(made.kid, made.public)

    def _key(self, chat: str) -> Key | None:
        held = self.consoles.get(chat)
        return Key(held.kid, held.public) if held else None

    def _frame(self, frame: Frame) -> None:
        act = _FRAMES.get(type(frame))
        if act is not None:
            act(self, frame)

    def _state(self, frame: StaffState) -> None:
        self.me = frame.me
        for gone in self.chats.keys() - {one.chat for one in frame.chats}:
            self._drop(gone)
        for one in frame.chats:
            self._hold(one)
        self._ready.set()
        for command, _ in list(self._open_commands.values()):
            self.driver.send(command)

    def _self_changed(self, frame: StaffSelfChanged) -> None:
        self.me = frame.me

    def _hold(self, chat: StaffChat) -> None:
        self.chats[chat.chat] = chat
        if chat.ticket:
            self._tickets[chat.chat] = chat.ticket
        if chat.state == "active":
            self._admit(chat)
        elif chat.chat in self.core.followers:
            self.core.follower(chat.chat).hold()

    def _admit(self, chat: StaffChat) -> None:
        """A counsellor holds the fence, and takes it anew without the pair that the teen knows; a supervisor learns who
        holds it from the teen's grant."""
        console, held = self.consoles.get(chat.chat), [k for f, k in self.keys.get(chat.chat, {}) if f == chat.fence]
        if chat.role == "counsellor" and (console is None or console.kid != chat.kid):
            self.driver.spawn(self._take_anew(chat))
            return
        kid = chat.kid if chat.role == "counsellor" else next(iter(held), "")
        self._run(self.core.admit(chat.chat, chat.fence, kid, now()))

    async def _take_anew(self, chat: StaffChat) -> None:
        """Once for each fence; a newer state of the chat asks again."""
        if self._taking.get(chat.chat) == chat.fence:
            return
        self._taking[chat.chat] = chat.fence
        command = TakeAnew(new_id(), chat.chat, chat.fence, self._new_key(chat.chat))
        with contextlib.suppress(TimeoutError):
            while await self._refused_for_now(command):  # noqa: ASYNC110
                await asyncio.sleep(_AGAIN_S)
        del self._taking[chat.chat]

    async def _refused_for_now(self, command: Frame) -> bool:
        try:
            await self.command(command)
        except CommandRefused as refused:
            return refused.retry
        return False

    def _drop(self, chat: str) -> None:
        """The follower stays readable until the application forgets it."""
        self.chats.pop(chat, None)
        self._tickets.pop(chat, None)
        if chat in self.core.followers:
            self.core.follower(chat).hold()

    def _answered(self, frame: Ok) -> None:
        _, future = self._open_commands.get(frame.id, (None, None))
        if future is not None and not future.done():
            future.set_result(None)

    def _refused(self, frame: Error) -> None:
        _, future = self._open_commands.get(frame.ref, (None, None))
        if future is not None and not future.done():
            future.set_exception(CommandRefused(frame.code, frame.retry))

    def _granted(self, chat: str, entry: Entry) -> None:
        try:
            opened = open_grant(chat, self.consoles[chat], entry.body) if chat in self.consoles else None
        except Unopened:
            return
        if opened is None:
            return
        self.keys.setdefault(chat, {}).setdefault((opened.fence, opened.kid), opened.key)
        self._open_sealed(chat)
        if chat in self.chats and self.chats[chat].state == "active":
            self._admit(self.chats[chat])
        self._run(self.core.retry(chat, now()))


_FRAMES: dict[type[Struct], Any] = {
    StaffState: StaffClient._state,
    StaffSelfChanged: StaffClient._self_changed,
    StaffChatChanged: lambda me, frame: me._hold(frame.chat),
    StaffChatGone: lambda me, frame: me._drop(frame.chat),
    Ok: StaffClient._answered,
    Error: StaffClient._refused,
}
