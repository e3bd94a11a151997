"""Carries out the core's effects: one WebSocket at a time, one timer. Decides nothing."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException

from chat.client.core import Core, Do, Effect, Effects, Out
from chat.client.link import Act
from chat.protocol.codec import Codec, encode
from chat.protocol.common import MAX_FRAME_BYTES, Frame
from chat.protocol.errors import FrameError

ABNORMAL = 1006
_MOST_BYTES = 4 * MAX_FRAME_BYTES
_TROUBLE = (OSError, TimeoutError, WebSocketException, InvalidHandshake)


class Final(Exception):
    """Raised by `hello` when another attempt has no use; `code` is a final close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Driver:
    """`url` is asked before each attempt; `hello` makes the first frame of it (raise Final to stop, anything of
    OSError's family to try later); `on` gets every effect that is not the driver's own."""

    def __init__(
        self,
        url: Callable[[], str],
        origin: str,
        core: Core,
        codec: Codec,
        hello: Callable[[], Awaitable[Frame]],
        on: Callable[[Effect], None],
    ) -> None:
        self._url, self._origin, self._core, self._codec = url, origin, core, codec
        self._hello, self._on = hello, on
        self._socket: ClientConnection | None = None
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._attempt: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self.run(self._core.start(now()))

    async def stop(self) -> None:
        """Close and end every task."""
        self.run(self._core.stop())
        if self._timer is not None:
            self._timer.cancel()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def run(self, effects: Effects) -> None:
        """Carry out effects, and those that follow from them."""
        for effect in effects:
            if isinstance(effect, Out):
                self.send(effect.frame)
            elif isinstance(effect, Do):
                self._open() if effect.act is Act.OPEN else self._close()
            else:
                self._on(effect)
        self._plan()

    def send(self, frame: Frame) -> None:
        """On the socket there is; without one it is lost, and the application sends it again after hello."""
        if self._socket is not None:
            self._queue.put_nowait(encode(frame))

    @property
    def connection(self) -> object:
        """What there is now: to tell it from one before, or after."""
        return self._socket

    def abort(self) -> None:
        """Break the connection without a word, as a lost network does (for tests)."""
        if self._socket is not None:
            self._socket.transport.abort()

    def _open(self) -> None:
        self._close()
        self._attempt = self.spawn(self._live())

    def _close(self) -> None:
        socket, self._socket = self._socket, None
        attempt, self._attempt = self._attempt, None
        if socket is not None:
            self.spawn(socket.close())
        if attempt is not None and attempt is not asyncio.current_task():
            attempt.cancel()

    async def _live(self) -> None:
        """One attempt: from connecting to the end of the socket."""
        me = asyncio.current_task()
        code = ABNORMAL
        try:
            hello = await self._hello()
            options = {"compression": None, "ping_interval": None, "max_size": _MOST_BYTES, "proxy": None}
            async with connect(self._url(), origin=self._origin, open_timeout=8, close_timeout=1, **options) as socket:  # type: ignore[arg-type]
                await self._talk(socket, hello)
                code = socket.close_code or ABNORMAL
        except Final as final:
            code = final.code
        except _TROUBLE:
            pass
        if self._attempt is me:
            self._socket, self._attempt = None, None
            self.run(self._core.closed(code, now()))

    async def _talk(self, socket: ClientConnection, hello: Frame) -> None:
        if self._attempt is not asyncio.current_task():
            return
        self._socket, self._queue = socket, asyncio.Queue()
        writer = self.spawn(_write(socket, self._queue))
        try:
            self.run(self._core.opened(hello, now()))
            async for text in socket:
                if self._socket is socket:  # what still comes from one that was given up is no sign of life
                    self._receive(text)
        except ConnectionClosed:
            pass
        finally:
            writer.cancel()

    def _receive(self, text: str | bytes) -> None:
        try:
            frame = self._codec.decode(text)
        except FrameError:
            return
        self.run(self._core.received(frame, now()))

    def _plan(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        at = self._core.wake_at
        loop = asyncio.get_running_loop()
        self._timer = None if at is None else loop.call_later(max(0.0, at - now()), self._due)

    def _due(self) -> None:
        self.run(self._core.due(now()))

    def spawn(self, doing: Awaitable[None]) -> "asyncio.Task[None]":
        task = asyncio.ensure_future(doing)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        problem = None if task.cancelled() else task.exception()
        if problem is not None and not isinstance(problem, _TROUBLE):
            context = {"message": "the client's driver failed", "exception": problem}
            asyncio.get_running_loop().call_exception_handler(context)


async def _write(socket: ClientConnection, queue: "asyncio.Queue[str]") -> None:
    with contextlib.suppress(*_TROUBLE):
        while True:
            await socket.send(await queue.get())


def now() -> float:
    """Seconds of a clock that does not run backwards."""
    return time.monotonic()
