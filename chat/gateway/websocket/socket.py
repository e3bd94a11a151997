"""The only file that touches a WebSocket: accepts, hands text to its reader, writes or queues, closes once."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator

from chat.gateway.websocket.asgi import Ended, Hears, Message
from chat.gateway.websocket.outbox import Outbox
from chat.gateway.websocket.protocol import WebSocketProtocol
from chat.metrics import CLOSED, REFUSED
from chat.protocol.errors import Abuse, Closing, SlowReader

Receive = Callable[[], Awaitable[Message]]
SendMessage = Callable[[Message], Awaitable[None]]

_STALLED_S = 3.0


class Disconnected(Exception):
    """The other end is gone, or this one was closed."""


class Socket:
    """One WebSocket. What the transport does not take waits in a bounded queue; a reader too far behind is closed."""

    __slots__ = ("_drained", "_factor", "_gathered", "_goodbye", "_outbox", "_receive", "_send", "_wire", "closing")

    def __init__(
        self, receive: Receive, send: SendMessage, outbox: Outbox, wire: WebSocketProtocol, factor: float = 1.0
    ) -> None:
        """`factor`: the work this end may make after hello, in that of one teen."""
        self._receive = receive
        self._send = send
        self._outbox = outbox
        self._wire = wire
        self._factor = factor
        wire.owner = self
        self._gathered: list[str] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._goodbye: asyncio.Task[None] | None = None
        self.closing: type[Closing] | None = None

    async def accept(self) -> None:
        """Raises Disconnected."""
        await self._receive()
        await self._send({"type": "websocket.accept"})

    async def refuse(self) -> None:
        """Before accept: answered with 403."""
        REFUSED.inc()
        await self._receive()
        with contextlib.suppress(OSError, RuntimeError):
            await self._send({"type": "websocket.close"})

    async def read(self) -> str | None:
        """The first text; None for a binary frame. Raises Disconnected."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            raise Disconnected
        text: str | None = message.get("text")
        return text

    def listen(self, hears: Hears, ended: Ended) -> None:
        """Give each text to `hears`, which raises nothing, until this connection is over; then `ended` is run, once."""
        self._wire.listen(hears, ended, self._factor)

    def push(self, text: str) -> None:
        """Send one frame, or queue it. Never blocks, never raises."""
        if self.closing is not None:
            return
        if self._gathered is not None:
            self._gathered.append(text)
            return
        if not self._outbox.bytes and self._wire.write(text):
            return
        if not self._outbox.put(text):
            self.close(SlowReader)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is pushed meanwhile leaves in one write, as far as it is taken."""
        self._gathered = []
        try:
            yield
        finally:
            self._let_go()

    def _let_go(self) -> None:
        gathered, self._gathered = self._gathered, None
        if gathered and (self._outbox.bytes or not self._wire.write(*gathered)):
            for text in gathered:
                self.push(text)

    def pause(self) -> None:
        """Read nothing for now."""
        self._wire.pause()

    def resume(self) -> None:
        self._wire.resume()

    async def room(self) -> None:
        """Returns when at least half of the queue is free, or this socket closes."""
        while self.closing is None and not self._outbox.roomy:
            await self._change()

    def close(self, error: type[Closing]) -> None:
        """Close once, after what is queued. A slow reader's queue is dropped; abuse is heard no further."""
        if self.closing is not None:
            if error is Abuse:
                self._wire.fail(error.close, error.code)
            return
        self._let_go()
        self.closing = error
        CLOSED.labels(error.code).inc()
        if error in (Abuse, SlowReader):
            self._outbox.clear()
        self._tell_change()
        if error is Abuse:
            self._wire.fail(error.close, error.code)
        else:
            self._goodbye = asyncio.create_task(self._say_goodbye(error))

    async def release(self) -> None:
        """Returns once the goodbye is said, or given up."""
        if self._goodbye is not None:
            await self._goodbye

    def has_room(self) -> None:
        """The transport takes more again, or is gone."""
        while (text := self._outbox.first()) is not None and self._wire.write(text):
            self._outbox.take()
        self._tell_change()

    async def _change(self) -> None:
        self._drained = self._drained or asyncio.get_running_loop().create_future()
        await self._drained

    def _tell_change(self) -> None:
        waiting, self._drained = self._drained, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    async def _say_goodbye(self, error: type[Closing]) -> None:
        try:
            async with asyncio.timeout(_STALLED_S):
                while (len(self._outbox) or self._wire.jammed) and not self._wire.gone:
                    await self._change()
        except TimeoutError:
            self._wire.abort()
            return
        self._wire.close(error.close, error.code)
