"""What a chat's log gives and takes: plain values, no I/O."""

from dataclasses import dataclass
from typing import NamedTuple

import msgspec

PAGE = 64
"""How many entries are read at once (lua/log/limits.lua says the same)."""
_quoted = msgspec.json.Encoder().encode


class Logged(NamedTuple):
    """One entry as it is stored: the tail of its wire frame, with its stamp at the end."""

    seq: int
    text: str


class Appended(NamedTuple):
    """Where an entry stands. `stamp` only when it was there already, perhaps sealed otherwise."""

    seq: int
    stamp: str = ""


class Proof(NamedTuple):
    """What an end was last delivered, its place already checked: the entry with this stamp at this seq of this epoch.
    Without an epoch it proves nothing."""

    epoch: str = ""
    seq: int = 0
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """Where an end stands. `generation` goes with each later call of this connection.

    `entries`, the first page, follow what the end proved where it may resume, else they begin with the log; none while
    `refill` asks this end for what it holds (they come with the answer to its last refill).
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


class Counts(NamedTuple):
    """How many texts each side wrote (no grants, no notes)."""

    teen: int
    staff: int


def entry(who: str, cid: str, n: int, fence: int, kid: str, kind: str, body: str) -> str:
    """An entry encoded once: the tail of its wire frame up to its stamp."""
    about = f'"who":"{who}","cid":"{cid}","n":{n},"fence":{fence},"kid":"{kid}","kind":"{kind}"'
    return f'{about},"body":{_quoted(body).decode()}'
