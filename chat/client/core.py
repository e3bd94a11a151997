"""The client without I/O: each input gives effects; the driver carries them out. Teens and staff share it. Pure."""

import random as _random
from collections.abc import Callable
from dataclasses import dataclass

from chat.client.link import Act, Link
from chat.client.log_follower import LogFollower, Sealer, Step
from chat.client.outbox import Item, Written
from chat.protocol.common import (
    Ack,
    Drain,
    Entry,
    EntryFrame,
    EntryKind,
    Error,
    Frame,
    Log,
    Ping,
    Pong,
    Seen,
    Typing,
    Who,
    Withheld,
)

SEEN_AFTER_S = 0.25
COOL_S = 1.5
# So long a replay may stand still; twice as long after each time it did, for a slow line, and below SILENCE_S.
REPLAY_S = 10.0
LONGEST_REPLAY_S = 40.0


@dataclass(frozen=True, slots=True)
class Out:
    """Send this frame on the open socket."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Do:
    """Open or close the socket."""

    act: Act


@dataclass(frozen=True, slots=True)
class Arrived:
    """An entry that this end had not shown before, in log order (our own, too, after a reload)."""

    chat: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Sent:
    """One of our entries is in the log."""

    chat: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Failed:
    """One of our entries was refused for good."""

    chat: str
    item: Item
    code: str


@dataclass(frozen=True, slots=True)
class Came:
    """A frame that is not about a log's entries: the application's own (also seen, typing, presence, log)."""

    frame: Frame


Effect = Out | Do | Arrived | Sent | Failed | Came
Effects = list[Effect]


class Core:
    """One connection and the followers it carries. `now` is seconds of a clock that does not run backwards."""

    def __init__(self, me: Callable[[str], Who], seal: Sealer, random: Callable[[], float] = _random.random) -> None:
        self.link = Link(random)
        self.followers: dict[str, LogFollower] = {}
        self._me = me
        self._seal = seal
        self._tell: dict[str, float] = {}
        self._told: dict[str, int] = {}
        self._shows: set[str] = set()
        self._warm: dict[str, float] = {}
        self._patience: dict[str, float] = {}

    def follower(self, chat: str) -> LogFollower:
        if chat not in self.followers:
            self.followers[chat] = LogFollower(chat, self._me(chat), self._seal)
        return self.followers[chat]

    def forget(self, chat: str) -> None:
        """The chat is no longer ours."""
        for held in (self.followers, self._tell, self._told, self._warm, self._patience):
            held.pop(chat, None)
        self._shows.discard(chat)

    # the connection

    def start(self, now: float) -> Effects:
        return _acts(self.link.start(now))

    def stop(self) -> Effects:
        return _acts(self.link.stop())

    def opened(self, hello: Frame, now: float) -> Effects:
        self.link.opened(now)
        return [Out(hello)]

    def closed(self, code: int, now: float) -> Effects:
        self._detach()
        return _acts(self.link.closed(code, now))

    def renew(self, now: float) -> Effects:
        """Connect anew at once: the network changed, or this machine slept."""
        self._detach()
        return _acts(self.link.renew(now))

    def again(self, now: float) -> Effects:
        """Connect anew after a pause: our numbers cannot be right."""
        self._detach()
        return _acts(self.link.again(now))

    @property
    def wake_at(self) -> float | None:
        """When `due` wants to be called."""
        link = [] if self.link.wake_at is None else [self.link.wake_at]
        return min([*link, *self._tell.values(), *self._warm.values()], default=None)

    def due(self, now: float) -> Effects:
        acts = self.link.due(now)
        if Act.CLOSE in acts:
            self._detach()
        return [*_acts(acts), *self._tell_seen(now), *self._warm_up(now)]

    # frames

    def received(self, frame: Frame, now: float) -> Effects:
        self.link.heard(now)
        if isinstance(frame, EntryFrame | Withheld):
            return self._arrived(frame, now)
        if isinstance(frame, Ack):
            return self._stepped(frame.chat, self.follower(frame.chat).ack(frame), now)
        if isinstance(frame, Ping):
            return [Out(Pong())]
        if isinstance(frame, Drain):
            self.link.drain(frame.within_ms / 1000, now)
        elif isinstance(frame, Log):
            return [*self._attached(frame, now), Came(frame)]
        elif isinstance(frame, Error):
            return self._error(frame, now)
        elif isinstance(frame, Seen) and frame.chat in self.followers:
            follower = self.followers[frame.chat]
            follower.peer_seen = max(follower.peer_seen, frame.seq)
        return [Came(frame)]

    # one chat

    def admit(self, chat: str, fence: int, kid: str, now: float) -> Effects:
        return self._stepped(chat, self.follower(chat).admit(fence, kid), now)

    def write(
        self, chat: str, kind: EntryKind, wish: Written, cid: str, now: float, *, first: bool = False, only: int = 0
    ) -> Effects:
        """`only`: it has a meaning for this fence alone; for a later one it is dropped."""
        return self._stepped(chat, self.follower(chat).write(kind, wish, cid, first, only), now)

    def retry(self, chat: str, now: float) -> Effects:
        """A key arrived: what could not be sealed may fly."""
        return self._stepped(chat, self.follower(chat).key_came(), now)

    def typing(self, chat: str, on: bool) -> Effects:
        return [Out(Typing(chat, on))] if self.follower(chat).attached else []

    def shown(self, chat: str, now: float) -> Effects:
        """Everything that arrived is on the screen; told within a quarter of a second."""
        self._shows.add(chat)
        if self.follower(chat).last_seq > self._told.get(chat, 0):
            self._tell.setdefault(chat, now + SEEN_AFTER_S)
        return []

    # inside

    def _arrived(self, frame: EntryFrame | Withheld, now: float) -> Effects:
        """A replay is waited for as long as it moves."""
        follower = self.follower(frame.chat)
        replaying = follower.replaying
        step = follower.entry(frame) if isinstance(frame, EntryFrame) else follower.hidden(frame)
        if replaying:
            self._patience.pop(frame.chat, None)
            self._await_replay(follower, now)
        return self._stepped(frame.chat, step, now)

    def _await_replay(self, follower: LogFollower, now: float) -> None:
        self._warm.pop(follower.chat, None)
        if follower.replaying:
            self._warm[follower.chat] = now + self._patience.get(follower.chat, REPLAY_S)

    def _attached(self, frame: Log, now: float) -> Effects:
        """A mark that was swallowed is told again."""
        self._told.pop(frame.chat, None)
        effects = self._stepped(frame.chat, self.follower(frame.chat).log(frame), now)
        self._await_replay(self.follower(frame.chat), now)
        if frame.chat in self._shows:
            self._tell[frame.chat] = now + SEEN_AFTER_S
        return effects

    def _error(self, frame: Error, now: float) -> Effects:
        follower = next((follower for follower in self.followers.values() if follower.outbox.find(frame.ref)), None)
        if follower is None:
            return [Came(frame)]
        step = follower.error(frame)
        if step.cool:
            self._warm.setdefault(follower.chat, now + COOL_S)
        failed: Effects = [Failed(follower.chat, item, frame.code) for item in step.failed]
        return [*failed, *self._stepped(follower.chat, step, now)]

    def _stepped(self, chat: str, step: Step, now: float) -> Effects:
        effects: Effects = [Out(frame) for frame in step.send]
        effects += [Arrived(chat, entry) for entry in step.arrived]
        effects += [Sent(chat, entry) for entry in step.confirmed]
        if step.send:
            self.link.asked(now)
        self.link.owes(sum(follower.outbox.flying for follower in self.followers.values()), now)
        return [*effects, *self.again(now)] if step.reconnect else effects

    def _tell_seen(self, now: float) -> Effects:
        effects: Effects = []
        for chat in [chat for chat, at in self._tell.items() if at <= now]:
            del self._tell[chat]
            follower = self.followers[chat]
            if follower.replaying:
                self._tell[chat] = now + SEEN_AFTER_S
            elif follower.attached and follower.last_seq > self._told.get(chat, 0):
                self._told[chat] = follower.last_seq
                effects.append(Out(Seen(chat, follower.last_seq)))
        return effects

    def _warm_up(self, now: float) -> Effects:
        effects: Effects = []
        for chat in [chat for chat, at in self._warm.items() if at <= now]:
            del self._warm[chat]
            if self.follower(chat).replaying:
                self._patience[chat] = min(2 * self._patience.get(chat, REPLAY_S), LONGEST_REPLAY_S)
            effects += self._stepped(chat, self.follower(chat).warm(), now)
        return effects

    def _detach(self) -> None:
        self._told.clear()
        self._warm.clear()
        for follower in self.followers.values():
            follower.detached()


def _acts(acts: list[Act]) -> Effects:
    return [Do(act) for act in acts]
