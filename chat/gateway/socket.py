"""The only file that touches a WebSocket: accepts, reads text, writes what is queued, closes once. Plain ASGI."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from chat.gateway.outbox import Outbox
from chat.protocol.errors import Closing, SlowReader

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
SendMessage = Callable[[Message], Awaitable[None]]

_STALLED_S = 3.0


class Disconnected(Exception):
    """The other end is gone, or this one was closed."""


class Socket:
    """One WebSocket. One writer task; a bounded queue; a reader too far behind is closed with `SlowReader`."""

    def __init__(self, receive: Receive, send: SendMessage, outbox: Outbox, abort: Callable[[], None]) -> None:
        self._receive = receive
        self._send = send
        self._outbox = outbox
        self._abort = abort
        self._wake = asyncio.Event()
        self._drained: asyncio.Future[None] | None = None
        self._writer: asyncio.Task[None] | None = None
        self.closing: type[Closing] | None = None

    async def accept(self) -> None:
        """Raises Disconnected."""
        await self._receive()
        await self._send({"type": "websocket.accept"})
        self._writer = asyncio.create_task(self._write())

    async def refuse(self) -> None:
        """Before accept: answered with 403."""
        await self._receive()
        with contextlib.suppress(OSError, RuntimeError):
            await self._send({"type": "websocket.close"})

    async def read(self) -> str | None:
        """The next text; None for a binary frame. Raises Disconnected."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            raise Disconnected
        text: str | None = message.get("text")
        return text

    def push(self, text: str) -> None:
        """Queue one frame. Never blocks, never raises."""
        if self.closing is not None:
            return
        if self._outbox.put(text):
            self._wake.set()
        else:
            self.close(SlowReader)

    async def room(self) -> None:
        """Returns when at least half of the queue is free, or this socket closes."""
        while self.closing is None and not self._outbox.roomy:
            self._drained = asyncio.get_running_loop().create_future()
            await self._drained

    def close(self, error: type[Closing]) -> None:
        """Close once, after what is queued (a slow reader's queue is dropped)."""
        if self.closing is not None:
            return
        self.closing = error
        if error is SlowReader:
            self._outbox.clear()
        self._wake.set()
        self._tell_room()
        asyncio.get_running_loop().call_later(_STALLED_S, self._abort_if_stuck)

    async def release(self) -> None:
        """Write what is left, then stop writing. Returns soon even when nobody reads."""
        if self._writer is None:
            return
        if self.closing is None:
            self._writer.cancel()
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await asyncio.wait_for(self._writer, _STALLED_S)

    def _tell_room(self) -> None:
        if self._drained is not None and (self._outbox.roomy or self.closing is not None):
            waiting, self._drained = self._drained, None
            if not waiting.done():
                waiting.set_result(None)

    def _abort_if_stuck(self) -> None:
        if self._writer is not None and not self._writer.done():
            self._abort()

    async def _write(self) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            while self.closing is None or len(self._outbox):
                text = self._outbox.take()
                if text is None:
                    self._wake.clear()
                    await self._wake.wait()
                else:
                    await self._send({"type": "websocket.send", "text": text})
                    self._tell_room()
            await self._send({"type": "websocket.close", "code": self.closing.close, "reason": self.closing.code})
