"""uvicorn's HTTP on httptools, with an end to its patience: slow requests, endless ones, and answers nobody reads."""

import asyncio
import sys
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chat.gateway.websocket.opening import Asked

REQUEST_WITHIN_S = 15.0
READ_WITHIN_S = 20.0
# What must have been read of an answer within that time, in bytes.
LEAST_READ = 4_096
MOST_HEAD_BYTES = 64 * 1024
MOST_HEADERS = 100
# No body is larger than 64 KiB; the rest of one that is larger is not read.
MOST_BYTES = 256 * 1024
MOST_PIECES = 2_048
MOST_AHEAD = 8


class BadRequest(httptools.HttpParserError):
    """Raised out of a callback of the parser: answered with 400, and the connection is closed."""


class DeadlineHttp(HttpToolsProtocol):
    """A connection has so long from its first byte (or from being made) to a whole request, body included, and takes
    some of the answer within each `READ_WITHIN_S`."""

    _request_due: asyncio.TimerHandle | None = None
    _answer_due: asyncio.TimerHandle | None = None
    _unread = 0
    _bytes = 0
    _pieces = 0
    _ahead = 0
    _in_head = True

    def _get_upgrade(self) -> bytes | None:
        """What is asked for, where any `Connection` says so: a proxy may add one; uvicorn heeds the last alone."""
        lines = [value for name, value in self.headers if name == b"connection"]
        said = {option.strip().lower() for line in lines for option in line.split(b",")}
        asked = [value.lower() for name, value in self.headers if name == b"upgrade"]
        return asked[-1] if asked and b"upgrade" in said else None

    # within what time

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._request_came()
        if self._answer_due is not None:
            self._answer_due.cancel()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """The request is read already: who opens WebSockets is given it as it is. With that this protocol is done, and
        lets go of its parser, which knows it in turn."""
        self._request_came()
        self.connections.discard(self)
        request = (self.scope["method"], self.url, self.scope["http_version"], self.headers)
        wire: Any = self.ws_protocol_class(config=self.config, server_state=self.server_state, app_state=self.app_state)  # type: ignore[misc, call-arg]
        wire.connection_made(self.transport)
        wire.asked(Asked(*request, self.server, self.client))
        self.transport.set_protocol(wire)
        self.parser = None  # type: ignore[assignment]

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread = sys.maxsize

    def on_response_complete(self) -> None:
        self._ahead -= 1
        super().on_response_complete()
        if self._full:
            self.transport.close()
        self._await_reading()

    def _await_request(self) -> None:
        if self._request_due is None:
            self._request_due = self.loop.call_later(REQUEST_WITHIN_S, self.transport.abort)

    def _request_came(self) -> None:
        if self._request_due is not None:
            self._request_due.cancel()
            self._request_due = None

    def _await_reading(self) -> None:
        if self._answer_due is None:
            self._unread = self.transport.get_write_buffer_size()
            if self._unread:
                self._answer_due = self.loop.call_later(READ_WITHIN_S, self._look)

    def _look(self) -> None:
        self._answer_due = None
        if self.transport.get_write_buffer_size() > max(0, self._unread - LEAST_READ):
            self.transport.abort()
        else:
            self._await_reading()

    # how much

    @property
    def _full(self) -> bool:
        """Of this request no more is read."""
        return self._bytes > MOST_BYTES

    def data_received(self, data: bytes) -> None:
        if self._full:
            self.transport.pause_reading()
            return
        self._await_request()
        self._bytes += len(data)
        super().data_received(data)
        if self._in_head and self._bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("Too large.")

    def on_message_begin(self) -> None:
        """How many requests may wait for the answers before theirs is bounded."""
        self._in_head, self._pieces = True, 0
        self._ahead += 1
        if self._ahead > MOST_AHEAD:
            raise BadRequest
        self._await_request()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            raise BadRequest

    def on_headers_complete(self) -> None:
        """RFC 9112: a request of HTTP/1.1 names its host once. What asks for no address is refused here, also where it
        asks for a WebSocket: outside the parser's callbacks nobody answers it."""
        self._in_head = False
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (not hosts and self.parser.get_http_version() == "1.1"):
            raise BadRequest
        httptools.parse_url(self.url)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._pieces += 1
        if self._pieces > MOST_PIECES:
            raise BadRequest
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._bytes = 0
        self._request_came()
        super().on_message_complete()
