"""A simulated teen and a simulated counsellor: what their pages do, over HTTP and a real WebSocket, sealed."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chat.client import sealing
from chat.client.core import Arrived, Came, Core, Effect, Sent, State
from chat.client.door import Admitted, Door
from chat.client.driver import Driver, now
from chat.client.outbox import Item
from chat.client.sealing import ConsoleKey, Context, Payload
from chat.protocol import staff as s
from chat.protocol.codec import Codec, to_staff, to_teen
from chat.protocol.common import VERSION, Entry, Error, Frame, Key, Who
from chat.protocol.staff import StaffChat, StaffChatChanged, StaffChatGone, StaffState
from chat.protocol.teen import HelloTeen, Holder, Leave, TeenState


class Late(Exception):
    """Something awaited did not happen in time."""


def new_id() -> str:
    return secrets.token_urlsafe(9)


@dataclass(frozen=True, slots=True)
class Words:
    """An opened text that arrived. `at` is this machine's monotonic clock, in seconds."""

    chat: str
    who: Who
    cid: str
    payload: Payload
    at: float


@dataclass
class Person:
    """What both have: a core, its connection, the chat keys, and a condition that tells when anything changed."""

    door: Door
    heard: list[Words] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)
    placed: dict[str, float] = field(default_factory=dict)
    keys: dict[tuple[str, int], bytes] = field(default_factory=dict)
    on_words: Callable[[Words], None] = lambda words: None

    def __post_init__(self) -> None:
        self._changed = asyncio.Condition()
        self._sealed: list[tuple[str, Entry]] = []
        self._notices: set[asyncio.Task[None]] = set()
        self.core, self.wire = self._connection()

    def _connection(self) -> tuple[Core, Driver]:
        raise NotImplementedError

    def _came(self, frame: Frame) -> None:
        raise NotImplementedError

    async def _hello(self) -> Frame:
        raise NotImplementedError

    def _driver(self, path: str, core: Core, codec: Codec) -> Driver:
        return Driver(self.door.socket + path, self.door.origin, core, codec, self._hello, self._effect)

    def start(self) -> None:
        self.wire.start()

    async def close(self) -> None:
        """Hang up, as a closed tab does."""
        await self.wire.stop()
        await self.door.close()

    async def until(self, happened: Callable[[], bool], within_s: float = 20) -> None:
        """Wait until `happened()`. Raises Late, or what ended the connection."""
        try:
            async with asyncio.timeout(within_s), self._changed:
                await self._changed.wait_for(lambda: happened() or self._over())
        except TimeoutError:
            raise Late(f"{type(self).__name__} waited {within_s} s; last errors: {self.errors[-3:]}") from None
        if not happened():
            raise Late(f"{type(self).__name__} was disconnected: code {self.core.link.code}")

    def write(self, chat: str, payload: Payload) -> str:
        """Seal and send; returns the client id."""
        cid = new_id()
        self.wire.run(self.core.write(chat, "text", payload, cid, now()))
        return cid

    def has_read(self, cid: str) -> bool:
        return any(words.cid == cid for words in self.heard)

    def has_heard(self, count: int) -> bool:
        return len(self.heard) >= count

    def send(self, frame: Frame) -> None:
        self.wire.send(frame)

    def seal(self, chat: str, fence: int, item: Item) -> str | None:
        key = self.keys.get((chat, fence))
        if key is None or isinstance(item.wish, str):
            return None
        return sealing.seal(key, Context(chat, fence, self.role, item.cid), item.wish)

    role: Who = "teen"

    def _effect(self, effect: Effect) -> None:
        if isinstance(effect, Arrived):
            self._arrived(effect.chat, effect.entry)
        elif isinstance(effect, Sent):
            self.placed[effect.entry.cid] = now()
        elif isinstance(effect, Came):
            if isinstance(effect.frame, Error):
                self.errors.append(effect.frame)
            self._came(effect.frame)
        task = asyncio.ensure_future(self._tell())
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    def _arrived(self, chat: str, entry: Entry) -> None:
        key = self.keys.get((chat, entry.fence))
        if entry.kind == "text" and entry.who != self.role:
            if key is None:
                self._sealed.append((chat, entry))
                return
            context = Context(chat, entry.fence, entry.who, entry.cid)
            words = Words(chat, entry.who, entry.cid, sealing.unseal(key, context, entry.body), now())
            self.heard.append(words)
            self.on_words(words)
        self.wire.run(self.core.shown(chat, now()))

    def _open_sealed(self) -> None:
        waiting, self._sealed = self._sealed, []
        for chat, entry in waiting:
            self._arrived(chat, entry)

    def _over(self) -> bool:
        return self.core.link.state is State.FINAL

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@dataclass
class Teen(Person):
    """`join` makes the chat; what is written before somebody is there leaves when they are."""

    desk: str = "main"
    admitted: Admitted = field(default_factory=lambda: Admitted("", "", ""))
    state: TeenState | None = None
    granted: set[tuple[int, str]] = field(default_factory=set)

    def _connection(self) -> tuple[Core, Driver]:
        core = Core(lambda chat: "teen", self.seal)
        return core, self._driver("/ws/teen", core, to_teen)

    async def join(self, language: str = "nl", **more: Any) -> str:
        """The chat's id."""
        self.admitted = await self.door.join(self.desk, language, **more)
        self.start()
        await self.until(lambda: self.state is not None)
        return self.chat

    @property
    def chat(self) -> str:
        return self.admitted.chat

    @property
    def standing(self) -> str:
        return self.state.state if self.state else ""

    def say(self, text: str) -> str:
        return self.write(self.chat, {"text": text})

    def leave(self) -> None:
        self.send(Leave(self.chat))

    async def _hello(self) -> Frame:
        room = self.core.room(self.chat).cursor()
        given = self.admitted
        return HelloTeen(VERSION, given.token, given.ticket, room.epoch, room.last_seq, room.last_cid)

    def _came(self, frame: Frame) -> None:
        if not isinstance(frame, TeenState):
            return
        self.state = frame
        self.admitted = Admitted(frame.chat, self.admitted.token, frame.ticket)
        if frame.state != "active":
            self.core.room(frame.chat).hold()
            return
        self.keys.setdefault((frame.chat, frame.fence), sealing.new_chat_key())
        for holder in frame.holders:
            self._grant(frame, holder)
        self.wire.run(self.core.admit(frame.chat, frame.fence, now()))

    def _grant(self, state: TeenState, holder: Holder) -> None:
        if holder.key is None or (state.fence, holder.key.kid) in self.granted:
            return
        self.granted.add((state.fence, holder.key.kid))
        key = self.keys[state.chat, state.fence]
        body = sealing.grant(state.chat, state.fence, holder.key.kid, holder.key.public, key)
        self.wire.run(self.core.write(state.chat, "grant", body, new_id(), now(), first=True))


