"""A chat's log: each operation is one atomic script on `{chat:ID}`. Bodies are opaque here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from routing.errors import RoutingError
from routing.pipe import Pipe

Appended = Callable[[int, RoutingError | None], None]


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

    `entries` follow the end's `last_seq` when it may resume; all of the log when `epoch` is not the one it named;
    none while `refill` asks this end for what it holds (they come with the answer to its last refill).
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


class ChatLog:
    """The logs of all chats. Roles are teen, counsellor, supervisor. Every call raises RoutingError subclasses:

    PipeDown/PipeFull (not sent), PipeLost (may have run; every call here may be repeated safely),
    LogLost (attach again), Ended, StaleConnection, StaleFence, Refilling, Gap, LogFull.
    """

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    async def attach(
        self,
        chat: str,
        role: str,
        gateway: str,
        fence: int,
        epoch: str = "",
        last_seq: int = 0,
        last_cid: str = "",
        *,
        now: int | None = None,
    ) -> Attached:
        """Connect one end: its newest connection wins. Makes the log where there is none; raises its fence to `fence`.

        `last_cid` is the cid of the entry the end holds at `last_seq`: after Redis went back in time the two differ,
        and the end is asked to refill. Raises StaleFence for a counsellor or supervisor below the log's fence, Ended
        only once the log is gone for good.
        """
        raise NotImplementedError

    def append_soon(
        self,
        chat: str,
        role: str,
        generation: int,
        fence: int,
        cid: str,
        n: int,
        kind: str,
        body: str,
        done: Appended,
    ) -> None:
        """Append without a task: `done(seq, error)` is called from the event loop, in the order of the calls."""
        raise NotImplementedError

    async def append(
        self, chat: str, role: str, generation: int, fence: int, cid: str, n: int, kind: str, body: str
    ) -> int:
        """The entry's seq, the same for a repeated cid. Raises StaleFence, StaleConnection, Gap, Ended, LogLost,
        Refilling, LogFull. Wakes each other connected end with `e <chat> <role> <seq> <frame>`."""
        raise NotImplementedError

    async def seen(self, chat: str, role: str, generation: int, seq: int) -> None:
        """This end shows everything up to `seq`; tells the others (`c`), trims what all have seen beyond the bound."""
        raise NotImplementedError

    def seen_soon(self, chat: str, role: str, generation: int, seq: int) -> None:
        """The same without an answer: a lost mark is healed by the next one."""
        raise NotImplementedError

    async def typing(self, chat: str, role: str, generation: int, on: bool) -> None:
        """Tell the other connected ends (`y`); nothing is kept."""
        raise NotImplementedError

    async def read(self, chat: str, after: int, limit: int = 200) -> tuple[Logged, ...]:
        """Entries above `after`, in order. The first may be above `after + 1` only where the log begins later.
        Raises LogLost."""
        raise NotImplementedError

    async def refill(
        self, chat: str, role: str, generation: int, epoch: str, entries: Sequence[Held], last: bool
    ) -> Attached | None:
        """Take entries an end holds, in order. With `last`: where it stands now, with the whole log to replay
        (send `log` again with refill=False, then all entries: the client places them anew by cid). None before."""
        raise NotImplementedError

    async def raise_fence(self, chat: str, fence: int) -> None:
        """The chat changes hands: from now on only `fence` writes, and former counsellors are detached.
        Nothing happens when the log's fence is that high already, or there is no log."""
        raise NotImplementedError

    async def detach(self, chat: str, role: str, generation: int) -> None:
        """A connection is gone; tells the others (`p … 0`). Nothing happens when a newer one took over."""
        raise NotImplementedError

    async def seal(self, chat: str) -> Counts:
        """The chat is over: no more writes from here on, all keys gone within 5 s. Repeatable."""
        raise NotImplementedError
