"""What a chat's log gives and takes: plain values, no I/O."""

from dataclasses import dataclass
from typing import NamedTuple

PAGE = 64
"""How many entries are read at once (lua/log/limits.lua says the same)."""


class Logged(NamedTuple):
    """One entry as the wire carries it: `frame` is the JSON text of an `entry` frame."""

    seq: int
    frame: str


class Held(NamedTuple):
    """One entry as an end holds it and hands it in for a refill."""

    seq: int
    who: str
    cid: str
    n: int
    fence: int
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Attached:
    """Where an end stands. `generation` goes with each later call of this connection.

    `entries`, the first page, follow the end's `last_seq` when it may resume, else they begin with the log;
    none while `refill` asks this end for what it holds (they come with the answer to its last refill).
    `owes`: it holds something to refill, and is asked for it when it attaches to the chat in service.
    `lost`: something is missing that nobody held. `ended`: readable for a few seconds yet, no more writes.
    """

    generation: int
    epoch: str
    fence: int
    head: int
    n: int
    peer_seen: int
    entries: tuple[Logged, ...]
    refill: bool
    lost: bool
    ended: bool
    online: tuple[str, ...]
    owes: bool = False


class Counts(NamedTuple):
    """How many texts each side wrote (no grants, no notes)."""

    teen: int
    staff: int
