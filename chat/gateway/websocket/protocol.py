"""The WebSocket protocol that uvicorn runs (`ws=`), on the parser of the `websockets` library.

What arrives is counted before it is parsed, and parsed in small pieces: who has spent their work is read again later,
who sends control frames or fragments without end is sent away, who stops in the middle of a message is given up. ASGI
carries the opening, the first message and the end. After `listen`, text goes straight to its reader and frames go
straight to the transport: of whoever only waits, this object is all that there is.
"""

import asyncio
import time
from collections import deque
from collections.abc import Coroutine
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from chat.gateway.websocket.asgi import Ended, Gone, Hears, Inbox, Message, Owner, guarded
from chat.gateway.websocket.framing import client_text, server_frame, size_of
from chat.gateway.websocket.opening import Asked, answer_to, quiet, refusal, scope_of
from chat.gateway.websocket.traffic import FRAME, KNOWN, LEAVING, READ, STRANGER, Traffic
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

_NOTHING = memoryview(b"")


class WebSocketProtocol(asyncio.Protocol):
    """Puts itself among the scope's extensions; whoever accepts sets `owner` first."""

    owner: Owner | None = None
    transport: asyncio.Transport
    _answer = b""
    _hears: Hears | None = None
    _ended: Ended | None = None
    _leaving: asyncio.TimerHandle | None = None
    _overdue: asyncio.TimerHandle | None = None
    _conn: ServerProtocol | None = None
    _frames: deque[Frame] | None = None
    _is_text = True
    _unread = 0
    _paused = 0
    _open = _direct = _ending = _deaf = False
    jammed = gone = False

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
        self._traffic = Traffic(STRANGER, time.monotonic())
        self._inbox = Inbox()
        self._held = _NOTHING
        self._message: list[bytes] = []

    # what the transport calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self._server.connections.add(self)  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        if self._direct and len(data) <= self._longest and self._traffic.spend(READ + len(data)):
            text = client_text(data)
            if text is not None:
                self._tell(text)
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
        if not self._open:
            self._refuse(refusal(503))
        else:
            self.fail(_RESTART, "")
            self.transport.close()

    # what the reader calls

    def listen(self, hears: Hears, ended: Ended, factor: float = 1.0) -> None:
        """From now on `hears` gets each text (None for a binary message), and `ended` is run once when this connection
        is over; this end does the work of `factor`."""
        self._hears, self._ended = hears, ended
        self._traffic = Traffic(KNOWN.times(factor), time.monotonic())
        if self._ending or self.gone:
            self._tell_end(1006)
        self._go_on(_UNASKED | _SPENT)

    def write(self, *texts: str) -> bool:
        """Frames out, at once; False when the transport is jammed or this connection ends, and nothing was written."""
        if self.jammed or self._ending or self.transport.is_closing():
            return False
        self.transport.write(server_frame(texts[0]) if len(texts) == 1 else b"".join(map(server_frame, texts)))
        return True

    def pause(self) -> None:
        """Read nothing for now."""
        self._stop(_BUSY)

    def resume(self) -> None:
        self._go_on(_BUSY)

    def close(self, code: int, reason: str) -> None:
        """Say goodbye, and wait a moment for the other end's."""
        if self._open and self._library.state is State.OPEN:
            self._library.send_close(code, reason)
            self._flush()
        self._end(code)
        self._go_on(_UNASKED | _BUSY | _SPENT)

    def fail(self, code: int, reason: str) -> None:
        """Say goodbye, and hear nothing more."""
        self._library.fail(code, reason)
        self._cut_short(code)

    def abort(self) -> None:
        """Give up on this client."""
        self.transport.abort()

    # opening and end, by ASGI

    def asked(self, request: Asked) -> None:
        """Somebody asks in."""
        good, self._answer = answer_to(request)
        if not good:
            self._refuse(self._answer)
            return
        self._stop(_UNASKED)
        self._inbox.put({"type": "websocket.connect"})
        scope = scope_of(request, self._config.root_path, self._app_state)
        scope["extensions"][WIRE] = self
        self._start(self._run(scope))

    async def _run(self, scope: Message) -> None:
        try:
            await self._config.loaded_app(scope, self._receive, self._send)
        finally:
            if not self._open and not self._ending and not self.gone:
                self._refuse(refusal(500))
            elif self._hears is None and not self._ending:
                self.transport.close()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """A task of this connection, which the server waits for when it stops."""
        task = self._loop.create_task(guarded(work))
        self._server.tasks.add(task)
        task.add_done_callback(self._server.tasks.discard)

    async def _receive(self) -> Message:
        """Before `listen`, one message is read for each that is asked for."""
        return await self._inbox.get(self._ask)

    def _ask(self) -> None:
        if self._open:
            self._go_on(_UNASKED)

    async def _send(self, message: Message) -> None:
        if self.gone:
            raise Gone
        if message["type"] == "websocket.accept":
            self._open = True
            self.transport.write(self._answer)
            self._go_on(_UNASKED)
        elif not self._open:
            self._refuse(refusal(403))
        else:
            self.close(message.get("code", 1000), message.get("reason") or "")

    def _refuse(self, answer: bytes) -> None:
        """Before it is open."""
        if not self._ending and not self.transport.is_closing():
            self.transport.write(answer)
        self._finish(1006)

    @property
    def _library(self) -> ServerProtocol:
        """For all but whole texts: of two ends that send nothing else there is none."""
        if self._conn is None:
            self._conn = ServerProtocol(state=State.OPEN, max_size=self._longest, logger=quiet)
            self._frames = deque()
        return self._conn

    # frames in

    def _proceed(self) -> None:
        """Parse and hear what is here, until something says stop. What was parsed is judged before more is."""
        while not self._deaf and not self._paused & ~_SPENT:
            if self._frames:
                self._take(self._frames.popleft())
            elif self._conn is not None and self._conn.parser_exc is not None:
                self._cut_short(self._conn.close_sent.code if self._conn.close_sent else 1006)
            elif self._held and not self._paused:
                self._parse()
            else:
                break
        self._judge()

    def _parse(self) -> None:
        piece, self._held = bytes(self._held[:PIECE]), self._held[PIECE:]
        library = self._library
        library.receive_data(piece)
        events = library.events_received()
        if not self._traffic.spend(len(piece) + FRAME * len(events)):
            self._hold_back()
        self._frames += events  # type: ignore[operator]
        self._unread += len(piece) - sum(map(size_of, events))  # type: ignore[arg-type]
        if library.state is State.OPEN:
            self._flush()

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
        self._tell(text)

    def _tell(self, text: str | None) -> None:
        if self._hears is not None:
            self._hears(text)
        else:
            self._inbox.put({"type": "websocket.receive", "text": text})
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
        conn = self._conn
        begun = conn is not None and (self._unread > 0 or conn.current_size is not None)
        calm = self._open and not self._paused and not self._ending and (conn is None or conn.state is State.OPEN)
        self._direct = calm and not begun
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
        said = b"".join(self._library.data_to_send())
        deaf = self.jammed and self._library.state is State.OPEN
        if said and not deaf and not self.transport.is_closing():
            self.transport.write(said)

    def _finish(self, code: int) -> None:
        """All is said on both sides."""
        if self._conn is not None:
            self._flush()
        self._end(code)
        self._stop(_OVER)
        self.transport.close()

    def _cut_short(self, code: int) -> None:
        """Our goodbye and the end of what we send; the other end has a moment to read it."""
        self._flush()
        self._end(code)
        self._deaf, self._held, self._frames = True, _NOTHING, deque()
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
        ended, self._ended = self._ended, None
        if ended is not None:
            self._start(ended())
        elif self._hears is None:
            self._inbox.put({"type": "websocket.disconnect", "code": code})
