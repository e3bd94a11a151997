"""One chat's log as one end knows it: a prefix without gap or repeat, the outbox behind it, how to resume. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec.structs import replace

from chat.client.outbox import Item, Outbox, Written
from chat.protocol.common import (
    Ack,
    Cursor,
    Entry,
    EntryFrame,
    EntryKind,
    Error,
    Key,
    Log,
    Refill,
    Send,
    Who,
    Withheld,
)

REFILL_BYTES = 14_500
_OVERHEAD = 280
_LATER = {"not_yours", "stale_connection", "log_lost", "not_active", "wrong_state"}

Sealer = Callable[[str, int, Item], str | None]


@dataclass(slots=True)
class Step:
    """What follows from one input. `arrived`: shown for the first time, in log order. `failed`: refused for good."""

    send: list[Send | Refill] = field(default_factory=list)
    arrived: list[Entry] = field(default_factory=list)
    confirmed: list[Entry] = field(default_factory=list)
    failed: list[Item] = field(default_factory=list)
    reconnect: bool = False
    cool: bool = False


class LogFollower:
    """`seal(chat, fence, item)` gives the body, or None while there is no key."""

    def __init__(self, chat: str, me: Who, seal: Sealer) -> None:
        self.chat, self.me = chat, me
        self.epoch = ""
        self.entries: list[Entry] = []
        self.last_seq = 0
        self.outbox = Outbox()
        self.peer_seen = 0
        self.lost = False
        self.attached = False
        self.fence, self.kid = 0, ""
        self.withheld: set[int] = set()
        self._last: Entry | Withheld | None = None
        self._seal = seal
        self._open = False
        self._cooling = False
        self._skipping = False
        self._refilled = False
        self._next_epoch: str | None = None
        self._old: list[Entry] = []
        self._former: tuple[Cursor, list[Entry]] | None = None
        self._early: dict[int, Entry | Withheld] = {}
        self._placed: set[tuple[str, str]] = set()
        self._head = 0

    # where we stand

    @property
    def transcript(self) -> list[Entry]:
        """What is shown: entries not placed anew yet, then the log's prefix."""
        return [*self._old, *self.entries]

    def cursor(self, ticket: str = "", key: Key | None = None) -> Cursor:
        """What this end was last delivered, with the house's proof of it. Until a replay is whole it is what was proved
        before: entries that have not come again have no other proof."""
        at, last = self._former[0] if self._former else None, self._last
        if at is None and last is not None:
            at = Cursor(self.chat, self.epoch, last.seq, last.stamp, last.place)
        return replace(at or Cursor(self.chat), ticket=ticket, key=key)

    @property
    def speaking(self) -> bool:
        """Words of ours are on their way to somebody who is there."""
        return self._open and any(item.kind == "text" for item in self.outbox.items)

    # what this end does

    def admit(self, fence: int, kid: str) -> Step:
        """Someone is there to read: entries may fly, sealed for this fence under who holds it."""
        self.fence, self.kid, self._open = fence, kid, True
        return self._flush(Step())

    def hold(self) -> None:
        """Nobody is there: what is written stays here."""
        self._open = False

    def write(self, kind: EntryKind, wish: Written, cid: str, first: bool = False, only: int = 0) -> Step:
        self.outbox.add(Item(cid, kind, wish, only=only), first)
        return self._flush(Step())

    def warm(self) -> Step:
        """The pause after a refusal is over, or a replay does not move any more, and is asked for again."""
        self._cooling = False
        return self._flush(Step(reconnect=self.replaying))

    def key_came(self) -> Step:
        """What could not be sealed may fly."""
        return self._flush(Step())

    def detached(self) -> None:
        """The connection is gone. What was not replayed anew yet keeps its place in the epoch it was known in."""
        self.attached = self._cooling = False
        self._next_epoch = None
        self._early.clear()
        self.outbox.land()

    # what the server says

    def log(self, frame: Log) -> Step:
        self.detached()
        self._head, self.lost = frame.head, self.lost or frame.lost
        if frame.refill:
            self._refilled = True
            return Step(send=self._refill_frames(frame.epoch))
        self.peer_seen = max(self.peer_seen if frame.epoch == self.epoch else 0, frame.peer_seen)
        anew, self._refilled = self._refilled or frame.epoch != self.epoch, False
        self._skipping = frame.lost
        self.outbox.sure = frame.n
        self.attached = True
        if anew:
            self._next_epoch = frame.epoch
        if anew and not frame.head:
            self._start_anew()
        return self._flush(Step())

    def entry(self, frame: EntryFrame) -> Step:
        """The server sends entries in order and leaves out only our own, which it acknowledged before."""
        self._start_anew()
        entry, step = _plain(frame), Step()
        if frame.seq in self.withheld:
            return self._reveal(entry, step)
        if frame.who == self.me:
            self._sure(entry, step)
        if entry.seq > self.last_seq:
            self._early[entry.seq] = entry
        self._advance(step, entry.seq)
        step.reconnect = entry.seq > self.last_seq
        return self._flush(step)

    def hidden(self, frame: Withheld) -> Step:
        """Something stands there that is not for this end, or not yet."""
        self._start_anew()
        step = Step()
        if frame.seq > self.last_seq:
            self._early[frame.seq] = frame
        self._advance(step, frame.seq)
        step.reconnect = frame.seq > self.last_seq
        return self._flush(step)

    def ack(self, frame: Ack) -> Step:
        """Whatever became of a first copy of it: what is acknowledged is in the log."""
        item, step = self.outbox.find(frame.cid), Step()
        if item is None or not item.body:
            return step
        entry = item.placed(self.me, frame)
        self._sure(entry, step)
        if frame.seq > self.last_seq:
            self._early[frame.seq] = entry
        self._advance(step, 0)
        return self._flush(step)

    def error(self, frame: Error) -> Step:
        """One of our entries was refused."""
        item = self.outbox.find(frame.ref)
        if item is None or not item.flying:
            return Step()
        behind, self.outbox.failing = self.outbox.failing, True
        item.flying = False
        if frame.code == "gap":
            return self._flush(Step(reconnect=not behind))
        if frame.code == "stale_fence":
            self._open = self._open and item.fence != self.fence
            return self._flush(Step())
        if frame.code in _LATER or frame.retry:
            self._cooling = True
            return Step(cool=True)
        self.outbox.drop(item.cid)
        return self._flush(Step(failed=[item]))

    # inside

    def _flush(self, step: Step) -> Step:
        """Send what may fly: attached, everything up to the head known, nothing refused before it."""
        if self._caught_up:
            self._former = None
        if step.reconnect or not self._may_fly:
            return step
        for item in self.outbox.ready(self.fence):
            body = self._sealed(item)
            if body is None:
                break
            item.body, item.flying = body, True
            step.send.append(Send(self.chat, item.fence, item.kid, item.cid, item.n, item.kind, body))
        return step

    def _sealed(self, item: Item) -> str | None:
        """Once for each holder: the log may have it all the same, with a stamp of these bytes."""
        before = item.fence, item.kid
        if item.body and before == (self.fence, self.kid):
            return item.body
        item.fence, item.kid = self.fence, self.kid
        body = item.wish if isinstance(item.wish, str) else self._seal(self.chat, self.fence, item)
        if body is None:
            item.fence, item.kid = before
        return body

    @property
    def replaying(self) -> bool:
        """Missed entries are still on their way."""
        return self.attached and not self._caught_up

    @property
    def _may_fly(self) -> bool:
        return self._caught_up and self._open and not self._cooling

    @property
    def _caught_up(self) -> bool:
        return self.attached and self._next_epoch is None and self.last_seq >= self._head

    def _sure(self, entry: Entry, step: Step) -> None:
        """One of ours is in the log."""
        self.outbox.sure = max(self.outbox.sure, entry.n)
        item = self.outbox.find(entry.cid)
        if item is not None and not item.told:
            item.told = True
            step.confirmed.append(entry)

    def _advance(self, step: Step, upto: int) -> None:
        """Place what follows. A log may begin above 1, or have lost a part: up to `upto` nothing else will come."""
        while self._early:
            seq = min(self._early)
            jump = seq <= upto and (self._skipping or not self.last_seq)
            if seq > self.last_seq + 1 and not jump:
                return
            self._place(self._early.pop(seq), step)

    def _place(self, entry: Entry | Withheld, step: Step) -> None:
        """What is placed already and comes again is passed over."""
        self.last_seq = entry.seq
        self._last = entry if entry.place else self._last
        if isinstance(entry, Withheld):
            self.withheld.add(entry.seq)
            return
        name = (entry.who, entry.cid)
        if name in self._placed:
            return
        known = next((one for one in self._old if (one.who, one.cid) == name), None)
        if known is not None:
            self._old.remove(known)
        elif entry.who != self.me or self.outbox.find(entry.cid) is None:
            step.arrived.append(entry)
        self._placed.add(name)
        self.entries.append(entry)
        if entry.who == self.me:
            self.outbox.drop(entry.cid)

    def _reveal(self, entry: Entry, step: Step) -> Step:
        """The teen said yes: what stood there was written before this end came."""
        self.withheld.discard(entry.seq)
        self.entries.append(entry)
        self.entries.sort(key=lambda one: one.seq)
        step.arrived.append(entry)
        return self._flush(step)

    def _start_anew(self) -> None:
        """Another epoch, and its replay begins: what we hold finds its new place by who and cid."""
        if self._next_epoch is None:
            return
        if self._former is None and self._last is not None:
            self._former = self.cursor(), self._proved()
        self.epoch, self._next_epoch = self._next_epoch, None
        self._old = [*self.entries, *self._old]
        self.entries, self.last_seq, self._last = [], 0, None
        self._placed, self.withheld = set(), set()

    def _refill_frames(self, epoch: str) -> list[Send | Refill]:
        frames: list[list[Entry]] = [[]]
        size = 0
        for one in self._proved():
            cost = len(one.body) + _OVERHEAD
            if frames[-1] and size + cost > REFILL_BYTES:
                frames.append([])
                size = 0
            frames[-1].append(one)
            size += cost
        return [Refill(self.chat, epoch, part, part is frames[-1]) for part in frames]

    def _proved(self) -> list[Entry]:
        """The entries without a gap before what `cursor` says, in its epoch."""
        if self._former is not None:
            return self._former[1]
        proved: list[Entry] = []
        for one in reversed(self.entries):
            if proved and one.seq != proved[-1].seq - 1:
                break
            proved.append(one)
        return proved[::-1]


def _plain(frame: EntryFrame) -> Entry:
    about = (frame.n, frame.fence, frame.kid, frame.kind, frame.body)
    return Entry(frame.seq, frame.who, frame.cid, *about, frame.stamp, frame.place)
