"""A chat's log: each operation is one atomic script on `{chat:ID}`. Bodies are opaque here."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from routing import keys
from routing.errors import RoutingError
from routing.library import Library, log_library
from routing.log_values import PAGE, Appended, Attached, Counts, Logged, Proof
from routing.pipe import Done, Pipe, nobody_waits, settle
from routing.resp import Word

__all__ = ["Appended", "Attached", "ChatLog", "Counts", "Logged", "Proof"]

Append = Callable[[Appended | None, RoutingError | None], None]
TTL_MS = 6 * 3600 * 1000
HOLD_MS = 5_000
SEALED_MS = 4_500
KEEP = 400
TRIM_STEP = 64
# A connection that listens may not leave more than 32 MB unread: so many readings at once, each of a page of entries
# of at most 12 KB.
READINGS = 32

NOTHING = Proof()


class ChatLog:
    """The logs of all chats. Roles are teen, counsellor, supervisor. Every call may be repeated safely, and raises

    PipeDown, PipeFull (not sent), PipeLost (may have run), LogLost (attach again), ChatEnded, StaleConnection,
    StaleFence, Refilling, Gap, LogFull.
    """

    def __init__(self, pipe: Pipe, *, hold_ms: int = HOLD_MS, scripts: Library | None = None) -> None:
        """`hold_ms`: how long a rebuilt log waits for the other end before it takes new entries."""
        self._pipe = pipe
        self._hold_ms = hold_ms
        self._scripts = scripts or log_library()
        self._readings = asyncio.Semaphore(READINGS)

    async def begin(self, chat: str, fence: int, *, now: int | None = None) -> None:
        """The log of a chat that was just accepted; where there is one, its fence rises."""
        await self._run("begin", chat, fence, secrets.token_urlsafe(9), TTL_MS, "" if now is None else now)

    async def attach(
        self, chat: str, role: str, gateway: str, fence: int, proof: Proof = NOTHING, *, now: int | None = None
    ) -> Attached:
        """Connect one end: its newest connection wins. Makes the log where there is none; raises its fence to `fence`.

        A `proof` that does not fit its epoch shows that the log was lost: then the end is asked to refill, as it is
        for a proof of a former epoch. Raises StaleFence for a counsellor or supervisor below the log's fence.
        `now` (ms) replaces the clock of Redis in tests.
        """
        channel = keys.gateway_channel(gateway)
        made = (secrets.token_urlsafe(9), TTL_MS, self._hold_ms, "" if now is None else now)
        handed = (keys.handed(chat, role),)
        async with self._readings:
            return _standing(await self._run("attach", chat, role, channel, fence, *proof, *made, more=handed))

    def append_soon(self, chat: str, generation: int, stored: str, done: Append) -> None:
        """Append a stamped entry without a task: `done(appended, error)` is called from the event loop, in the order of
        the calls."""

        def answered(reply: Any, error: RoutingError | None) -> None:
            done(_appended(reply) if error is None else None, error)

        self._soon("append", chat, (generation, stored), answered)

    async def append(self, chat: str, generation: int, stored: str) -> Appended:
        """Where the entry stands; the same for a repeated cid. Wakes each other connected end with
        `e <chat> <role> <epoch> <seq> <stored>`."""
        return _appended(await self._run("append", chat, generation, stored))

    async def seen(self, chat: str, role: str, generation: int, seq: int) -> None:
        """This end shows everything up to `seq`; tells the others (`c`), trims what all have seen beyond the bound."""
        await self._run("seen", chat, role, generation, seq, KEEP, TRIM_STEP)

    def seen_soon(self, chat: str, role: str, generation: int, seq: int) -> None:
        """The same without an answer: a lost mark is healed by the next one."""
        self._soon("seen", chat, (role, generation, seq, KEEP, TRIM_STEP), nobody_waits)

    async def typing(self, chat: str, role: str, generation: int, on: bool) -> None:
        """Tell the other connected ends (`y`); nothing is kept."""
        await self._run("typing", chat, role, generation, int(on))

    def typing_soon(self, chat: str, role: str, generation: int, on: bool) -> None:
        """The same without an answer."""
        self._soon("typing", chat, (role, generation, int(on)), nobody_waits)

    async def quiet(self, chat: str, role: str, generation: int, why: str, left_ms: int) -> None:
        """Tell the other connected ends why this one says nothing (`q`); nothing is kept."""
        await self._run("quiet", chat, role, generation, why or "-", left_ms)

    def quiet_soon(self, chat: str, role: str, generation: int, why: str, left_ms: int) -> None:
        """The same without an answer."""
        self._soon("quiet", chat, (role, generation, why or "-", left_ms), nobody_waits)

    async def read(self, chat: str, after: int, limit: int = PAGE, *, epoch: str = "") -> tuple[Logged, ...]:
        """The next entries above `after`, in order. The first may be above `after + 1` only where the log begins later.
        `epoch`: the one this reader is attached to; LogLost when the log is another by now."""
        async with self._readings:
            return _logged(await self._run("read", chat, after, limit, epoch))

    async def refill(
        self,
        chat: str,
        role: str,
        generation: int,
        epoch: str,
        entries: Sequence[Logged],
        last: bool,
        *,
        now: int | None = None,
    ) -> Attached | None:
        """Take entries that an end was delivered in a former epoch, stamps and places checked. With `last`: where it
        stands now, with the log to replay from its beginning. None before."""
        given = [part for one in entries for part in (one.seq, one.text)]
        opening = (generation, epoch, int(last), secrets.token_urlsafe(9), "" if now is None else now)
        async with self._readings:
            reply = await self._run("refill", chat, role, *opening, *given, more=(keys.handed(chat, role),))
        return _standing(reply) if last else None

    async def raise_fence(self, chat: str, fence: int, note: str = "") -> Counts:
        """The chat changes hands: from now on only `fence` writes, and former counsellors are detached.
        Nothing happens when the log's fence is that high already, or there is no log. The stamped `note` of who handed
        it on goes in with it, once, though others have raised the fence before: raises LogLost, ChatEnded, Gap. Counts
        what was written until now."""
        return Counts(*await self._run("raise", chat, fence, note))

    async def detach(self, chat: str, role: str, generation: int) -> None:
        """A connection is gone; tells the others (`p … 0`). Nothing happens when a newer one took over."""
        await self._run("detach", chat, role, generation)

    async def close_log(self, chat: str) -> Counts:
        """The chat is over: no more writes from here on, all keys gone within 5 s."""
        handed = (keys.handed(chat, "teen"), keys.handed(chat, "counsellor"))
        return Counts(*await self._run("close", chat, SEALED_MS, more=handed))

    def _run(self, name: str, chat: str, *args: Word, more: tuple[str, ...] = ()) -> "asyncio.Future[Any]":
        """`more`: keys beside meta and log."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        line = (2 + len(more), *keys.of_chat(chat), *more, chat, *args)
        self._scripts.run_soon(self._pipe, name, line, lambda reply, error: settle(future, reply, error))
        return future

    def _soon(self, name: str, chat: str, args: tuple[Word, ...], done: Done) -> None:
        self._scripts.run_soon(self._pipe, name, (2, *keys.of_chat(chat), chat, *args), done, patient=True)


def _appended(reply: int | str) -> Appended:
    """A seq, or `=seq stamp` of an entry that was there already."""
    if isinstance(reply, int):
        return Appended(reply)
    seq, _, stamp = reply[1:].partition(" ")
    return Appended(int(seq), stamp)


def _logged(stored: Any) -> tuple[Logged, ...]:
    """The stream's `[["<seq>-0", ["f", text, …]], …]`."""
    return tuple(Logged(int(name.partition("-")[0]), fields[1]) for name, fields in stored)


def _standing(reply: Any) -> Attached:
    generation, epoch, fence, head, n, peer_seen, refill, lost, ended, online, entries = reply
    return Attached(
        generation=int(generation),
        epoch=epoch,
        fence=fence,
        head=head,
        n=n,
        peer_seen=peer_seen,
        entries=_logged(entries),
        refill=bool(refill),
        lost=bool(lost),
        ended=bool(ended),
        online=tuple(online.split()),
    )
