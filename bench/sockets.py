"""A WebSocket client as small as can be, so that measuring thousands of connections costs little. No compression."""

import asyncio
import base64
import os
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocketProtocol(asyncio.Protocol):
    """`on_text(text)` for each message, `on_close()` once. Messages may be sent once `opened` is set."""

    def __init__(self, on_text: Callable[[str], None], on_close: Callable[[int], None]) -> None:
        self.opened = asyncio.Event()
        self._on_text, self._on_close = on_text, on_close
        self._buffer = b""
        self._shaken = False
        self._code = 1006
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self._on_close(self._code)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._shaken and not self._shake():
            return
        at = 0
        while (frame := _frame(self._buffer, at)) is not None:
            kind, start, end = frame
            self._take(kind, self._buffer[start:end])
            at = end
        self._buffer = self._buffer[at:]

    def send(self, text: str) -> None:
        self._write(TEXT, text.encode())

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def _shake(self) -> bool:
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        self._buffer, self._shaken = rest, True
        if b" 101 " not in head.partition(b"\r\n")[0] and self.transport is not None:
            self.transport.abort()
        self.opened.set()
        return True

    def _take(self, kind: int, data: bytes) -> None:
        if kind == TEXT:
            self._on_text(data.decode())
        elif kind == PING:
            self._write(PONG, data)
        elif kind == CLOSE:
            self._code = int.from_bytes(data[:2], "big") or 1005
            self.close()

    def _write(self, kind: int, data: bytes) -> None:
        """Masked with zeros, which is allowed and costs nothing."""
        size = len(data)
        head = bytes((0x80 | kind, 0x80 | size)) if size < 126 else bytes((0x80 | kind, 0xFE)) + size.to_bytes(2, "big")
        if self.transport is not None:
            self.transport.write(head + b"\0\0\0\0" + data)


def _frame(buffer: bytes, at: int) -> tuple[int, int, int] | None:
    """Kind, start and end of the frame at `at`; None when it is not all there. Servers do not mask."""
    if len(buffer) - at < 2:
        return None
    size, start = buffer[at + 1] & 0x7F, at + 2
    if size >= 126:
        width = 2 if size == 126 else 8
        size, start = int.from_bytes(buffer[start : start + width], "big"), start + width
    return (buffer[at] & 0x0F, start, start + size) if len(buffer) >= start + size else None


class Speaker(Protocol):
    """Whoever uses a wire; it has it before anything arrives."""

    wire: WebSocketProtocol

    def on_text(self, text: str) -> None: ...
    def on_close(self, code: int) -> None: ...


# What a browser says beside.
BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: nl-BE,nl;q=0.9,en;q=0.8",
    "Cache-Control: no-cache",
    "Pragma: no-cache",
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
)


async def open_socket(url: str, speaker: Speaker, local: str = "") -> WebSocketProtocol:
    """Connect and shake hands, from the address `local` if any. Raises OSError or TimeoutError."""
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    wire = speaker.wire = WebSocketProtocol(speaker.on_text, speaker.on_close)
    source = (local, 0) if local else None
    await loop.create_connection(lambda: wire, parts.hostname, parts.port, local_addr=source)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: http://{parts.netloc}"]
    lines += [*BROWSER, "", ""]
    assert wire.transport is not None
    wire.transport.write("\r\n".join(lines).encode())
    await asyncio.wait_for(wire.opened.wait(), 20)
    return wire
