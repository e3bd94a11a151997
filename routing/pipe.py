"""The connection to Redis: commands pipelined by themselves, and the notices of the channels that it listens to.

All commands of one event-loop turn leave in one write. Nothing is ever repeated behind the caller's back: a command
whose reply was lost with its connection fails with `PipeLost` (it may have run), one that could not be sent fails with
`PipeDown` (it has not).
"""

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from hiredis import PushNotification, ReplyError

from routing.errors import CommandFailed, NotNow, PipeDown, PipeFull, PipeLost, RoutingError
from routing.resp import Link, Word, connect, greeting, is_replica, pack
from routing.where import Address, OneServer, Where

Done = Callable[[Any, RoutingError | None], None]
_FIRST_WAIT_S = 0.02
_LONGEST_WAIT_S = 1.0
# One picture of a screen: nobody sees the difference, and fewer wake-ups carry more.
_SHARED_WRITE_S = 0.016
_A_REPLICA = "READONLY a replica"
# What passes by itself, and what only a replica says: it takes another server.
_LATER = frozenset({"LOADING", "BUSY", "OOM", "MISCONF", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK"})
_ANEW = frozenset({"READONLY", "MASTERDOWN"})


class Reader(Protocol):
    """Reads replies before those who wait for them do. One for many commands: a closure for each would cost more than
    packing it does."""

    def read(self, pipe: "Pipe", line: tuple[Word, ...], done: Done, reply: Any, error: RoutingError | None) -> None:
        """One command was answered, or refused."""


_Waiting = tuple[Done, Reader | None, tuple[Word, ...]]


class Subscription(NamedTuple):
    """Who hears a channel, and is told that something may have been missed."""

    hear: Callable[[str], None]
    missed: Callable[[], None]


class Pipe:
    """One connection with any number of commands under way, answered in order. Reconnects by itself."""

    def __init__(self, where: str | Where, *, bound: int = 20_000, timeout_s: float = 5.0) -> None:
        """`where`: an address, or who is asked for the server each time a connection is made. `bound`: how many
        commands may be under way. `timeout_s`: without any reply for so long, start anew. Set `on_anew` to hear of
        each connection after the first: it may be another server's; `on_trouble` to hear that this server was lost, or
        takes a command later or elsewhere."""
        self.on_anew: Callable[[], object] = _nobody_asks
        self.on_trouble: Callable[[], object] = _nobody_asks
        self._where = OneServer(where) if isinstance(where, str) else where
        self._bound = bound
        self._timeout_s = timeout_s
        self._link: Link | None = None
        self._making: Link | None = None
        self._waiting: deque[_Waiting] = deque()
        self._unsent: list[bytes] = []
        self._subscriptions: dict[str, Subscription] = {}
        self._soon = False
        self._later: asyncio.TimerHandle | None = None
        self._flushed = 0.0
        self._answered = 0
        self._broken = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._problem: Exception | None = None
        self._address: Address | None = None

    @property
    def up(self) -> bool:
        return self._link is not None

    def each(self) -> "Sequence[Pipe]":
        """One for each server that takes writes."""
        return (self,)

    def begin(self, ready: "asyncio.Future[None] | None" = None) -> None:
        """Connect, without waiting. Without `ready` the first connection, too, is one anew."""
        self._loop = asyncio.get_running_loop()
        self._keeper = asyncio.create_task(self._keep(ready), name="pipe")

    async def start(self) -> None:
        """Connect. Raises PipeDown when Redis cannot be reached within the timeout, from what kept it."""
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.begin(ready)
        try:
            async with asyncio.timeout(self._timeout_s):
                await ready
        except TimeoutError:
            await self.stop()
            raise PipeDown from self._problem

    async def stop(self) -> None:
        """Close; what is under way fails with PipeLost."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        self._keeper = None
        self._drop()
        await self._where.close()

    def hears(self, channel: str) -> bool:
        """Whether the server by which the notices of `channel` come is there."""
        return self.up

    async def listen(self, channel: str, hear: Callable[[str], None], missed: Callable[[], None]) -> None:
        """Hear what is published on `channel`, on each later connection too. `missed` is called when it is listened to
        again after a break: what was published meanwhile is gone. Raises RoutingError."""
        self._subscriptions[channel] = Subscription(hear, missed)
        try:
            await self.call("SUBSCRIBE", channel)
        except RoutingError:
            del self._subscriptions[channel]
            raise

    def listen_soon(self, channel: str, hear: Callable[[str], None], missed: Callable[[], None]) -> None:
        """The same without waiting: as soon as there is a connection."""
        self._subscriptions[channel] = Subscription(hear, missed)
        if self.up:
            self.send(("SUBSCRIBE", channel), nobody_waits)

    async def ignore(self, channel: str) -> None:
        """Listen to this channel no more."""
        if self._subscriptions.pop(channel, None) is not None:
            with contextlib.suppress(RoutingError):
                await self.call("UNSUBSCRIBE", channel)

    def send(self, line: tuple[Word, ...], done: Done, *, patient: bool = False, reader: Reader | None = None) -> None:
        """Send a command; `done(reply, error)` is called once, from the event loop, in order of sending. A reply goes
        through `reader` first.

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
        self._unsent.append(pack(line))
        self._waiting.append((done, reader, line if reader is not None else ()))
        if not (self._soon or (patient and self._later)):
            self._plan(patient)

    def call(self, *line: Word) -> "asyncio.Future[Any]":
        """A command to await: its reply as text, int, list, dict or None. Raises RoutingError. Cancelling the wait
        does not take the command back."""
        future: asyncio.Future[Any] = self._loop.create_future()
        self.send(line, lambda reply, error: settle(future, reply, error))
        return future

    async def execute_command(self, *args: Any, **_options: Any) -> Any:
        """The same as redis-py's method: the words of a command's name are split."""
        name, *rest = args
        return await self.call(*name.split(), *rest)

    def _plan(self, patient: bool) -> None:
        now = self._loop.time()
        if not patient or now - self._flushed >= _SHARED_WRITE_S:
            self._soon = True
            self._loop.call_soon(self._flush)
        else:
            self._later = self._loop.call_at(now - now % _SHARED_WRITE_S + _SHARED_WRITE_S, self._flush)

    def _flush(self) -> None:
        if self._later is not None:
            self._later.cancel()
        self._soon, self._later, self._flushed = False, None, self._loop.time()
        batch = b"".join(self._unsent)
        self._unsent.clear()
        if self._link is not None:
            self._link.write(batch)

    # what comes in

    def _reply(self, reply: Any) -> None:
        self._answered += 1
        try:
            if type(reply) is PushNotification and self._heard(reply):
                return
            done, reader, line = self._waiting.popleft()
            error = self._refused(str(reply)) if isinstance(reply, ReplyError) else None
            if reader is not None:
                reader.read(self, line, done, None if error else reply, error)
            else:
                done(None if error else reply, error)
        except Exception as problem:
            self._loop.call_exception_handler({"message": "a reply's callback failed", "exception": problem})

    def _heard(self, notice: list[Any]) -> bool:
        """Whether this was no reply: (un)subscribing is answered by a notice, too, in its turn."""
        if notice[0] != "message":
            return notice[0] not in {"subscribe", "unsubscribe"}
        subscription = self._subscriptions.get(notice[1])
        if subscription is not None:
            subscription.hear(notice[2])
        return True

    def _refused(self, said: str) -> RoutingError:
        word = said.partition(" ")[0]
        if word not in _LATER and word not in _ANEW:
            return CommandFailed(said)
        if word in _ANEW and self._link is not None:
            self._link.close()
        self.on_trouble()
        return NotNow(said)

    # the life of the connection

    def _lost(self, link: Link) -> None:
        if link is self._link or link is self._making:
            self._broken.set()
            self._drop()
            self.on_trouble()

    def _drop(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()
        waiting, self._waiting = self._waiting, deque()
        self._unsent.clear()
        for done, *_ in waiting:
            done(None, PipeLost())

    async def _keep(self, ready: "asyncio.Future[None] | None") -> None:
        wait = _FIRST_WAIT_S
        while True:
            opened = self._loop.time()
            if await self._open():
                if ready is None or ready.done():
                    self._tell_missed()
                else:
                    ready.set_result(None)
                await self._watch()
                self._drop()
                if self._loop.time() - opened > _LONGEST_WAIT_S:
                    wait = _FIRST_WAIT_S
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))
            wait = min(_LONGEST_WAIT_S, wait * 2)

    async def _open(self) -> bool:
        """Connect and greet; commands are taken only after the greeting was accepted."""
        self._broken.clear()
        self._making = link = Link(self._reply, self._lost)
        try:
            async with asyncio.timeout(self._timeout_s):
                self._address = address = await self._where.server()
                await connect(address, link)
                hello, *others = greeting(address)
                if is_replica(await self._greet(link, hello)):
                    raise NotNow(_A_REPLICA)
                for line in [*others, *(("SUBSCRIBE", channel) for channel in self._subscriptions)]:
                    await self._greet(link, line)
        except (OSError, TimeoutError, RoutingError) as problem:
            self._problem = problem
            link.close()
            self._waiting.clear()
            return False
        except asyncio.CancelledError:
            link.close()
            raise
        finally:
            self._making = None
        self._link = link if link.transport is not None else None
        return self._link is not None

    async def _greet(self, link: Link, line: tuple[Word, ...]) -> Any:
        future: asyncio.Future[Any] = self._loop.create_future()
        self._waiting.append((lambda reply, error: settle(future, reply, error), None, ()))
        link.write(pack(line))
        return await future

    def _tell_missed(self) -> None:
        self.on_anew()
        for subscription in list(self._subscriptions.values()):
            subscription.missed()

    async def _watch(self) -> None:
        """Until the connection breaks, the server for the key is another, or nothing came for the timeout though
        something was asked. The server is asked what it is: who only reads or listens must notice, too, that it is gone
        or primary no more."""
        silent_s, every_s = 0.0, min(self._where.every_s, self._timeout_s)
        while not self._broken.is_set() and silent_s < self._timeout_s and not await self._elsewhere():
            before, asked = self._answered, bool(self._waiting)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(every_s):
                    await self._broken.wait()
            silent_s = silent_s + every_s if asked and self._answered == before else 0.0
            self.send(("HELLO",), self._leave_replica)

    async def _elsewhere(self) -> bool:
        """A primary that was cut off from the others does not know that it is none any more. While nobody says, this
        one stays."""
        try:
            return await self._where.server() != self._address
        except (OSError, RoutingError):
            return False

    def _leave_replica(self, reply: Any, _error: RoutingError | None) -> None:
        if self._link is not None and is_replica(reply):
            self._link.close()


def _nobody_asks() -> None:
    """Before anybody sets it."""


def nobody_waits(_reply: Any, _error: RoutingError | None) -> None:
    """Nobody waits for this answer."""


def settle(future: "asyncio.Future[Any]", reply: Any, error: RoutingError | None) -> None:
    """Answer who awaits, unless they have gone."""
    if future.done():
        return
    if error is None:
        future.set_result(reply)
    else:
        future.set_exception(error)
