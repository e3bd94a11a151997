"""What other processes tell this gateway: wake-ups as short text, never the truth. Pure."""

from collections.abc import Callable

from msgspec import Struct

from chat.protocol.common import LONGEST_QUIET_MS


class TeenChanged(Struct, frozen=True, gc=False):
    desk: str
    chat: str


class StaffChanged(Struct, frozen=True, gc=False):
    desk: str
    staff: str
    chat: str
    why: str


class OfLog(Struct, frozen=True, gc=False):
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


class Superseded(Struct, frozen=True, gc=False):
    id: str
    role: str
    generation: int


class StaffFrameNotice(Struct, frozen=True, gc=False):
    desk: str
    staff: str
    frame: str


class SignedOutNotice(Struct, frozen=True, gc=False):
    """`session` is empty for every sign-in of this person; `back`: they may sign in again and go on."""

    staff: str
    session: str
    back: bool = False


Notice = (
    TeenChanged
    | StaffChanged
    | NewEntry
    | PeerSeen
    | PeerTyping
    | PeerQuiet
    | PeerOnline
    | LostForGood
    | LogRenewed
    | Superseded
    | StaffFrameNotice
    | SignedOutNotice
)


def parse(payload: str) -> Notice | None:
    """One payload of `gw:<id>`; None for what cannot be read (a newer version's, or noise)."""
    kind, _, rest = payload.partition(" ")
    reader = _READERS.get(kind)
    try:
        return reader(rest) if reader else None
    except (ValueError, TypeError):
        return None


def _entry(rest: str) -> Notice:
    chat, role, epoch, seq, stored = rest.split(" ", 4)
    return NewEntry(chat, role, epoch, int(seq), stored)


def _staff(rest: str) -> Notice:
    desk, staff, chat, why = rest.split(" ")
    return StaffChanged(desk, staff, _blank(chat), _blank(why))


def _seen(rest: str) -> Notice:
    chat, role, who, seq = rest.split(" ")
    return PeerSeen(chat, role, _end(who), int(seq))


def _typing(rest: str) -> Notice:
    chat, role, who, on = rest.split(" ")
    return PeerTyping(chat, role, _end(who), on == "1")


def _quiet(rest: str) -> Notice | None:
    chat, role, who, why, left_ms = rest.split(" ")
    known = who == "teen" and _blank(why) in _QUIET
    return PeerQuiet(chat, role, _blank(why), max(0, min(int(left_ms), LONGEST_QUIET_MS))) if known else None


def _online(rest: str) -> Notice:
    chat, role, who, on = rest.split(" ")
    return PeerOnline(chat, role, _end(who), on == "1")


def _lost(rest: str) -> Notice:
    chat, role, _ = rest.split(" ")
    return LostForGood(chat, role)


def _renewed(rest: str) -> Notice:
    chat, role, _ = rest.split(" ")
    return LogRenewed(chat, role)


def _superseded(rest: str) -> Notice:
    name, role, generation = rest.split(" ")
    return Superseded(name, role, int(generation))


def _signed_out(rest: str) -> Notice:
    staff, session, *more = rest.split(" ")
    return SignedOutNotice(staff, _blank(session), more == ["back"])


def _end(who: str) -> str:
    """There are three ends; what is told of another would be kept for each. Raises ValueError."""
    if who not in _ENDS:
        raise ValueError
    return who


def _blank(word: str) -> str:
    return "" if word == "-" else word


_ENDS = ("teen", "counsellor", "supervisor")
_QUIET = ("", "thinking", "asked")
_READERS: dict[str, Callable[[str], Notice | None]] = {
    "e": _entry,
    "t": lambda rest: TeenChanged(*rest.split(" ")),
    "s": _staff,
    "c": _seen,
    "y": _typing,
    "q": _quiet,
    "p": _online,
    "l": _lost,
    "a": _renewed,
    "k": _superseded,
    "i": lambda rest: StaffFrameNotice(*rest.split(" ", 2)),
    "o": _signed_out,
}
