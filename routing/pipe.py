"""Commands to Redis, pipelined by themselves: all of one event-loop turn leave in one write.

For the hot path. Nothing is ever repeated behind the caller's back: a command whose reply was lost with its
connection fails with `PipeLost` (it may have run), one that could not be sent fails with `PipeDown` (it has not).
"""

import asyncio
import contextlib
import random
import re
from collections import deque
from collections.abc import Callable
from typing import Any

from hiredis import ReplyError

from routing.errors import RoutingError
from routing.log_errors import CommandFailed, PipeDown, PipeFull, PipeLost, named
from routing.resp import Address, Link, connect
from routing.words import Word, command, words

Done = Callable[[Any, RoutingError | None], None]
_FIRST_WAIT_S = 0.02
_LONGEST_WAIT_S = 1.0
# One picture of a screen: nobody sees the difference, and fewer wake-ups carry more.
_BREATH_S = 0.016
_IDENTITY = re.compile(r"^(?:run_id|master_replid):(\w{8})", re.MULTILINE)


Again = tuple[str, bytes]
"""A script's source, and the call to repeat once Redis knows it; empty when it was repeated."""


class Pipe:
    """One connection with any number of commands under way, answered in order. Reconnects by itself.

    `server` tells the server of this connection from others, and from the same one after it was started anew.
    """

    def __init__(self, url: str, *, bound: int = 20_000, timeout_s: float = 5.0) -> None:
        """`bound`: how many commands may be under way. `timeout_s`: without any reply for so long, start anew."""
        self._address = Address.parse(url)
        self._bound = bound
        self._timeout_s = timeout_s
        self._link: Link | None = None
        self._waiting: deque[tuple[Done, Again | None]] = deque()
        self._unsent: list[bytes] = []
        self._soon = False
        self._later: asyncio.TimerHandle | None = None
        self._flushed = 0.0
        self._answered = 0
        self._broken = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self.server = ""

    @property
    def up(self) -> bool:
        return self._link is not None

    async def start(self) -> None:
        """Connect. Raises PipeDown when Redis cannot be reached within the timeout."""
        self._loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = self._loop.create_future()
        self._keeper = asyncio.create_task(self._keep(ready), name="pipe")
        try:
            await asyncio.wait_for(ready, self._timeout_s)
        except TimeoutError:
            await self.stop()
            raise PipeDown from None

    async def stop(self) -> None:
        """Close; what is under way fails with PipeLost."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        self._keeper = None
        self._drop()

    def send(self, line: bytes, done: Done, *, patient: bool = False, again: Again | None = None) -> None:
        """Send a packed command; `done(reply, error)` is called once, from the event loop, in order of sending.
        `again`: what to run instead when the server does not know the script (nothing had run).

        Commands leave at the end of the turn. A patient one leaves so too, unless a write was made in the last 16 ms:
        then it waits for the machine's next beat of 16 ms, so that under load several share a write, an answer and a
        wake-up, and the processes of one machine reach Redis together.
        """
        if self._link is None:
            self._loop.call_soon(done, None, PipeDown())
            return
        if len(self._waiting) >= self._bound:
            self._loop.call_soon(done, None, PipeFull())
            return
        self._unsent.append(line)
        self._waiting.append((done, again))
        if not (self._soon or (patient and self._later)):
            self._plan(patient)

    def _plan(self, patient: bool) -> None:
        now = self._loop.time()
        if not patient or now - self._flushed >= _BREATH_S:
            self._soon = True
            self._loop.call_soon(self._flush)
        else:
            self._later = self._loop.call_at(now - now % _BREATH_S + _BREATH_S, self._flush)

    def run_soon(self, source: str, call: bytes, done: Done, *, patient: bool = False) -> None:
        """Call a script by its SHA-1; a server that does not know it yet gets its source, once.
        A status that it answers comes as its named error."""
        self.send(call, done, patient=patient, again=(source, call))

    def run(self, source: str, call: bytes) -> "asyncio.Future[Any]":
        """The same, to await. Raises RoutingError. Cancelling the wait does not take the command back."""
        future: asyncio.Future[Any] = self._loop.create_future()
        self.run_soon(source, call, lambda reply, error: _settle(future, reply, error))
        return future

    def call(self, *line: Word) -> "asyncio.Future[Any]":
        """Any other command, to await: its reply as text, int, list or None. Raises RoutingError."""
        future: asyncio.Future[Any] = self._loop.create_future()
        self.send(command(words(*line)), lambda reply, error: _settle(future, reply, error))
        return future

    def _flush(self) -> None:
        if self._later is not None:
            self._later.cancel()
        self._soon, self._later, self._flushed = False, None, self._loop.time()
        batch = b"".join(self._unsent)
        self._unsent.clear()
        if self._link is not None:
            self._link.write(batch)

    def _reply(self, reply: Any) -> None:
        self._answered += 1
        done, again = self._waiting.popleft()
        try:
            if isinstance(reply, ReplyError):
                self._refused(CommandFailed(str(reply)), done, again)
            elif again is not None and isinstance(reply, str) and reply.startswith("!"):
                done(None, named(reply))
            else:
                done(reply, None)
        except Exception as problem:
            self._loop.call_exception_handler({"message": "a reply's callback failed", "exception": problem})

    def _refused(self, error: CommandFailed, done: Done, again: Again | None) -> None:
        source, call = again or ("", b"")
        if not source or error.word != "NOSCRIPT":
            done(None, error)
            return
        self.send(command(words("SCRIPT", "LOAD", source)), _ignore)
        self.send(call, done, again=("", b""))

    def _lost(self) -> None:
        self._broken.set()
        self._drop()

    def _drop(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()
        waiting, self._waiting = self._waiting, deque()
        self._unsent.clear()
        for done, _ in waiting:
            done(None, PipeLost())

    async def _keep(self, ready: "asyncio.Future[None]") -> None:
        wait = _FIRST_WAIT_S
        while True:
            if await self._open():
                wait = _FIRST_WAIT_S
                if not ready.done():
                    ready.set_result(None)
                await self._watch()
                self._drop()
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))
            wait = min(_LONGEST_WAIT_S, wait * 2)

    async def _open(self) -> bool:
        """Connect and greet; commands are taken only after the greeting was accepted."""
        self._broken.clear()
        link = Link(self._reply, self._lost)
        try:
            async with asyncio.timeout(self._timeout_s):
                await connect(self._address, link)
                for line in [*self._address.greeting(), ("PING",)]:
                    await self._greet(link, line)
                self.server = await self._identity(link)
        except (OSError, TimeoutError, RoutingError):
            link.close()
            return False
        self._link = link
        return not self._broken.is_set()

    async def _greet(self, link: Link, line: tuple[Word, ...]) -> Any:
        future: asyncio.Future[Any] = self._loop.create_future()
        self._waiting.append((lambda reply, error: _settle(future, reply, error), None))
        link.write(command(words(*line)))
        return await future

    async def _identity(self, link: Link) -> str:
        """Another one after a restart or a failover; empty when the server will not say."""
        try:
            return "".join(_IDENTITY.findall(await self._greet(link, ("INFO", "server", "replication"))))
        except CommandFailed:
            return ""

    async def _watch(self) -> None:
        """Until the connection breaks, or nothing was answered for the timeout while something waited."""
        while not self._broken.is_set():
            before, waited = self._answered, bool(self._waiting)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._broken.wait(), self._timeout_s)
            if waited and self._waiting and self._answered == before:
                return


def _ignore(_reply: Any, _error: RoutingError | None) -> None:
    """The next answer says whether it went well."""


def _settle(future: "asyncio.Future[Any]", reply: Any, error: RoutingError | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(reply)
    else:
        future.set_exception(error)
