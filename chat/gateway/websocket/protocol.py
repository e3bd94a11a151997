"""The WebSocket protocol that uvicorn runs (`ws=`), on the parser of the `websockets` library.

What arrives is counted before it is parsed, and parsed in small pieces: who has spent their work is read again later,
who sends control frames or fragments without end is sent away, who stops in the middle of a message is given up. ASGI
carries the opening, the first message and the end. After `listen`, text goes straight to its reader and frames go
straight to the transport.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, MutableMapping
from typing import Any, Protocol

from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import Event, State
from websockets.server import ServerProtocol

from chat.gateway.websocket.framing import client_text, server_frame, size_of
from chat.gateway.websocket.opening import scope_of
from chat.gateway.websocket.traffic import FRAME, KNOWN, LEAVING, READ, STRANGER, Traffic
from chat.logs import log
from chat.protocol.errors import Abuse, Closing, PingTimeout

WIRE = "hearline.wire"
GOODBYE_WITHIN_S = 2.0
MESSAGE_WITHIN_S = 20.0
# At most 340 frames: what a client can make us parse before they are counted.
PIECE = 2_048
_BAD_TEXT, _RESTART = 1007, 1012
# Why nothing is read: nobody asked for more, the reader is busy, its work is spent, it is over.
_UNASKED, _BUSY, _SPENT, _OVER = 1, 2, 4, 8
_CONTROL = frozenset({Opcode.PING, Opcode.PONG})

Message = MutableMapping[str, Any]
Hears = Callable[[str | None], None]
_quiet = logging.getLogger("hearline.websocket")
_quiet.disabled = True


class Owner(Protocol):
    """Who is told of this connection, beside what it says."""

    def has_room(self) -> None:
        """The transport takes more again, or is gone."""

    def close(self, error: type[Closing]) -> None:
        """The other end misbehaved, or stopped in the middle of a message."""


class Gone(OSError):
    """Sending to a connection that has ended."""


class WebSocketProtocol(asyncio.Protocol):
    """Puts itself among the scope's extensions; whoever accepts sets `owner` first."""

    owner: Owner | None = None
    transport: asyncio.Transport
    _response: Response
    _hears: Hears | None = None
    _leaving: asyncio.TimerHandle | None = None
    _overdue: asyncio.TimerHandle | None = None

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._config = config
        self._server = server_state
        self._app_state = app_state
        self._longest = config.ws_max_size
        self._loop = _loop or asyncio.get_running_loop()
        self._conn = ServerProtocol(max_size=config.ws_max_size, logger=_quiet)
        self._traffic = Traffic(STRANGER, time.monotonic())
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._held = memoryview(b"")
        self._frames: deque[Frame] = deque()
        self._message: list[bytes] = []
        self._is_text = True
        self._unread = 0
        self._paused = 0
        self._direct = self._ending = self._deaf = False
        self.jammed = self.gone = False

    # what the transport calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self._server.connections.add(self)  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        if self._direct and len(data) <= self._longest and self._traffic.spend(READ + len(data)):
            text = client_text(data)
            if text is not None:
                self._hears(text)  # type: ignore[misc]
                return
        if not self._deaf:
            self._held = memoryview(bytes(self._held) + data) if self._held else memoryview(data)
        if not self._traffic.spend(READ):
            self._hold_back()
        self._proceed()

    def eof_received(self) -> None:
        """The transport closes itself."""

    def pause_writing(self) -> None:
        self.jammed = True

    def resume_writing(self) -> None:
        self.jammed = False
        self._tell_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone, self._direct, self._paused = True, False, self._paused | _OVER
        self._server.connections.discard(self)
        for timer in (self._leaving, self._overdue):
            if timer is not None:
                timer.cancel()
        self._tell_end(1006)
        self._tell_room()

    def shutdown(self) -> None:
        """uvicorn stops."""
        if self._conn.state is State.CONNECTING:
            self._answer(self._conn.reject(503, ""))
        else:
            self.fail(_RESTART, "")
            self.transport.close()

    # what the reader calls

    def listen(self, hears: Hears, factor: float = 1.0) -> None:
        """From now on `hears` gets each text (None for a binary message); this end does the work of `factor`."""
        self._hears = hears
        self._traffic = Traffic(KNOWN.times(factor), time.monotonic())
        self._go_on(_UNASKED | _SPENT)

    def write(self, text: str) -> bool:
        """One frame out; False when the transport is jammed or this connection ends, and nothing was written."""
        if self.jammed or self._ending or self.transport.is_closing():
            return False
        self.transport.write(server_frame(text))
        return True

    def pause(self) -> None:
        """Read nothing for now."""
        self._stop(_BUSY)

    def resume(self) -> None:
        self._go_on(_BUSY)

    def close(self, code: int, reason: str) -> None:
        """Say goodbye, and wait a moment for the other end's."""
        if self._conn.state is State.OPEN:
            self._conn.send_close(code, reason)
            self._flush()
        self._end(code)
        self._go_on(_UNASKED | _BUSY | _SPENT)

    def fail(self, code: int, reason: str) -> None:
        """Say goodbye, and hear nothing more."""
        self._conn.fail(code, reason)
        self._cut_short(code)

    def abort(self) -> None:
        """Give up on this client."""
        self.transport.abort()

    # opening and end, by ASGI

    async def _run(self, scope: Message) -> None:
        try:
            await self._config.loaded_app(scope, self._receive, self._send)
        except Gone:
            pass
        except Exception as problem:
            log().error("websocket_failed", exc_info=problem)
        finally:
            if self._conn.state is State.CONNECTING and not self.gone:
                self._answer(self._conn.reject(500, ""))
            elif not self._ending:
                self.transport.close()

    async def _receive(self) -> Message:
        """Before `listen`, one message is read for each that is asked for."""
        if self._inbox.empty() and self._conn.state is State.OPEN:
            self._go_on(_UNASKED)
        return await self._inbox.get()

    async def _send(self, message: Message) -> None:
        if self.gone:
            raise Gone
        if message["type"] == "websocket.accept":
            self._answer(self._response)
            self._go_on(_UNASKED)
        elif self._conn.state is State.CONNECTING:
            self._answer(self._conn.reject(403, ""))
        else:
            self.close(message.get("code", 1000), message.get("reason") or "")

    def _answer(self, response: Response) -> None:
        """The handshake's."""
        self._conn.send_response(response)
        if response.status_code == 101:
            self._flush()
        else:
            self._finish(1006)

    def _asked(self, request: Request) -> None:
        self._response = self._conn.accept(request)
        if self._response.status_code != 101:
            self._conn.send_response(self._response)
            return
        del self._response.headers["Date"]
        self._stop(_UNASKED)
        self._inbox.put_nowait({"type": "websocket.connect"})
        scope = scope_of(request, self.transport, self._config.root_path, self._app_state)
        scope["extensions"][WIRE] = self
        task = self._loop.create_task(self._run(scope))
        self._server.tasks.add(task)
        task.add_done_callback(self._server.tasks.discard)

    # frames in

    def _proceed(self) -> None:
        """Parse and hear what is here, until something says stop. What was parsed is judged before more is."""
        while not self._deaf and not self._paused & ~_SPENT:
            if self._frames:
                self._take(self._frames.popleft())
            elif self._conn.parser_exc is not None:
                self._cut_short(self._conn.close_sent.code if self._conn.close_sent else 1006)
            elif self._held and not self._paused:
                self._parse()
            else:
                break
        self._judge()

    def _parse(self) -> None:
        piece, self._held = bytes(self._held[:PIECE]), self._held[PIECE:]
        self._conn.receive_data(piece)
        events = self._conn.events_received()
        if not self._traffic.spend(len(piece) + FRAME * len(events)):
            self._hold_back()
        if self._conn.state is State.CONNECTING:
            self._open(events)
            return
        self._frames += events  # type: ignore[arg-type]
        self._unread += len(piece) - sum(map(size_of, events))  # type: ignore[arg-type]
        if self._conn.state is State.OPEN:
            self._flush()

    def _open(self, events: list[Event]) -> None:
        """The request, which comes whole and alone."""
        for event in events:
            self._asked(event)  # type: ignore[arg-type]
        if self._conn.handshake_exc is not None:
            self._finish(1006)

    def _take(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            self._finish(1005)
        elif frame.opcode in _CONTROL:
            self._allow(self._traffic.control(time.monotonic()))
        elif frame.opcode is not Opcode.CONT and frame.fin:
            self._hear(frame.data, frame.opcode is Opcode.TEXT)  # type: ignore[arg-type]
        else:
            self._gather(frame)

    def _gather(self, frame: Frame) -> None:
        """One piece of a message."""
        if not self._allow(self._traffic.fragment(time.monotonic())):
            return
        if frame.opcode is not Opcode.CONT:
            self._is_text = frame.opcode is Opcode.TEXT
        self._message.append(frame.data)  # type: ignore[arg-type]
        if frame.fin:
            whole, self._message = b"".join(self._message), []
            self._hear(whole, self._is_text)

    def _hear(self, data: bytes, is_text: bool) -> None:
        self._in_time()
        if self._ending:
            return
        try:
            text = data.decode() if is_text else None
        except UnicodeDecodeError:
            self.fail(_BAD_TEXT, "")
            return
        if self._hears is not None:
            self._hears(text)
        else:
            self._inbox.put_nowait({"type": "websocket.receive", "text": text})
            self._stop(_UNASKED)

    def _allow(self, allowed: bool) -> bool:
        if not allowed:
            self._give_up(Abuse)
        return allowed

    def _give_up(self, error: type[Closing]) -> None:
        if self.owner is not None:
            self.owner.close(error)
        else:
            self.transport.abort()

    def _judge(self) -> None:
        """Text may go the direct way between two whole messages; a message that was begun must be ended in time."""
        begun = self._unread > 0 or self._conn.current_size is not None
        calm = not self._paused and not self._ending and self._conn.state is State.OPEN
        self._direct = calm and not begun and self._hears is not None
        if begun and self._overdue is None and not self.gone:
            self._overdue = self._loop.call_later(MESSAGE_WITHIN_S, self._too_late)
        elif not begun:
            self._in_time()

    def _in_time(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None

    def _too_late(self) -> None:
        self._overdue = None
        self._give_up(PingTimeout)

    # reading and not reading

    def _stop(self, why: int) -> None:
        if not self._paused and not self.transport.is_closing():
            self.transport.pause_reading()
        self._paused |= why
        self._direct = False

    def _go_on(self, why: int) -> None:
        if self._paused & why:
            self._paused &= ~why
            self._proceed()
            if not self._paused and not self.transport.is_closing():
                self.transport.resume_reading()

    def _hold_back(self) -> None:
        """Its work is spent."""
        wait = self._traffic.wait_s(time.monotonic())
        if wait and not self._paused & _SPENT:
            self._stop(_SPENT)
            self._loop.call_later(wait, self._go_on, _SPENT)
            if len(self._held) > self._traffic.held:
                self._allow(False)

    # the end

    def _flush(self) -> None:
        """What the library has to say. Who does not read gets no pongs."""
        said = b"".join(self._conn.data_to_send())
        deaf = self.jammed and self._conn.state is State.OPEN
        if said and not deaf and not self.transport.is_closing():
            self.transport.write(said)

    def _finish(self, code: int) -> None:
        """All is said on both sides."""
        self._flush()
        self._end(code)
        self._stop(_OVER)
        self.transport.close()

    def _cut_short(self, code: int) -> None:
        """Our goodbye and the end of what we send; the other end has a moment to read it."""
        self._flush()
        self._end(code)
        self._deaf, self._held = True, memoryview(b"")
        self._frames.clear()
        self._traffic = Traffic(LEAVING, time.monotonic())
        if not self.transport.is_closing():
            self.transport.write_eof()
        self._go_on(_UNASKED | _BUSY | _SPENT)

    def _end(self, code: int) -> None:
        if not self._ending:
            self._ending, self._direct = True, False
            self._leaving = self._loop.call_later(GOODBYE_WITHIN_S, self._leave)
            self._tell_end(code)

    def _leave(self) -> None:
        self.transport.close()
        self._leaving = self._loop.call_later(1.0, self.transport.abort)

    def _tell_room(self) -> None:
        if self.owner is not None:
            self.owner.has_room()

    def _tell_end(self, code: int) -> None:
        self._inbox.put_nowait({"type": "websocket.disconnect", "code": code})
