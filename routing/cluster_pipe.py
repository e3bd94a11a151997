"""The connections to a Redis Cluster: one pipe for each primary, each command on the pipe of its key's slot.

Nothing is sent a second time here: what comes to a node that has the slot no more is *later* (`NotNow`), and who has
which slots is asked at once. So no script runs on a desk of which only half has moved.

Notices are ordinary pub/sub: the nodes pass them on to each other, and this process listens at one of them. Where the
link between two nodes broke, some may be gone: the node's list of links shows that, and then all are looked at anew.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from redis.crc import key_slot

from routing.errors import PipeDown, RoutingError
from routing.pipe import Done, Pipe, Reader, Subscription
from routing.resp import Word
from routing.topology import ANSWERS_WITHIN_S, ByCluster, Slots
from routing.where import Address, OneServer

SLOTS = 16384
_LOOK_EVERY_S = 2.0
_LOOK_LEAST_S = 0.1
_WITHOUT_KEY = frozenset({"HELLO", "TIME", "INFO", "CLUSTER"})
_FUNCTIONS = "FUNCTION"


def slot_of(line: tuple[Word, ...]) -> int:
    """Of a command's first key, by which all its keys are: the scripts take as many keys as is said before them."""
    return key_slot(str(line[3] if line[0] == "FCALL" else line[1]).encode())


