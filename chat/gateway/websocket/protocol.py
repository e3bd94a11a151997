"""uvicorn's WebSocket with a short way through: text straight to its reader, frames straight to the transport.

The handshake, closing, pings and whatever is not one whole text frame go the library's way. It is less patient, too:
a client that does not read can be given up, and one that does not answer our goodbye is cut off soon.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from chat.gateway.websocket.framing import Boundary, client_text, server_frame

WIRE = "hearline.wire"
GOODBYE_WITHIN_S = 2.0

Hears = Callable[[str | None], None]


class ShortWay(asyncio.Protocol):
    """What the transport speaks to once a reader listens. Small, for every frame touches it."""

    __slots__ = ("_longest", "_transport", "_wire", "hears", "jammed", "open")
    hears: Hears

    def __init__(self, wire: "WebSocketProtocol") -> None:
        self._wire = wire
        self._transport = wire.transport
        self._longest = wire.config.ws_max_size
        self.jammed = False
        self.open = False

    def data_received(self, data: bytes) -> None:
        if self.open and len(data) <= self._longest:
            text = client_text(data)
            if text is not None:
                self.hears(text)
                return
        self._wire.data_received(data)

    def write(self, text: str) -> bool:
        """One frame out; False when the transport is jammed or gone, and nothing was written."""
        if self.jammed or self._transport.is_closing():
            return False
        self._transport.write(server_frame(text))
        return True

    def pause_writing(self) -> None:
        self._wire.pause_writing()

    def resume_writing(self) -> None:
        self._wire.resume_writing()

    def eof_received(self) -> None:
        self._wire.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wire.connection_lost(exc)


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """Puts itself among the scope's extensions; `listen` begins the short way."""

    short: ShortWay
    _has_room: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.short = ShortWay(self)
        self._boundary = Boundary()

    async def run_asgi(self) -> None:
        self.close_timeout = GOODBYE_WITHIN_S
        self.scope["extensions"][WIRE] = self  # type: ignore[assignment]
        await super().run_asgi()

    async def send(self, message: Any) -> None:
        """A peer that neither answers our goodbye nor reads what is before it is dropped."""
        if message["type"] == "websocket.close":
            self.loop.call_later(GOODBYE_WITHIN_S + 1.0, self.transport.abort)
        await super().send(message)
        self._judge()

    def listen(self, hears: Hears, has_room: Callable[[], None]) -> None:
        """From now on `hears` gets each text (None for a binary frame), `has_room` is called after a jam."""
        self.short.hears, self._has_room = hears, has_room
        self._hear_what_waits()
        self._judge()
        self.transport.set_protocol(self.short)
        self.resume()

    def pause(self) -> None:
        """Stop reading for now."""
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def resume(self) -> None:
        if self.read_paused and not self.transport.is_closing():
            self.read_paused = False
            self.transport.resume_reading()

    def abort(self) -> None:
        """Give up on this client."""
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.handshake_complete:
            self._boundary.feed(data)
        super().data_received(data)
        self._judge()

    def send_receive_event_to_app(self) -> None:
        if self._has_room is None or self.close_sent:
            super().send_receive_event_to_app()
            return
        whole, self.frames = b"".join(self.frames), []
        if self.curr_msg_data_type != "text":
            self.short.hears(None)
            return
        try:
            text = whole.decode()
        except UnicodeDecodeError:
            self.conn.send_close(1007)
            self.handle_parser_exception()
            return
        self.short.hears(text)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.short.jammed = True

    def resume_writing(self) -> None:
        super().resume_writing()
        self.short.jammed = False
        if self._has_room is not None:
            self._has_room()

    def _hear_what_waits(self) -> None:
        waiting: list[Any] = []
        while not self.queue.empty():
            waiting.append(self.queue.get_nowait())
        for message in waiting:
            if message["type"] == "websocket.receive":
                self.short.hears(message.get("text"))
            else:
                self.queue.put_nowait(message)

    def _judge(self) -> None:
        """The short way is open between two whole messages, while nobody says goodbye."""
        if self._has_room is not None:
            whole = self._boundary.between and self.conn.current_size is None
            self.short.open = whole and self.conn.state is State.OPEN and not self.close_sent
