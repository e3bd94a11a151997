"""A TCP proxy that misbehaves on demand: delay, throttle, cut, cut in the middle of a chunk, swallow, lose replies."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CHUNK = 4096


@dataclass(slots=True)
class Weather:
    """How the proxy treats what passes now. `swallow`: nothing passes and nobody is told (a half-open connection).
    `lose_replies`: what comes back is dropped and the connection cut. `cut_in_half`: the next chunk passes half."""

    delay_s: float = 0.0
    bytes_per_s: float = 0.0
    swallow: bool = False
    lose_replies: bool = False
    cut_in_half: bool = False


@dataclass(slots=True, eq=False)
class Passage:
    """One connection through the proxy."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    weather: Weather | None = None

    def cut(self) -> None:
        self.near.transport.abort()
        self.far.transport.abort()


@dataclass(slots=True)
class Proxy:
    """Listens on `port`; each connection goes to the first target that answers, in random order. While `closed`,
    each ends at once."""

    targets: Callable[[], list[str]]
    port: int = 0
    weather: Weather = field(default_factory=Weather)
    closed: bool = False
    passages: set[Passage] = field(default_factory=set)
    _server: asyncio.Server | None = None
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        self.cut_all()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut_all(self) -> None:
        for passage in list(self.passages):
            passage.cut()

    def some(self, share: float, dice: random.Random) -> list[Passage]:
        return [passage for passage in self.passages if dice.random() < share]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        far = await self._reach()
        if far is None:
            writer.transport.abort()
            return
        passage = Passage(writer, far[1])
        self.passages.add(passage)
        try:
            there = self._carry(passage, reader, far[1], back=False)
            await asyncio.gather(there, self._carry(passage, far[0], writer, back=True))
        finally:
            self.passages.discard(passage)
            passage.cut()

    async def _reach(self) -> Streams | None:
        targets = [] if self.closed else self.targets()
        for target in random.sample(targets, len(targets)):
            with contextlib.suppress(OSError):
                return await _open(target)
        return None

    async def _carry(
        self, passage: Passage, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                weather = passage.weather or self.weather
                if weather.delay_s or weather.bytes_per_s:
                    await asyncio.sleep(_slowness(weather, len(data)))
                if not self._pass(passage, weather, writer, data, back=back):
                    passage.cut()
                await writer.drain()
        writer.close()

    def _pass(
        self, passage: Passage, weather: Weather, writer: asyncio.StreamWriter, data: bytes, *, back: bool
    ) -> bool:
        """Whether the connection goes on."""
        if weather.swallow:
            return True
        if back and weather.lose_replies:
            return False
        if weather.cut_in_half:
            writer.write(data[: len(data) // 2])
            return False
        writer.write(data)
        return True


def _slowness(weather: Weather, size: int) -> float:
    return weather.delay_s + (size / weather.bytes_per_s if weather.bytes_per_s else 0.0)


async def _open(target: str) -> Streams:
    if target.startswith("/"):
        return await asyncio.open_unix_connection(target)
    host, _, port = target.partition(":")
    return await asyncio.open_connection(host, int(port))