class ClusterPipe(Pipe):
    """What `Pipe` is to one server. Order is kept among commands of one slot only."""

    def __init__(self, where: ByCluster, *, bound: int = 20_000, timeout_s: float = 5.0, partly: bool = False) -> None:
        """`bound` and `timeout_s` hold for each primary. `partly`: one of them is enough to start."""
        super().__init__(OneServer(Address()), bound=bound, timeout_s=timeout_s)
        self._map = where
        self._partly = partly
        self._known: Slots = {}
        self._pipes: dict[Address, Pipe] = {}
        self._of_slot: list[Pipe | None] = [None] * SLOTS
        self._heard_at: dict[str, Pipe] = {}
        self._links: object = None
        self._asked = asyncio.Event()

    @property
    def up(self) -> bool:
        return all(pipe.up for pipe in self._pipes.values())

    def each(self) -> Sequence[Pipe]:
        return tuple(self._pipes.values())

    async def start(self) -> None:
        """Raises PipeDown when the cluster, or one of its primaries, cannot be reached within the timeout; `partly`:
        none of them. The others are connected to once they are there."""
        self._loop = asyncio.get_running_loop()
        try:
            self._take(await self._map.slots())
        except OSError as problem:
            raise PipeDown from problem
        kept = await asyncio.gather(*map(_start, self.each()))
        away = {pipe: what for pipe, what in zip(self.each(), kept, strict=True) if what is not None}
        if away and not (self._partly and len(away) < len(kept)):
            await self.stop()
            raise next(iter(away.values()))
        for pipe in away:
            pipe.begin()
        self._keeper = asyncio.create_task(self._follow(), name="cluster")

    async def stop(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        self._keeper = None
        await asyncio.gather(*(pipe.stop() for pipe in self._pipes.values()))
        await self._map.close()

    def hears(self, channel: str) -> bool:
        pipe = self._of_slot[slot_of(("SUBSCRIBE", channel))]
        return pipe is not None and pipe.up

    async def listen(self, channel: str, hear: Callable[[str], None], missed: Callable[[], None]) -> None:
        pipe = self._of_slot[slot_of(("SUBSCRIBE", channel))]
        if pipe is None:
            raise PipeDown
        await pipe.listen(channel, hear, _all_are_told)
        self._subscriptions[channel], self._heard_at[channel] = Subscription(hear, missed), pipe

    async def ignore(self, channel: str) -> None:
        self._subscriptions.pop(channel, None)
        if (pipe := self._heard_at.pop(channel, None)) is not None:
            await pipe.ignore(channel)

    def send(self, line: tuple[Word, ...], done: Done, *, patient: bool = False, reader: Reader | None = None) -> None:
        pipe = self._anywhere() if line[0] in _WITHOUT_KEY else self._of_slot[slot_of(line)]
        if pipe is None:
            self._loop.call_soon(done, None, PipeDown())
        else:
            pipe.send(line, done, patient=patient, reader=reader)

    def call(self, *line: Word) -> "asyncio.Future[Any]":
        """What is about functions is told to every primary."""
        return asyncio.ensure_future(self._everywhere(line)) if line[0] == _FUNCTIONS else super().call(*line)

    def _anywhere(self) -> Pipe | None:
        """The same one as long as it is there."""
        return next((pipe for pipe in self._pipes.values() if pipe.up), None)

    async def _everywhere(self, line: tuple[Word, ...]) -> Any:
        """Raises RoutingError where none takes it: one that is away now is told when a function is missing there."""
        told = await asyncio.gather(*(pipe.call(*line) for pipe in self._pipes.values()), return_exceptions=True)
        answers = [answer for answer in told if not isinstance(answer, BaseException)]
        if not answers:
            raise next((problem for problem in told if isinstance(problem, RoutingError)), PipeDown())
        return [row for rows in answers for row in rows] if isinstance(answers[0], list) else answers[0]

    # who has which slots

    def _take(self, found: Slots) -> list[Pipe]:
        """A pipe for each primary that is new; those of the others, which are to be stopped."""
        before, self._known = self._pipes, found
        primaries = dict.fromkeys(found[span] for span in sorted(found))
        self._pipes = {one: before.pop(one) if one in before else self._made(one) for one in primaries}
        self._of_slot = [None] * SLOTS
        for (low, high), address in found.items():
            self._of_slot[low : high + 1] = [self._pipes[address]] * (high + 1 - low)
        return list(before.values())

    def _made(self, address: Address) -> Pipe:
        pipe = Pipe(OneServer(address), bound=self._bound, timeout_s=self._timeout_s)
        pipe.on_anew, pipe.on_trouble = self._tell_missed, self._asked.set
        return pipe

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._asked.wait()
            self._asked.clear()
            with contextlib.suppress(OSError, RoutingError):
                await self._look()
            await self._watch_links()
            await asyncio.sleep(_LOOK_LEAST_S)

    async def _look(self) -> None:
        """Follow what has changed; while nobody says what is so, what was stays."""
        found = await self._map.slots()
        if found == self._known:
            return
        known = set(self._pipes.values())
        left = self._take(found)
        for pipe in set(self._pipes.values()) - known:
            pipe.begin()
        for channel, subscription in self._subscriptions.items():
            await self._listen_at(self._of_slot[slot_of(("SUBSCRIBE", channel))], channel, subscription)
        await asyncio.gather(*(pipe.stop() for pipe in left))
        self._tell_missed()

    async def _listen_at(self, pipe: Pipe | None, channel: str, subscription: Subscription) -> None:
        before = self._heard_at[channel]
        if pipe is None or pipe is before:
            return
        pipe.listen_soon(channel, subscription.hear, _all_are_told)
        self._heard_at[channel] = pipe
        await before.ignore(channel)

    async def _watch_links(self) -> None:
        """Those by which notices come to where this process listens. A new one means that some may be lost."""
        pipe = next(iter(self._heard_at.values()), None)
        if pipe is None:
            return
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                rows = await pipe.call("CLUSTER", "LINKS")
        except (RoutingError, TimeoutError):
            return
        links = (pipe, {(row["node"], row["create-time"]) for row in rows if row["direction"] == "from"})
        if self._links not in (None, links):
            self._tell_missed()
        self._links = links


async def _start(pipe: Pipe) -> PipeDown | None:
    """What kept it from that."""
    try:
        await pipe.start()
    except PipeDown as problem:
        return problem
    return None


def _all_are_told() -> None:
    """A connection of any node that broke is heard of once, by `on_anew`."""
