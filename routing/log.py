"""A chat's log: each operation is one atomic script on `{chat:ID}`. Bodies are opaque here."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any

import msgspec

from routing import keys
from routing.errors import RoutingError
from routing.library import Library, log_library
from routing.log_values import PAGE, Attached, Counts, Held, Logged
from routing.pipe import Done, Pipe, settle
from routing.resp import Word

__all__ = ["Attached", "ChatLog", "Counts", "Held", "Logged"]

TTL_MS = 6 * 3600 * 1000
HOLD_MS = 5_000
SEALED_MS = 4_500
KEEP = 400
TRIM_STEP = 64
# A connection that listens may not leave more than 32 MB unread: so many readings at once, each of a page of entries
# of at most 12 KB.
READINGS = 32

_quoted = msgspec.json.Encoder().encode


def entry(who: str, cid: str, n: int, fence: int, kind: str, body: str) -> str:
    """An entry encoded once: the tail of its wire frame, as it is stored."""
    return f'"who":"{who}","cid":"{cid}","n":{n},"fence":{fence},"kind":"{kind}","body":{_quoted(body).decode()}}}'


def frame(chat: str, seq: int, stored: str) -> str:
    """The wire frame of a stored entry."""
    return f'{{"t":"entry","chat":"{chat}","seq":{seq},{stored}'


class ChatLog:
    """The logs of all chats. Roles are teen, counsellor, supervisor. Every call may be repeated safely, and raises

    PipeDown, PipeFull (not sent), PipeLost (may have run), LogLost (attach again), ChatEnded, StaleConnection,
    StaleFence, Refilling, Gap, LogFull, WrongKind.
    """

    def __init__(self, pipe: Pipe, *, hold_ms: int = HOLD_MS, scripts: Library | None = None) -> None:
        """`hold_ms`: how long a rebuilt log waits for the other end before it takes new entries."""
        self._pipe = pipe
        self._hold_ms = hold_ms
        self._scripts = scripts or log_library()
        self._readings = asyncio.Semaphore(READINGS)

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
        active: bool = True,
        now: int | None = None,
    ) -> Attached:
        """Connect one end: its newest connection wins. Makes the log where there is none; raises its fence to `fence`.

        A log is made at fence 0, when its chat begins: one found missing above that was lost, and the ends are asked
        to refill it (not before the chat is `active`). `last_cid` is the cid of the entry the end holds at `last_seq`:
        after a failover to a server that went back in time the two differ, and the ends refill too.
        Raises StaleFence for a counsellor or supervisor below the log's fence.
        `now` (ms) replaces the clock of Redis in tests.
        """
        channel = keys.gateway_channel(gateway)
        known = (fence, epoch, last_seq, last_cid)
        made = (secrets.token_urlsafe(9), TTL_MS, self._hold_ms, "" if now is None else now)
        evidence = (self._pipe.server, int(active))
        async with self._readings:
            return _standing(chat, await self._run("attach", chat, role, channel, *known, *made, *evidence))

    def append_soon(self, chat: str, generation: int, stored: str, done: Done) -> None:
        """Append an `entry(…)` without a task: `done(seq, error)` is called from the event loop, in the order of the
        calls."""
        self._soon("append", chat, (generation, stored), done)

    async def append(
        self, chat: str, role: str, generation: int, fence: int, cid: str, n: int, kind: str, body: str
    ) -> int:
        """The entry's seq, the same for a repeated cid. Wakes each other connected end with
        `e <chat> <role> <seq> <frame>`."""
        return int(await self._run("append", chat, generation, entry(role, cid, n, fence, kind, body)))

    async def seen(self, chat: str, role: str, generation: int, seq: int) -> None:
        """This end shows everything up to `seq`; tells the others (`c`), trims what all have seen beyond the bound."""
        await self._run("seen", chat, role, generation, seq, KEEP, TRIM_STEP)

    def seen_soon(self, chat: str, role: str, generation: int, seq: int) -> None:
        """The same without an answer: a lost mark is healed by the next one."""
        self._soon("seen", chat, (role, generation, seq, KEEP, TRIM_STEP), _ignore)

    async def typing(self, chat: str, role: str, generation: int, on: bool) -> None:
        """Tell the other connected ends (`y`); nothing is kept."""
        await self._run("typing", chat, role, generation, int(on))

    def typing_soon(self, chat: str, role: str, generation: int, on: bool) -> None:
        """The same without an answer."""
        self._soon("typing", chat, (role, generation, int(on)), _ignore)

    async def read(self, chat: str, after: int, limit: int = PAGE, *, epoch: str = "") -> tuple[Logged, ...]:
        """The next entries above `after`, in order. The first may be above `after + 1` only where the log begins later.
        `epoch`: the one this reader is attached to; LogLost when the log is another by now."""
        async with self._readings:
            return _logged(chat, await self._run("read", chat, after, limit, epoch))

    async def refill(
        self,
        chat: str,
        role: str,
        generation: int,
        epoch: str,
        entries: Sequence[Held],
        last: bool,
        *,
        now: int | None = None,
    ) -> Attached | None:
        """Take entries an end holds, in order. With `last`: where it stands now, with the log to replay from its
        beginning (send `log` again with refill=False, then all entries: the client places them anew by cid). None
        before."""
        held: list[str | int] = []
        for one in entries:
            stored = entry(one.who, one.cid, one.n, one.fence, one.kind, one.body)
            held += (one.seq, one.who, one.cid, one.n, one.kind, stored)
        opening = (generation, epoch, int(last), "" if now is None else now)
        async with self._readings:
            reply = await self._run("refill", chat, role, *opening, *held)
        return _standing(chat, reply) if last else None

    async def raise_fence(self, chat: str, fence: int) -> None:
        """The chat changes hands: from now on only `fence` writes, and former counsellors are detached.
        Nothing happens when the log's fence is that high already, or there is no log."""
        await self._run("raise", chat, fence)

    async def detach(self, chat: str, role: str, generation: int) -> None:
        """A connection is gone; tells the others (`p … 0`). Nothing happens when a newer one took over."""
        await self._run("detach", chat, role, generation)

    async def close_log(self, chat: str) -> Counts:
        """The chat is over: no more writes from here on, all keys gone within 5 s."""
        return Counts(*await self._run("close", chat, SEALED_MS))

    def _run(self, name: str, chat: str, *args: Word) -> "asyncio.Future[Any]":
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        line = (2, *keys.of_chat(chat), chat, *args)
        self._scripts.run_soon(self._pipe, name, line, lambda reply, error: settle(future, reply, error))
        return future

    def _soon(self, name: str, chat: str, args: tuple[Word, ...], done: Done) -> None:
        self._scripts.run_soon(self._pipe, name, (2, *keys.of_chat(chat), chat, *args), done, patient=True)


def _logged(chat: str, stored: Any) -> tuple[Logged, ...]:
    """The stream's `[["<seq>-0", ["f", entry]], …]` as frames."""
    seqs = [(int(name.partition("-")[0]), fields[1]) for name, fields in stored]
    return tuple(Logged(seq, frame(chat, seq, text)) for seq, text in seqs)


def _standing(chat: str, reply: Any) -> Attached:
    generation, epoch, fence, head, n, peer_seen, refill, lost, ended, online, entries, owes = reply
    return Attached(
        generation=int(generation),
        epoch=epoch,
        fence=fence,
        head=head,
        n=n,
        peer_seen=peer_seen,
        entries=_logged(chat, entries),
        refill=bool(refill),
        lost=bool(lost),
        ended=bool(ended),
        online=tuple(online.split()),
        owes=bool(owes),
    )


def _ignore(_reply: Any, _error: RoutingError | None) -> None:
    """Nobody waits for this answer."""
