"""What a teen's and a counsellor's client share: a core, a driver, chat keys, and events to the application."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from chat.client.core import Arrived, Came, Core, Effect, Effects, Failed, Sent
from chat.client.driver import Driver, now
from chat.client.http_calls import HttpCalls
from chat.client.link import State
from chat.client.outbox import Item
from chat.client.sealing import Context, Payload, Unopened, plain, seal, unseal
from chat.protocol.codec import Codec
from chat.protocol.common import Entry, EntryKind, Frame, Who
from chat.protocol.senders import may_write


@dataclass(frozen=True, slots=True)
class Said:
    """An entry of another end (or our own, after a reload), opened."""

    chat: str
    who: Who
    cid: str
    seq: int
    payload: Payload

    @property
    def text(self) -> str:
        return self.payload.get("text", "")


FenceKid = tuple[int, str]
Event = Said | Sent | Failed | Came
Listener = Callable[[Event], None]


UNREADABLE: Payload = {}
_WORDS_S = 5.0


def new_id() -> str:
    """For an entry or a command."""
    return secrets.token_urlsafe(12)


class Person:
    """One connection. `on` gets events as they come; `until` waits for one of them."""

    path = ""

    def __init__(self, http: HttpCalls, desk: str, codec: Codec, on: Listener | None = None) -> None:
        self.http, self.desk = http, desk
        self.keys: dict[str, dict[FenceKid, bytes]] = {}
        self.core = Core(self.role, self._seal)
        self.driver = Driver(self._address, http.origin, self.core, codec, self._hello, self._effect)
        self._on = on
        self._sealed: dict[str, list[Entry]] = {}
        self._waiters: list[tuple[Callable[[Event], bool], asyncio.Future[Event]]] = []

    # what a subclass gives

    def role(self, chat: str) -> Who:
        """Which end of this chat we are."""
        raise NotImplementedError

    async def _hello(self) -> Frame:
        raise NotImplementedError

    def _frame(self, frame: Frame) -> None:
        """A frame of the application's own."""

    def _granted(self, chat: str, entry: Entry) -> None:
        """A grant came by."""

    # what the application does

    async def close(self) -> None:
        """Go without a word: the server notices, and keeps our place for a while."""
        await self.driver.stop()
        await self.http.close()

    @property
    def state(self) -> State:
        return self.core.link.state

    @property
    def close_code(self) -> int:
        """Why the connection ended last."""
        return self.core.link.code

    async def until(self, wanted: Callable[[Event], bool], within_s: float = 30.0) -> Event:
        """The next event that is wanted. Raises TimeoutError."""
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        waiter = (wanted, future)
        self._waiters.append(waiter)
        try:
            async with asyncio.timeout(within_s):
                return await future
        finally:
            self._waiters.remove(waiter)

    def write(self, chat: str, payload: Payload, kind: EntryKind = "text", only: int = 0) -> str:
        """Into the outbox; it leaves when somebody is there to read it. Answers the entry's client id. Raises
        ValueError for what can never be sealed: in the outbox it would keep all that is written after it."""
        plain(payload)
        cid = new_id()
        self._run(self.core.write(chat, kind, payload, cid, now(), only=only))
        return cid

    async def sent(self, chat: str, cid: str, within_s: float = 30.0) -> int:
        """Until this entry of ours is in the log; its seq. Raises TimeoutError."""
        done = next((one for one in self.core.follower(chat).transcript if one.cid == cid), None)
        if done is not None:
            return done.seq
        event = await self.until(lambda one: isinstance(one, Sent) and one.entry.cid == cid, within_s)
        return event.entry.seq if isinstance(event, Sent) else 0

    async def words_first(self, chat: str) -> None:
        """Until what was written is in the log or has failed, before a command that would overtake it. What nobody
        takes is not waited for longer than a moment."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_WORDS_S):
                while self.core.follower(chat).speaking:
                    await self.until(lambda one: isinstance(one, Sent | Failed))

    def typing(self, chat: str, on: bool) -> None:
        self._run(self.core.typing(chat, on))

    # inside

    def _address(self) -> str:
        return self.http.socket + self.path

    def _run(self, effects: Effects) -> None:
        self.driver.run(effects)

    def _seal(self, chat: str, fence: int, item: Item) -> str | None:
        kid = self.core.follower(chat).kid
        key = self.keys.get(chat, {}).get((fence, kid))
        if key is None or isinstance(item.wish, str):
            return None
        return seal(key, Context(chat, fence, kid, self.role(chat), item.cid, item.kind), item.wish)

    def _effect(self, effect: Effect) -> None:
        if isinstance(effect, Arrived):
            self._arrived(effect.chat, effect.entry)
        elif isinstance(effect, Came):
            self._frame(effect.frame)
            self._tell(effect)
        elif isinstance(effect, Sent | Failed):
            self._tell(effect)

    def _arrived(self, chat: str, entry: Entry) -> None:
        if entry.kind in ("grant", "share"):
            if entry.kind == "grant" and entry.who == "teen":
                self._granted(chat, entry)
        elif may_write(entry.who, entry.kind):
            self._sealed.setdefault(chat, []).append(entry)
            self._open_sealed(chat)
        self._run(self.core.shown(chat, now()))

    def _open_sealed(self, chat: str) -> None:
        """What can be opened with the keys there are, in order of arrival; the rest waits for its grant."""
        waiting = []
        for entry in self._sealed.get(chat, []):
            payload = self._open(chat, entry)
            if payload is None:
                waiting.append(entry)
            else:
                self._tell(Said(chat, entry.who, entry.cid, entry.seq, payload))
        self._sealed[chat] = waiting

    def _open(self, chat: str, entry: Entry) -> Payload | None:
        """None while there is no key. What opens to nothing that may be there is unreadable, and is not tried again."""
        key = self.keys.get(chat, {}).get((entry.fence, entry.kid))
        if key is None:
            return None
        try:
            return unseal(key, Context(chat, entry.fence, entry.kid, entry.who, entry.cid, entry.kind), entry.body)
        except Unopened:
            return UNREADABLE

    def _tell(self, event: Event) -> None:
        for wanted, future in self._waiters:
            if not future.done() and wanted(event):
                future.set_result(event)
        if self._on is not None:
            self._on(event)
