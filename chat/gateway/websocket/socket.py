"""The only file that touches a WebSocket: accepts, hands text to its reader, writes or queues, closes once."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from chat.gateway.websocket.outbox import Outbox
from chat.gateway.websocket.protocol import Hears, WebSocketProtocol
from chat.metrics import CLOSED, REFUSED
from chat.protocol.errors import Closing, SlowReader

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
SendMessage = Callable[[Message], Awaitable[None]]

_STALLED_S = 3.0


class Disconnected(Exception):
    """The other end is gone, or this one was closed."""


class Socket:
    """One WebSocket. What the transport does not take waits in a bounded queue; a reader too far behind is closed."""

    __slots__ = ("_drained", "_goodbye", "_outbox", "_receive", "_send", "_short", "_wire", "closing")

    def __init__(self, receive: Receive, send: SendMessage, outbox: Outbox, wire: WebSocketProtocol) -> None:
        self._receive = receive
        self._send = send
        self._outbox = outbox
        self._wire = wire
        self._short = wire.short
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

    async def listen(self, hears: Hears) -> None:
        """Give each text to `hears`, which raises nothing, until this connection ends."""
        self._wire.listen(hears, self._has_room)
        while (await self._receive())["type"] == "websocket.receive":
            pass

    def push(self, text: str) -> None:
        """Send one frame, or queue it. Never blocks, never raises."""
        if self.closing is not None:
            return
        if not self._outbox.bytes and self._short.write(text):
            return
        if not self._outbox.put(text):
            self.close(SlowReader)

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
        """Close once, after what is queued (a slow reader's queue is dropped)."""
        if self.closing is not None:
            return
        self.closing = error
        CLOSED.labels(error.code).inc()
        if error is SlowReader:
            self._outbox.clear()
        self._tell_change()
        self._goodbye = asyncio.create_task(self._say_goodbye(error))

    async def release(self) -> None:
        """Returns once the goodbye is said, or given up."""
        if self._goodbye is not None:
            await self._goodbye

    def _has_room(self) -> None:
        """The transport takes more again."""
        while (text := self._outbox.first()) is not None and self._short.write(text):
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
                while len(self._outbox):
                    await self._change()
                await self._send({"type": "websocket.close", "code": error.close, "reason": error.code})
        except TimeoutError:
            self._wire.abort()
        except (OSError, RuntimeError):
            """The other end was faster."""
