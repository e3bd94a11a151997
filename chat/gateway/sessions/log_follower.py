"""One end's place in one chat's log: what to show next, what to wait for, when to read. Pure.

Entries come by notice, by reading, and as answers to this end's own appends, in any order and more than once;
they leave in the order of the log, each once.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from chat.gateway.sessions.effects import Append, Attach, Effects, ReadOn, RefillLog, Replay, Send, SendText, WaitForGap
from chat.protocol.codec import error_frame
from chat.protocol.common import Ack, Cursor, Log, Refill, Seen
from chat.protocol.common import Send as SendFrame
from chat.protocol.errors import NotReady
from routing.log_values import PAGE, Attached, Logged

_MOST_HELD = 512
_AT_ONCE = 8
# What one end may hand in for one loss. A frame counts as one that is filled: many small ones would cost Redis more.
REFILL_BYTES = 4 * 1024 * 1024
REFILL_FRAME_BYTES = 12_000
_CID = re.compile(r'"cid":"([^"]*)"')


class LogFollower:
    """Before `attached`, notices only leave a mark that there is more to read."""

    __slots__ = (
        "_claim",
        "_full",
        "_held",
        "_last",
        "_log",
        "_more",
        "_n",
        "_own",
        "_reading",
        "_room",
        "_waiting",
        "chat",
        "epoch",
        "generation",
        "live",
        "next",
        "owes",
        "role",
    )

    def __init__(self, chat: str, role: str, epoch: str = "", last_seq: int = 0, last_cid: str = "") -> None:
        self.chat = chat
        self.role = role
        self.epoch = epoch
        self.next = last_seq + 1
        self._last = last_cid
        self._claim: Cursor | None = None
        self._log: Log | None = None
        self.generation = 0
        self.live = False
        self.owes = False
        self._room: int | None = None
        self._reading = False
        self._waiting = False
        self._more = False
        self._full = False
        self._own = 0
        self._n = 0
        self._held: dict[int, str] = {}

    def attach(self, fence: int, active: bool = True) -> Effects:
        """Ask to be connected; until the answer this end is not live. `active`: it may be asked for a refill."""
        self.live = self.owes = self._reading = self._full = False
        at = self.cursor()
        return [Attach(self.chat, self.role, fence, at.epoch, at.last_seq, at.last_cid, active)]

    def attached(self, found: Attached) -> Effects:
        """The log answered (also after a refill): say where this end stands, what it missed, then go live.

        An end that is live already asked twice (it connected again in the middle of a refill, which its client then did
        twice): what was true then is not said after what came since."""
        if self.live:
            return []
        self._claim = self.cursor() if found.refill or found.owes else None
        self._room, self.owes = REFILL_BYTES if found.refill else None, found.owes
        if found.refill or found.epoch != self.epoch:
            self.next, self._last = 1, ""
        self.epoch, self.generation, self.live = found.epoch, found.generation, not found.refill
        self._own, self._n = 0, found.n
        self._held.clear()
        self._log = _log_frame(self.chat, found)
        effects: Effects = [Send(self._log)]
        if found.refill:
            return effects
        self._more = self._more or found.head > (found.entries[-1].seq if found.entries else self.next - 1)
        return effects + self._show(found.entries)

    def entry(self, seq: int, text: str) -> Effects:
        """A notice brought one entry."""
        if not self.live or self._reading:
            self._more = True
            return []
        if seq == self.next and not self._held:
            self.next, self._last = seq + 1, text
            return [SendText(text)]
        return self._out_of_order(seq, text)

    def read(self, entries: Sequence[Logged]) -> Effects:
        """The answer to ReadOn; after a full page there may be more."""
        self._full = len(entries) >= PAGE
        return self._show(entries)

    def replayed(self) -> Effects:
        """All that was shown has left; what came meanwhile is read."""
        self._reading = False
        effects = self._drain()
        if not (self._full or (self._more and self.live)):
            return effects
        self._more = self._full = False
        return effects + self._read()

    def catch_up(self) -> Effects:
        """Whatever was missed, before the end is told: also by somebody who comes back just then, to a log they know.
        A reading that waits for its turn would come after that end, so this one does not wait for it."""
        return self._read() if self.live or self.epoch else []

    def send(self, frame: SendFrame) -> Effects:
        if not self.live:
            return [Send(error_frame(NotReady(), frame.cid))]
        self._own += 1
        return [Append(self.role, frame)]

    def appended(self, frame: SendFrame, seq: int) -> Effects:
        """This end's own entry is in the log at `seq`."""
        if self._own:
            self._own -= 1
        if frame.n > self._n:
            self._n = frame.n
        ack = Send(Ack(frame.chat, frame.cid, seq))
        if seq == self.next:
            self.next, self._last = seq + 1, frame.cid
        elif seq > self.next:
            self._held[seq] = frame.cid
        return [ack, *self._drain(), *self._read_for_gap()] if self._held else [ack]

    def not_appended(self) -> Effects:
        self._own = max(0, self._own - 1)
        return self._read_for_gap()

    def refill(self, frame: Refill) -> Effects:
        """Nothing from an end that was not asked, or was asked for another epoch; nothing beyond the bound, but the
        last frame still ends it."""
        if self._room is None or frame.epoch != self.epoch:
            return []
        room = self._room - max(REFILL_FRAME_BYTES, sum(len(entry.body) for entry in frame.entries))
        entries = frame.entries if room >= 0 else []
        self._room = None if frame.last else room
        return [RefillLog(self.chat, self.role, frame.epoch, entries, frame.last)] if entries or frame.last else []

    def peer_seen(self, who: str, seq: int) -> Effects:
        return [Send(Seen(self.chat, seq, who))] if self.live else []  # type: ignore[arg-type]

    def gap_due(self) -> Effects:
        """The moment is over."""
        self._waiting = False
        if not self._held or self._own > 0 or self._reading or not self.live:
            return []
        return self._read()

    def lost(self) -> Effects:
        """Something in this log can no longer be had, by anybody."""
        if self._log is None:
            return []
        self._log = replace(self._log, head=self.next - 1, n=self._n, refill=False, lost=True)
        return [Send(self._log)]

    def cursor(self) -> Cursor:
        """Where this end stands, for a later connection to the log: until a refill is done, where it stood before it.
        Else a connection made anew meanwhile would find an end that holds nothing, and not ask again."""
        return self._claim or Cursor(self.chat, self.epoch, self.next - 1, self._cid())

    def _cid(self) -> str:
        found = _CID.search(self._last) if _is_frame(self._last) else None
        return found.group(1) if found else "" if _is_frame(self._last) else self._last

    def _out_of_order(self, seq: int, text: str) -> Effects:
        if seq < self.next:
            return []
        if len(self._held) < _MOST_HELD:
            self._held[seq] = text
        return [*self._drain(), *self._read_for_gap()]

    def _drain(self) -> Effects:
        effects: Effects = []
        while self.next in self._held:
            self._last = text = self._held.pop(self.next)
            self.next += 1
            if _is_frame(text):
                effects.append(SendText(text))
        return effects

    def _show(self, entries: Sequence[Logged]) -> Effects:
        texts = []
        for entry in entries:
            if entry.seq >= self.next:
                texts.append(entry.frame)
                self.next, self._last = entry.seq + 1, entry.frame
        self._held = {seq: text for seq, text in self._held.items() if seq >= self.next}
        if len(texts) > _AT_ONCE:
            self._reading = True
            return [Replay(self.chat, texts)]
        return [*(SendText(text) for text in texts), *self.replayed()]

    def _read_for_gap(self) -> Effects:
        """What is missing may be in flight, as an own append or a notice: it gets a moment."""
        if not self._held or self._own > 0 or self._reading or self._waiting:
            return []
        self._waiting = True
        return [WaitForGap(self.chat)]

    def _read(self) -> Effects:
        self._reading = True
        return [ReadOn(self.chat, self.next - 1, self.epoch)]


def _is_frame(text: str) -> bool:
    """Own entries are held by their cid alone: they were acknowledged and are not shown again."""
    return text.startswith("{")


def _log_frame(chat: str, found: Attached) -> Log:
    return Log(
        chat=chat,
        epoch=found.epoch,
        fence=found.fence,
        head=found.head,
        n=found.n,
        peer_seen=found.peer_seen,
        refill=found.refill,
        lost=found.lost,
    )
