"""How one end follows one chat's log: what to show next, what to wait for, when to read. Pure.

Entries come by notice, by reading, and as answers to this end's own appends, in any order and more than once; they
leave in the order of the log, each once, and only with the house's stamp. What is older than this end's fence is
withheld.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from chat.entry.stamps import Stamps
from chat.gateway.sessions.deliveries import EVERYTHING, Deliveries, Scope
from chat.gateway.sessions.effects import (
    Append,
    Attach,
    AttachAnew,
    Effects,
    ReadOn,
    RefillLog,
    Replay,
    Send,
    SendText,
    WaitForGap,
)
from chat.gateway.sessions.refilling import Refilling
from chat.protocol.codec import error_frame
from chat.protocol.common import Ack, Cursor, Log, Presence, Quiet, Refill, Seen, Typing
from chat.protocol.common import Send as SendFrame
from chat.protocol.errors import NotReady
from routing.log_values import PAGE, Attached, Logged, Proof

_MOST_HELD = 512
_AT_ONCE = 8

# What is told of other ends and kept nowhere.
News = Presence | Typing | Quiet | Seen


class LogFollower:
    """Before `attached`, notices only tell that there is more to read, and news of the others waits. `cursor`: what
    this end says that it was last delivered; what it cannot prove counts as nothing. `present`: those whose absence is
    told, should the log not know them: they were told to be here, or the desk has lost them. `former`: who followed it
    for this connection before; entries that were under way then are acknowledged by that one."""

    __slots__ = (
        "_asked",
        "_deliveries",
        "_fence",
        "_former",
        "_full",
        "_held",
        "_log",
        "_lost",
        "_more",
        "_n",
        "_news",
        "_own",
        "_passes",
        "_reading",
        "_refilling",
        "_revealing",
        "_seeking",
        "_waiting",
        "chat",
        "epoch",
        "generation",
        "live",
        "next",
        "present",
        "role",
    )

    def __init__(
        self,
        role: str,
        stamps: Stamps,
        cursor: Cursor,
        scope: Scope = EVERYTHING,
        present: Iterable[str] = (),
        former: "LogFollower | None" = None,
    ) -> None:
        self.chat = cursor.chat
        self.role = role
        self._deliveries = Deliveries(cursor.chat, stamps, scope)
        proof = self._deliveries.prove(cursor)
        self.epoch = proof.epoch or cursor.epoch
        self.next = proof.seq + 1
        # one that the log never answered had nothing under way: with a log that stays away they would make a chain
        self._former: LogFollower | None = former if former is None or former.generation else former._former
        self._fence, self._asked = 0, proof
        self._log: Log | None = None
        self._lost = False
        self._refilling: Refilling | None = None
        self._passes: int = former._passes if former is not None else 0
        self.generation: int = 0
        self.live = False
        self._reading = False
        self._waiting = False
        self._revealing = self._seeking = False
        self._more = False
        self._full = False
        self._own = 0
        self._n = 0
        self._held: dict[int, str] = {}
        self._news: dict[tuple[type[News], str], News] = {}
        self.present = set(present)

    def attach(self, fence: int) -> Effects:
        """Ask to be connected; until the answer this end is not live."""
        self.live = self._reading = self._full = self._revealing = False
        self._news.clear()
        self._fence, self._asked = fence, self.proof()
        return [Attach(self.chat, self.role, fence, self._asked)]

    def attached(self, found: Attached) -> Effects:
        """The log answered (also after a refill): say where this end stands, what it missed, then go live.

        An end that is live already asked twice (it connected again in the middle of a refill, which its client then did
        twice): what was true then is not said after what came since. Where the log was lost and the lost one has
        acknowledged an entry of this end since it asked, it asks again: only what it proves is brought back."""
        if self.live:
            return []
        if not found.refill and found.epoch != self.epoch and self.proof() != self._asked:
            return self.attach(self._fence)
        self._asked, self._former = self.proof(), None
        self._refilling = Refilling(self.chat, self._deliveries.stamps, self._asked) if found.refill else None
        self._passes += found.refill
        if not found.refill and found.epoch != self.epoch:
            self._deliveries.forget()
            self.next = 1
        self.epoch = self.epoch if found.refill else found.epoch
        self.generation, self.live = found.generation, not found.refill
        self._own, self._n = 0, found.n
        self._held.clear()
        where = (found.epoch, found.fence, found.head, found.n, found.peer_seen, found.refill)
        self._log = Log(self.chat, *where, found.lost or self._lost)
        self._lost = False
        effects: Effects = [Send(self._log)]
        if found.refill:
            return effects
        self._news = self._online(found.online) | self._news
        self._deliveries.look_for_share(found.entries)
        self._more = self._more or found.head > (found.entries[-1].seq if found.entries else self.next - 1)
        return effects + self._show(found.entries)

    def told(self, news: News, who: str) -> Effects:
        """Of `who`, another end; it may be newer than what this end misses: the last of each kind comes after that."""
        self._news[type(news), who] = news
        return self._tell() if self.live and not self._reading else []

    def entry(self, epoch: str, seq: int, stored: str) -> Effects:
        """A notice brought one entry."""
        if not self.live or self._reading:
            return self._read_anew()
        if epoch != self.epoch:
            return self._anew()
        if seq == self.next and not self._held:
            self.next = seq + 1
            return [SendText(self._deliveries.text(epoch, seq, stored)), *self._reveal()]
        if seq < self.next:
            return self._anew() if self._deliveries.went_back(seq, stored) else []
        return self._out_of_order(seq, stored)

    def read(self, entries: Sequence[Logged]) -> Effects:
        """The answer to ReadOn; after a full page there may be more."""
        if self._revealing:
            return self._revealed(entries)
        self._full = len(entries) >= PAGE
        return self._show(entries)

    def replayed(self) -> Effects:
        """All that was shown has left; what came meanwhile is read."""
        self._reading = False
        effects = self._drain() + self._reveal()
        if self._reading:
            return effects
        if not (self._full or (self._more and self.live)):
            return effects + self._tell()
        self._more = self._full = False
        return effects + self._read()

    def catch_up(self) -> Effects:
        """Whatever was missed, before the end is told: also by somebody who comes back just then, to a log they know.
        A reading that waits for its turn would come after that end, so this one does not wait for it."""
        self._revealing = False
        return self._read() if self.live or self.epoch else []

    def send(self, frame: SendFrame) -> Effects:
        if not self.live:
            return [Send(error_frame(NotReady(), frame.cid))]
        self._own += 1
        return [Append(self.role, frame)]

    def appended(self, frame: SendFrame, seq: int, stamp: str, *, before: str = "") -> Effects:
        """This end's own entry is in the log at `seq`, with this stamp; `before`: with that one, when it was there
        already. What was there sealed otherwise is given as it stands: no other bytes fit its stamp, in a refill."""
        if self._own:
            self._own -= 1
        self._n = max(self._n, frame.n)
        if before not in ("", stamp):
            if seq >= self.next:
                return self._read_anew()
            stamp = before
        place = self._deliveries.note(self.epoch, seq, stamp) if seq == self.next else ""
        place = place or self._deliveries.stamps.place(self.chat, self.epoch, seq, stamp)
        ack = Send(Ack(frame.chat, frame.cid, seq, stamp, place))
        if seq == self.next:
            self.next = seq + 1
        elif seq > self.next:
            self._held[seq] = stamp
        elif not before:
            return [ack, *self._anew()]
        return [ack, *self._follow_on()] if self._held else [ack]

    def not_appended(self) -> Effects:
        self._own = max(0, self._own - 1)
        return self._read_for_gap()

    def refill(self, frame: Refill) -> Effects:
        """Only while the log asked for it, and only what was once delivered to somebody in that epoch. The client hands
        in everything each time it is asked: the rest of a pass that was overtaken is not the beginning of the next."""
        overtaken = self._passes > 1
        self._passes = max(0, self._passes - frame.last)
        if overtaken or self._refilling is None:
            return []
        taken = self._refilling.take(frame.entries)
        return [RefillLog(self.chat, self.role, self.generation, frame.epoch, taken, frame.last)]

    def peer_seen(self, who: str, seq: int) -> Effects:
        return self.told(Seen(self.chat, seq, who), who)  # type: ignore[arg-type]

    def gap_due(self) -> Effects:
        """The moment is over."""
        self._waiting = False
        if not self._held or self._own > 0 or self._reading or not self.live:
            return []
        return self._read()

    def lost(self) -> Effects:
        """Something in this log can no longer be had, by anybody; before the log answered, said with the answer."""
        if self._log is None:
            self._lost = True
            return []
        self._log = replace(self._log, head=self.next - 1, n=self._n, refill=False, lost=True)
        return [Send(self._log)]

    def proof(self) -> Proof:
        """What this end was last delivered, for a later connection to the log. Until a refill is done it is what it
        was before: a connection made anew meanwhile must be asked again."""
        self._learn_of_former()
        return self._refilling.proof if self._refilling else self._deliveries.last

    def cursor(self) -> Cursor:
        """The same, as the client would say it."""
        proof = self.proof()
        return self._deliveries.cursor(proof) if proof.epoch else Cursor(self.chat, self.epoch)

    def _learn_of_former(self) -> None:
        """What was acknowledged in the log that both followed."""
        told = self._former.proof() if self._former is not None else Proof()
        if told.epoch and told.epoch == self.epoch and told.seq >= self.next:
            self._deliveries.note(*told)
            self.next = told.seq + 1

    def _online(self, others: Sequence[str]) -> dict[tuple[type[News], str], News]:
        """Who left while this end was not in the log is in no notice."""
        gone = [(who, False) for who in sorted(self.present - {*others})]
        told = [*((who, True) for who in others), *gone]
        return {(Presence, who): Presence(self.chat, who, on) for who, on in told}  # type: ignore[arg-type]

    def _tell(self) -> Effects:
        news, self._news = self._news, {}
        for one in news.values():
            if isinstance(one, Presence):
                (self.present.add if one.online else self.present.discard)(one.who)
        return [Send(one) for one in news.values()]

    def _anew(self) -> Effects:
        """The log is another than the one this end follows: it says what was lost when this end attaches, once,
        however many of its own entries show it."""
        if not self.live:
            return []
        self.live = False
        return [AttachAnew(self.chat)]

    def _out_of_order(self, seq: int, stored: str) -> Effects:
        if len(self._held) < _MOST_HELD:
            self._held[seq] = stored
        return self._follow_on()

    def _follow_on(self) -> Effects:
        """What was held and stands next by now, the teen's yes among it perhaps; then what is missing."""
        effects = self._drain()
        if self.live and not self._reading:
            effects += self._reveal()
        return effects + self._read_for_gap()

    def _drain(self) -> Effects:
        effects: Effects = []
        while self.next in self._held:
            text = self._held.pop(self.next)
            self.next += 1
            if text.startswith('"'):
                effects.append(SendText(self._deliveries.text(self.epoch, self.next - 1, text)))
            else:
                self._deliveries.note(self.epoch, self.next - 1, text)
        return effects

    def _show(self, entries: Sequence[Logged]) -> Effects:
        texts = []
        for one in entries:
            if one.seq >= self.next:
                self.next = one.seq + 1
                texts.append(self._deliveries.text(self.epoch, one.seq, one.text))
        self._held = {seq: text for seq, text in self._held.items() if seq >= self.next}
        return self._replay(texts)

    def _replay(self, texts: list[str]) -> Effects:
        if len(texts) > _AT_ONCE:
            self._reading = True
            return [Replay(self.chat, texts)]
        return [*(SendText(text) for text in texts), *self.replayed()]

    def _reveal(self) -> Effects:
        """The teen has just said yes, or may have before this end came back: what was withheld is read once more, from
        the beginning."""
        if not self._deliveries.begin_reveal():
            return []
        self._revealing = self._reading = True
        self._seeking = False
        return [ReadOn(self.chat, 0, self.epoch)]

    def _revealed(self, entries: Sequence[Logged]) -> Effects:
        known = [one for one in entries if one.seq < self.next]
        if not self._deliveries.shared:
            return self._sought(known)
        texts = self._deliveries.revealed(self.epoch, known)
        if known and known[-1].seq < self.next - 1:
            return [*(SendText(text) for text in texts), ReadOn(self.chat, known[-1].seq, self.epoch)]
        self._revealing, self._more = False, True
        return self._replay(texts)

    def _sought(self, known: Sequence[Logged]) -> Effects:
        """Whether the yes came before what this end proved."""
        if self._deliveries.look_for_share(known):
            return [ReadOn(self.chat, 0, self.epoch)]
        first, self._seeking = not self._seeking, True
        last = known[-1].seq if known else 0
        if (first and self._deliveries.nothing_older(known)) or not 0 < last < self.next - 1:
            self._revealing = False
            return self._replay([])
        return [ReadOn(self.chat, last, self.epoch)]

    def _read_for_gap(self) -> Effects:
        """What is missing may be in flight, as an own append or a notice: it gets a moment."""
        if not self._held or self._own > 0 or self._reading or self._waiting:
            return []
        self._waiting = True
        return [WaitForGap(self.chat)]

    def _read(self) -> Effects:
        self._reading = True
        return [ReadOn(self.chat, self.next - 1, self.epoch)]

    def _read_anew(self) -> Effects:
        """Now, or after what is read already, or once the log has answered."""
        if self.live and not self._reading:
            return self._read()
        self._more = True
        return []