@dataclass
class Counsellor(Person):
    """`sign_in` opens the console; offers wait in `offers` until `accept`."""

    desk: str = "main"
    role: Who = "counsellor"
    chats: dict[str, StaffChat] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    standing: StaffState | None = None

    def _connection(self) -> tuple[Core, Driver]:
        self.console = ConsoleKey(new_id())
        core = Core(lambda chat: "counsellor", self.seal)
        return core, self._driver("/ws/staff", core, to_staff)

    async def sign_in(self, name: str, password: str) -> None:
        await self.door.sign_in(name, password)
        self.start()
        await self.until(lambda: self.standing is not None)

    async def set_available(self) -> None:
        await self.command(s.SetStatus, "available")

    async def command(self, make: Callable[..., Frame], *arguments: Any, **more: Any) -> None:
        """Send a command and wait for its `ok`. Raises Late also when it was refused."""
        id_ = new_id()
        self.send(make(id_, *arguments, **more))
        await self.until(lambda: id_ in self.done or any(error.ref == id_ for error in self.errors))
        if id_ not in self.done:
            raise Late(f"refused: {[error for error in self.errors if error.ref == id_]}")

    def offers(self) -> list[StaffChat]:
        return [chat for chat in self.chats.values() if chat.state == "offered"]

    async def accept(self, chat: StaffChat) -> None:
        await self.command(s.Accept, chat.chat, chat.fence)
        await self.until(lambda: self.holds(chat.chat))

    def holds(self, chat: str) -> bool:
        return chat in self.chats and self.chats[chat].state == "active"

    def say(self, chat: str, text: str) -> str:
        return self.write(chat, {"text": text})

    async def finish(self, chat: str) -> None:
        await self.command(s.Finish, chat, self.chats[chat].fence)

    async def ready(self, chat: str) -> None:
        await self.command(s.Ready, chat)

    async def _hello(self) -> Frame:
        ticket = await self.door.socket_ticket()
        held = [self.core.room(chat.chat).cursor(chat.ticket) for chat in self.chats.values()]
        return s.HelloStaff(VERSION, ticket, self.desk, Key(self.console.kid, self.console.public), held)

    def _came(self, frame: Frame) -> None:
        if isinstance(frame, StaffState):
            self.standing = frame
            self.chats.clear()
            for chat in frame.chats:
                self._holds(chat)
        elif isinstance(frame, StaffChatChanged):
            self._holds(frame.chat)
        elif isinstance(frame, StaffChatGone):
            self.chats.pop(frame.chat, None)
        elif isinstance(frame, s.Ok):
            self.done.add(frame.id)

    def _holds(self, chat: StaffChat) -> None:
        self.chats[chat.chat] = chat
        if chat.state == "active":
            self.wire.run(self.core.admit(chat.chat, chat.fence, now()))

    def _arrived(self, chat: str, entry: Entry) -> None:
        if entry.kind == "grant" and (granted := sealing.open_grant(chat, self.console, entry.body)):
            self.keys[chat, granted.fence] = granted.key
            self._open_sealed()
            self.wire.run(self.core.retry(chat, now()))
        super()._arrived(chat, entry)
