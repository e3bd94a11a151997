"""HTTP on a transport that only remembers: what is too slow, too much, or never read is ended."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from chat.http import deadline as patience
from chat.http.deadline import LEAST_READ, READ_WITHIN_S, REQUEST_WITHIN_S, DeadlineHttp
from tests.unit.gateway.transports import Loop, Transport

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"


@dataclass
class Ends:
    http: DeadlineHttp
    transport: Transport
    loop: Loop
    bodies: list[bytes] = field(default_factory=list)

    def says(self, data: bytes) -> None:
        self.http.data_received(data)

    async def answers(self) -> bytes:
        """What has been written since the last time, once the application had its turn."""
        for _ in range(5):
            await asyncio.sleep(0)
        said, self.transport.written = bytes(self.transport.written), bytearray()
        return said


@pytest.fixture
async def ends() -> Ends:
    """A connection to an application that reads the body and answers `ok`."""
    made: Ends

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        made.bodies.append(body)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    config = uvicorn.Config(app, http=DeadlineHttp, ws="none", lifespan="off", log_config=None, proxy_headers=False)
    config.load()
    loop, transport = Loop(), Transport()
    made = Ends(DeadlineHttp(config, ServerState(), {}, loop), transport, loop)  # type: ignore[arg-type]
    made.http.connection_made(transport)
    return made


async def test_a_whole_request_is_answered_and_leaves_no_deadline(ends: Ends) -> None:
    for request in (GET, POST + b"123456789"):
        ends.says(request)
        assert (await ends.answers()).startswith(b"HTTP/1.1 200 ")
        assert REQUEST_WITHIN_S not in [timer.after for timer in ends.loop.waiting]
    assert ends.bodies == [b"", b"123456789"]


@pytest.mark.parametrize("begun", [b"", b"\r\n", b"GE", GET[:-2], POST + b"1", GET + GET[:9]])
async def test_what_is_not_whole_in_time_is_cut_off(ends: Ends, begun: bytes) -> None:
    ends.says(begun[:3])
    ends.says(begun[3:])
    await ends.answers()
    ends.loop.due(REQUEST_WITHIN_S)
    assert ends.transport.aborted


async def test_line_ends_after_an_answer_win_no_time(ends: Ends) -> None:
    ends.says(GET)
    await ends.answers()
    ends.says(b"\r\n")
    ends.loop.due(REQUEST_WITHIN_S)
    assert ends.transport.aborted


async def test_bytes_that_dribble_in_win_no_time(ends: Ends) -> None:
    for byte in GET[:20]:
        ends.says(bytes([byte]))
    assert len([timer for timer in ends.loop.timers if timer.after == REQUEST_WITHIN_S]) == 1


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"A%d: x\r\n" % n for n in range(200)) + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 70_000,
        b"\r\n" * 40_000,
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 3_000,
        GET * 20,
    ],
)
async def test_too_much_is_refused_at_once(ends: Ends, request_: bytes) -> None:
    for start in range(0, len(request_), 16_384):
        if not ends.transport.closing:
            ends.says(request_[start : start + 16_384])
    assert b"HTTP/1.1 400 " in await ends.answers()
    assert ends.transport.closing


async def test_of_a_body_that_is_too_large_no_more_is_read(ends: Ends) -> None:
    ends.says(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
    for _ in range(100):
        ends.says(b"x" * 16_384)
    assert not ends.transport.reading
    assert len(ends.http.cycle.body) <= patience.MOST_BYTES


async def test_who_never_reads_is_given_up(ends: Ends) -> None:
    ends.transport.buffered = 50_000
    ends.says(GET)
    await ends.answers()
    ends.loop.due(READ_WITHIN_S)
    assert ends.transport.aborted


async def test_who_reads_slowly_is_not(ends: Ends) -> None:
    ends.transport.buffered = 50_000
    ends.says(GET)
    await ends.answers()
    while ends.transport.buffered:
        ends.transport.buffered = max(0, ends.transport.buffered - LEAST_READ)
        ends.loop.due(READ_WITHIN_S)
    assert not ends.transport.aborted
    assert READ_WITHIN_S not in [timer.after for timer in ends.loop.waiting]


async def test_an_answer_that_does_not_flow_is_given_up_before_its_end(ends: Ends) -> None:
    ends.transport.buffered = 70_000
    ends.http.pause_writing()
    ends.http.resume_writing()  # the reader went on, and stopped again
    ends.http.pause_writing()
    ends.loop.due(READ_WITHIN_S)
    assert not ends.transport.aborted
    ends.loop.due(READ_WITHIN_S)
    assert ends.transport.aborted


async def test_a_lost_connection_leaves_no_deadline(ends: Ends) -> None:
    ends.transport.buffered = 70_000
    ends.says(GET[:5])
    ends.http.pause_writing()
    ends.http.connection_lost(None)
    assert ends.loop.waiting == []
