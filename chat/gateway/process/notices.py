"""What other processes tell this gateway: wake-ups as short text, never the truth. Pure."""

from collections.abc import Callable

from msgspec import Struct

from chat.protocol.common import LONGEST_QUIET_MS


class Notice(Struct, frozen=True, gc=False):
    """One of those below."""


class TeenChanged(Notice, frozen=True, gc=False):
    desk: str
    chat: str


class StaffChanged(Notice, frozen=True, gc=False):
    desk: str
    staff: str
    chat: str
    why: str


class OfLog(Notice, frozen=True, gc=False):
    """Something about a chat's log, for its end of this role."""

    chat: str
    role: str


class NewEntry(OfLog, frozen=True, gc=False):
    """`stored`: the tail of the wire frame, as the log has it."""

    epoch: str
    seq: int
    stored: str


class PeerSeen(OfLog, frozen=True, gc=False):
    who: str
    seq: int


class PeerTyping(OfLog, frozen=True, gc=False):
    who: str
    on: bool


class PeerQuiet(OfLog, frozen=True, gc=False):
    """Why the teen says nothing: thinking, asked, or "" when they write again."""

    why: str
    left_ms: int


class PeerOnline(OfLog, frozen=True, gc=False):
    who: str
    on: bool


class LostForGood(OfLog, frozen=True, gc=False):
    """Something in the log could not be healed."""


class LogRenewed(OfLog, frozen=True, gc=False):
    """The log has another epoch, or another connection of this end: who has the chat connects to it anew."""


class Superseded(Notice, frozen=True, gc=False):
    id: str
    role: str
    generation: int


class StaffFrameNotice(Notice, frozen=True, gc=False):
    desk: str
    staff: str
    frame: str


class SignedOutNotice(Notice, frozen=True, gc=False):
    """`session` is empty for every sign-in of this person; `back`: they may sign in again and go on."""

    staff: str
    session: str
    back: bool = False


def parse(payload: str) -> Notice | None:
    """One payload of `gw:<id>`; None for what cannot be read (a newer version's, or noise)."""
    kind, _, rest = payload.partition(" ")
    if kind not in _READERS:
        return None
    splits, read = _READERS[kind]
    try:
        return read(*rest.split(" ", splits))
    except (ValueError, TypeError):
        return None


def _quiet(chat: str, role: str, who: str, why: str, left_ms: str) -> Notice | None:
    known = who == "teen" and _blank(why) in _QUIET
    return PeerQuiet(chat, role, _blank(why), max(0, min(int(left_ms), LONGEST_QUIET_MS))) if known else None


def _end(who: str) -> str:
    """There are three ends; what is told of another would be kept for each. Raises ValueError."""
    if who not in _ENDS:
        raise ValueError
    return who


def _blank(word: str) -> str:
    return "" if word == "-" else word


_ENDS = ("teen", "counsellor", "supervisor")
_QUIET = ("", "thinking", "asked")
# How often a payload is split, and what its words are; the last may hold spaces where the number says so.
_READERS: dict[str, tuple[int, Callable[..., Notice | None]]] = {
    "e": (4, lambda chat, role, epoch, seq, stored: NewEntry(chat, role, epoch, int(seq), stored)),
    "t": (-1, TeenChanged),
    "s": (-1, lambda desk, staff, chat, why: StaffChanged(desk, staff, _blank(chat), _blank(why))),
    "c": (-1, lambda chat, role, who, seq: PeerSeen(chat, role, _end(who), int(seq))),
    "y": (-1, lambda chat, role, who, on: PeerTyping(chat, role, _end(who), on == "1")),
    "q": (-1, _quiet),
    "p": (-1, lambda chat, role, who, on: PeerOnline(chat, role, _end(who), on == "1")),
    "l": (-1, lambda chat, role, _: LostForGood(chat, role)),
    "a": (-1, lambda chat, role, _: LogRenewed(chat, role)),
    "k": (-1, lambda name, role, generation: Superseded(name, role, int(generation))),
    "i": (2, StaffFrameNotice),
    "o": (-1, lambda staff, session, *more: SignedOutNotice(staff, _blank(session), more == ("back",))),
}
