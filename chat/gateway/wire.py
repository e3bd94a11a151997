"""uvicorn's WebSocket with a short way through: text straight to its reader, frames straight to the transport.

The handshake, closing, pings and whatever is not one whole text frame go the library's way. It is less patient, too:
a client that does not read can be given up, and one that does not answer our goodbye is cut off soon.
"""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from chat.gateway.framing import Boundary, client_text, server_frame

WIRE = "hearline.wire"
GOODBYE_WITHIN_S = 2.0

Hears = Callable[[str | None], None]


class Wire(WebSocketsSansIOProtocol):
    """Puts itself among the scope's extensions; `listen` begins the short way."""

    _hears: Hears | None = None
    _has_room: Callable[[], None] | None = None
    _jammed = False

    async def run_asgi(self) -> None:
        self.close_timeout = GOODBYE_WITHIN_S
        self._boundary = Boundary()
        self._longest = self.config.ws_max_size
        self.scope["extensions"][WIRE] = self  # type: ignore[assignment]
        await super().run_asgi()

    async def send(self, message: Any) -> None:
        """A peer that neither answers our goodbye nor reads what is before it is dropped."""
        await super().send(message)
        if message["type"] == "websocket.close":
            self.loop.call_later(GOODBYE_WITHIN_S + 1.0, self.transport.abort)

    def listen(self, hears: Hears, has_room: Callable[[], None]) -> None:
        """From now on `hears` gets each text (None for a binary frame), `has_room` is called after a jam."""
        self._hears, self._has_room = hears, has_room
        waiting: list[Any] = []
        while not self.queue.empty():
            waiting.append(self.queue.get_nowait())
        for message in waiting:
            if message["type"] == "websocket.receive":
                hears(message.get("text"))
            else:
                self.queue.put_nowait(message)
        self.resume()

    def write(self, text: str) -> bool:
        """One frame out; False when the transport is jammed or gone, and nothing was written."""
        if self._jammed or self.close_sent or self.transport.is_closing():
            return False
        self.transport.write(server_frame(text))
        return True

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
        if self._hears is not None and self._boundary.between and self._plain() and len(data) <= self._longest:
            text = client_text(data)
            if text is not None:
                self._hears(text)
                return
        if self.handshake_complete:
            self._boundary.feed(data)
        super().data_received(data)

    def send_receive_event_to_app(self) -> None:
        if self._hears is None or self.close_sent:
            super().send_receive_event_to_app()
            return
        whole, self.frames = b"".join(self.frames), []
        if self.curr_msg_data_type != "text":
            self._hears(None)
            return
        try:
            text = whole.decode()
        except UnicodeDecodeError:
            self.conn.send_close(1007)
            self.handle_parser_exception()
            return
        self._hears(text)

    def pause_writing(self) -> None:
        self._jammed = True
        super().pause_writing()

    def resume_writing(self) -> None:
        self._jammed = False
        super().resume_writing()
        if self._has_room is not None:
            self._has_room()

    def _plain(self) -> bool:
        """Open, and not in the middle of a message in fragments."""
        return self.conn.state is State.OPEN and not self.close_sent and self.conn.current_size is None
