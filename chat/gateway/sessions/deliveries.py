"""What one end was delivered of one log, and how each entry leaves: stamped and placed, or withheld. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chat.entry.stamps import Stamps
from chat.metrics import UNSTAMPED
from chat.protocol.codec import encode
from chat.protocol.common import Cursor, Withheld
from routing.log_values import Logged, Proof

_NOTHING = ("", 0, "")
_FENCE = re.compile(r'"who":"\w+","cid":"[^"]+","n":\d+,"fence":(\d+),')
_SHARE = ',"kind":"share",'
_ABOUT = re.compile(r'"who":"(\w+)","cid":"[^"]+","n":\d+,"fence":(\d+),"kid":"[^"]*","kind":"(\w+)","body":"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Scope:
    """What an end may be shown: everything (`fence` 0, a teen), or what was written since its own fence; older entries
    once the teen answers yes to who holds that fence under `kid`, and never without one (a teen's other device)."""

    fence: int = 0
    kid: str = ""


EVERYTHING = Scope()


def share_body(kid: str, *, yes: bool) -> str:
    """The teen's answer to whoever holds this fence under `kid`: may they read what was written before? Not sealed."""
    return f"s1.{kid}.{'yes' if yes else 'no'}"


class Deliveries:
    """Of one end."""

    __slots__ = ("_chat", "_last", "_reveal", "_scope", "_shared", "_withheld", "stamps")

    def __init__(self, chat: str, stamps: Stamps, scope: Scope) -> None:
        self._chat = chat
        self.stamps = stamps
        self._scope = scope
        self._last = _NOTHING
        self._shared = self._reveal = self._withheld = False

    @property
    def last(self) -> Proof:
        """The newest entry that left with a place: what this end can prove."""
        return Proof(*self._last)

    def prove(self, cursor: Cursor) -> Proof:
        """The cursor, when its place is one that this house gave; else nothing. Of what came before it, some may have
        been withheld."""
        where = (cursor.chat, cursor.epoch, cursor.seq, cursor.stamp)
        if cursor.epoch and cursor.seq and self.stamps.is_place(*where, cursor.place):
            self.note(cursor.epoch, cursor.seq, cursor.stamp)
            self._withheld = self._reveal = self._scope.kid != ""
        return self.last

    def cursor(self, proof: Proof) -> Cursor:
        return Cursor(self._chat, *proof, place=self.stamps.place(self._chat, *proof))

    def forget(self) -> None:
        """Another epoch: places of the former one prove nothing in it."""
        self._last = _NOTHING
        self._withheld = self._reveal = False

    def note(self, epoch: str, seq: int, stamp: str) -> str:
        """This end has the entry with this stamp at `seq`; the place that says so."""
        self._last = (epoch, seq, stamp)
        return self.stamps.place(self._chat, epoch, seq, stamp)

    def went_back(self, seq: int, stored: str) -> bool:
        """Whether the log may have gone back in time: it has this entry where this end is past, and it is not the one
        that this end was delivered last. What no gateway took says nothing."""
        stamp = self.stamps.stamp_of(self._chat, stored)
        return stamp != "" and (seq, stamp) != self._last[1:]

    def text(self, epoch: str, seq: int, stored: str) -> str:
        """The frame for the entry that stands next in the log."""
        stamp = self.stamps.stamp_of(self._chat, stored)
        if not stamp:
            UNSTAMPED.inc()
            return encode(Withheld(self._chat, seq))
        place = self.note(epoch, seq, stamp)
        if self._hides(stored):
            self._withheld = True
            return encode(Withheld(self._chat, seq, stamp, place))
        return _frame(self._chat, seq, stored, place)

    def look_for_share(self, entries: Sequence[Logged]) -> bool:
        """Whether the yes is among them: it already holds for those before it."""
        if self._shared or not self._scope.fence:
            return False
        self._shared = any(self._is_yes(one.text) for one in entries if '"kind":"share"' in one.text)
        return self._shared

    @property
    def shared(self) -> bool:
        """Whether a yes was seen."""
        return self._shared

    def begin_reveal(self) -> bool:
        """Whether something that was withheld may be shown by now, once: the yes has come, or may have come before what
        this end proved."""
        wanted, self._reveal = self._reveal and self._withheld, False
        return wanted

    def nothing_older(self, entries: Sequence[Logged]) -> bool:
        """Of a log from its beginning: fences only rise in it."""
        return not entries or not self._is_older(entries[0].text)

    def revealed(self, epoch: str, entries: Sequence[Logged]) -> list[str]:
        """The frames of older entries that may be shown now; their places tell nothing new."""
        frames = []
        for one in entries:
            stamp = self.stamps.stamp_of(self._chat, one.text)
            if stamp and self._is_older(one.text):
                frames.append(
                    _frame(self._chat, one.seq, one.text, self.stamps.place(self._chat, epoch, one.seq, stamp))
                )
        return frames

    def _hides(self, stored: str) -> bool:
        if not self._scope.fence:
            return False
        if not self._shared and self._is_yes(stored):
            self._shared = self._reveal = True
        return not self._shared and self._is_older(stored)

    def _is_older(self, stored: str) -> bool:
        about = _FENCE.match(stored)
        return about is None or int(about[1]) < self._scope.fence

    def _is_yes(self, stored: str) -> bool:
        if not self._scope.kid or _SHARE not in stored:
            return False
        about = _ABOUT.match(stored)
        wanted = ("teen", str(self._scope.fence), "share", share_body(self._scope.kid, yes=True))
        return about is not None and about.groups() == wanted and bool(self.stamps.stamp_of(self._chat, stored))


def _frame(chat: str, seq: int, stored: str, place: str) -> str:
    return f'{{"t":"entry","chat":"{chat}","seq":{seq},{stored[:-1]},"place":"{place}"}}'
