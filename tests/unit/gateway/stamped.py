"""Entries as a gateway stored them, and what an end was delivered, for tests of sessions and followers."""

from chat.entry.keyring import KeyRing
from chat.entry.stamps import Stamps
from chat.protocol.common import Cursor
from routing.log_values import Proof, entry

CHAT = "c"
STAMPS = Stamps(KeyRing(("a house's secret of some length, for tests",)))


def stored(seq: int, who: str = "counsellor", *, fence: int = 1, kind: str = "text", body: str = "b") -> str:
    """The entry that stands at `seq`; its cid is `x<seq>`."""
    return STAMPS.stamped(CHAT, entry(who, f"x{seq}", seq, fence, "k", kind, body))


def stamp(seq: int, **about: object) -> str:
    return STAMPS.stamp_of(CHAT, stored(seq, **about))  # type: ignore[arg-type]


def place(seq: int, epoch: str = "e", given: str = "") -> str:
    return STAMPS.place(CHAT, epoch, seq, given or stamp(seq))


def shown(seq: int, epoch: str = "e") -> str:
    """The frame by which that entry is delivered."""
    return f'{{"t":"entry","chat":"{CHAT}","seq":{seq},{stored(seq)[:-1]},"place":"{place(seq, epoch)}"}}'


def cursor(seq: int, epoch: str = "e") -> Cursor:
    """What a client says that was delivered the entry at `seq` last."""
    return Cursor(CHAT, epoch, seq, stamp(seq), place(seq, epoch)) if seq else Cursor(CHAT)


def proof(seq: int, epoch: str = "e") -> Proof:
    return Proof(epoch, seq, stamp(seq))
