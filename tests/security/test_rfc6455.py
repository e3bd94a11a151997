"""Abuse of the protocol itself over raw sockets: each is ended by its rule, and the service goes on."""

import asyncio
import base64
import json
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest

from demo.stack import Stack
from tests.http_client import http_client
from tests.patience import PATIENCE_S
from tests.security.frames import BINARY, CLOSE, CONTINUE, MASK, PING, TEXT, packed
from tests.security.wire import join


@dataclass
class Raw:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        try:
            self.writer.write(data)
            await self.writer.drain()
        except (ConnectionResetError, BrokenPipeError):
            pass

    async def frame(self) -> tuple[int, bytes]:
        """Opcode and payload of the next frame; raises IncompleteReadError at the end."""
        first, second = await self.reader.readexactly(2)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack(">H", await self.reader.readexactly(2))[0]
        return first & 0x0F, await self.reader.readexactly(size)

    async def until(self, needle: bytes, within_s: float = PATIENCE_S) -> None:
        """Read frames until one holds this."""
        async with asyncio.timeout(within_s):
            while needle not in (await self.frame())[1]:
                pass

    async def ended(self, within_s: float = PATIENCE_S, *, polite: bool = True) -> int:
        """The close code, or 0 when the connection just ended; raises TimeoutError when it lives on.

        `polite`: a goodbye is answered, as RFC 6455 asks, so that the server need not wait for it.
        """
        code = 0
        async with asyncio.timeout(within_s):
            try:
                while True:
                    opcode, payload = await self.frame()
                    if opcode == CLOSE and len(payload) >= 2:
                        code = struct.unpack(">H", payload[:2])[0]
                        await self.send(packed(CLOSE, payload[:2]) if polite else b"")
            except (asyncio.IncompleteReadError, ConnectionResetError):
                return code


@asynccontextmanager
async def raw(stack: Stack) -> AsyncIterator[Raw]:
    """A bare TCP connection to the service."""
    parts = urlsplit(stack.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        yield Raw(reader, writer)
    finally:
        writer.close()


def handshake(stack: Stack, **changed: str | None) -> bytes:
    headers: dict[str, str | None] = {
        "Host": urlsplit(stack.url).netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Origin": stack.url,
    }
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return ("GET /ws/teen HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode()


@asynccontextmanager
async def opened(stack: Stack) -> AsyncIterator[Raw]:
    async with raw(stack) as it:
        await it.send(handshake(stack))
        head = await it.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        assert b"permessage-deflate" not in head
        yield it


async def healthy(stack: Stack) -> None:
    async with http_client(stack.url) as http:
        assert (await http.get("/readyz")).status_code == 200


FAULTS = {
    "unmasked": (packed(TEXT, b"{}", masked=False), {1002}),
    "bad utf-8": (packed(TEXT, b'{"t":"\xff\xfe"}'), {1007}),
    "overlong utf-8": (packed(TEXT, b"\xc0\xaf"), {1007}),
    "surrogate in utf-8": (packed(TEXT, b"\xed\xa0\x80"), {1007}),
    "reserved bit 1": (packed(TEXT, b"{}", reserved=4), {1002}),
    "reserved bit 2": (packed(TEXT, b"{}", reserved=2), {1002}),
    "reserved bit 3": (packed(TEXT, b"{}", reserved=1), {1002}),
    "reserved opcode": (packed(3, b"{}"), {1002}),
    "reserved control opcode": (packed(11, b""), {1002}),
    "fragmented ping": (packed(PING, b"x", fin=False), {1002}),
    "long ping": (packed(PING, b"x" * 126), {1002}),
    "continuation of nothing": (packed(CONTINUE, b"x"), {1002}),
    "text inside text": (packed(TEXT, b"a", fin=False) + packed(TEXT, b"b"), {1002}),
    "close of one byte": (packed(CLOSE, b"\x03"), {1002}),
    "close with a forbidden code": (packed(CLOSE, struct.pack(">H", 1005)), {1002}),
    "close with bad utf-8": (packed(CLOSE, struct.pack(">H", 1000) + b"\xff"), {1007, 1002}),
    "length of 2^62": (b"\x81\xff" + struct.pack(">Q", 2**62) + MASK, {1009, 1002}),
    "length with the top bit": (b"\x81\xff" + struct.pack(">Q", 2**63 + 5) + MASK, {1002, 1009}),
    "a megabyte": (packed(TEXT, b"x" * 1_000_000), {1009}),
    "a megabyte in small pieces": (
        packed(TEXT, b"x" * 1000, fin=False) + packed(CONTINUE, b"x" * 1000, fin=False) * 1000,
        {1009},
    ),
    "binary hello": (packed(BINARY, b"{}"), {4100}),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_each_fault_ends_the_connection_by_its_rule(stack: Stack, name: str) -> None:
    data, codes = FAULTS[name]
    async with opened(stack) as it:
        await it.send(data)
        assert await it.ended() in codes | {0}
    await healthy(stack)


@pytest.mark.parametrize("name", sorted(set(FAULTS) - {"binary hello"}))
@pytest.mark.parametrize("before", [b"", packed(TEXT, b'{"t":"pong"}'), packed(PING, b"x")])
async def test_each_fault_ends_it_after_hello_too(stack: Stack, name: str, before: bytes) -> None:
    """There frames take a shorter way in; the rules are the same, alone or in one packet with a good frame."""
    data, codes = FAULTS[name]
    teen = await join(stack.url, "fr")
    async with opened(stack) as it:
        await it.send(packed(TEXT, json.dumps(teen.hello()).encode()))
        await it.until(b"teen_state")
        await asyncio.sleep(0.02)
        await it.send(before + data)
        assert await it.ended() in codes | {0}
    await healthy(stack)


@pytest.mark.parametrize("pieces", [1, 2, 7, 50])
async def test_an_honest_frame_may_come_in_any_pieces(stack: Stack, pieces: int) -> None:
    """One byte at a time, or several frames in one packet, or a message in fragments with a ping between."""
    teen = await join(stack.url, "fr")
    ask = json.dumps({"t": "choose_language", "chat": teen.chat, "language": "xx"}).encode()
    whole = packed(TEXT, ask) * 2 + packed(TEXT, ask[:9], fin=False) + packed(PING) + packed(CONTINUE, ask[9:])
    async with opened(stack) as it:
        await it.send(packed(TEXT, json.dumps(teen.hello()).encode()))
        await it.until(b"teen_state")
        size = -(-len(whole) // pieces)
        for start in range(0, len(whole), size):
            await it.send(whole[start : start + size])
            await asyncio.sleep(0.005)
        for _ in range(3):
            await it.until(b"unknown_language")
        await it.send(packed(TEXT, json.dumps({"t": "leave", "chat": teen.chat}).encode()))
        assert await it.ended() == 4103


async def test_the_rules_are_named_where_the_peer_listens(stack: Stack) -> None:
    """Not just a cut: at least the small faults are answered with their code."""
    for name in ("unmasked", "bad utf-8", "reserved bit 1", "long ping", "length of 2^62"):
        data, codes = FAULTS[name]
        async with opened(stack) as it:
            await it.send(data)
            assert await it.ended() in codes, name


@pytest.mark.parametrize(
    "changed",
    [
        {"Sec_WebSocket_Key": None},
        {"Sec_WebSocket_Key": "short"},
        {"Sec_WebSocket_Version": "8"},
        {"Sec_WebSocket_Version": None},
        {"Upgrade": "h2c"},
        {"Connection": "close"},
        {"Host": None},
        {"Sec_WebSocket_Extensions": "permessage-deflate; client_max_window_bits=99"},
    ],
)
async def test_a_broken_handshake_is_refused(stack: Stack, changed: dict[str, str | None]) -> None:
    async with raw(stack) as it:
        await it.send(handshake(stack, **changed))
        head = await asyncio.wait_for(it.reader.read(200), PATIENCE_S)
        if "Sec_WebSocket_Extensions" in changed:
            assert b" 101 " in head, "what is not understood is not used"
        else:
            assert head.split(b" ")[1][:1] == b"4", head
    await healthy(stack)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (b"Connection: Upgrade", b"Connection: Upgrade\r\nConnection: keep-alive"),
        (b"Connection: Upgrade", b"Connection: close\r\nConnection: upgrade, HTTP2-Settings"),
        (b"Connection: Upgrade", b"connection:keep-alive ,\tUPGRADE"),
        (b"Upgrade: websocket", b"Upgrade: WebSocket"),
        (b"Upgrade: websocket", b"Upgrade: websocket\r\nContent-Length: 0"),
        (b"GET /ws/teen ", b"GET http://elsewhere.example/ws/teen "),
        (b"GET /ws/teen ", b"GET HTTPS://[::1]:80/ws/teen?a=/b "),
        (b"GET /ws/teen ", b"GET /ws/%74een?#a "),
    ],
)
async def test_an_honest_handshake_may_be_written_as_proxies_write_it(stack: Stack, ours: bytes, theirs: bytes) -> None:
    asked = handshake(stack)
    assert ours in asked
    async with raw(stack) as it:
        await it.send(asked.replace(ours, theirs))
        head = await asyncio.wait_for(it.reader.readuntil(b"\r\n\r\n"), PATIENCE_S)
        assert head.startswith(b"HTTP/1.1 101"), head


@pytest.mark.parametrize(
    "address", [b"http://h:99999/ws/teen", b"http:///ws/teen", b"http://a_b/ws/teen", b"/ws/\xc3\xa9", b"*"]
)
async def test_a_handshake_at_no_address_is_refused_with_an_answer(stack: Stack, address: bytes) -> None:
    async with raw(stack) as it:
        await it.send(handshake(stack).replace(b"/ws/teen", address, 1))
        head = await asyncio.wait_for(it.reader.read(200), PATIENCE_S)
    assert head.split(b" ")[1][:1] == b"4", head
    assert not [part.log for part in stack.parts.values() if b"data_received" in part.log.read_bytes()]


@pytest.mark.parametrize(
    "request_",
    [
        b"\x00" * 100,
        b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 200_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"A%d: x\r\n" % n for n in range(20_000)) + b"\r\n",
        b"POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/staff/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/staff/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\nX: a\r\n b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: \rTransfer-Encoding: chunked\r\n\r\n",
        b"POST /livez HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"POST /livez HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"POST /livez HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\nx\r\n0\r\n\r\n",
        b"POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde",
    ],
)
async def test_broken_http_is_refused(stack: Stack, request_: bytes) -> None:
    async with raw(stack) as it:
        await it.send(request_)
        try:
            head = await asyncio.wait_for(it.reader.read(200), PATIENCE_S)
        except ConnectionResetError:
            head = b""
        assert head == b"" or head.split(b" ")[1][:1] in (b"4", b"5"), head
        assert not head.startswith(b"HTTP/1.1 500")
    await healthy(stack)


DRIBBLES = (
    b"",
    b"GET /console HTTP/1.1\r\nHost: x\r\n",
    b"POST /api/staff/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\n",
)


async def dribble(stack: Stack, start: bytes) -> None:
    """Returns when the server has closed; raises TimeoutError when it does not."""
    async with raw(stack) as it:
        await it.send(start)
        async with asyncio.timeout(PATIENCE_S):
            while not it.reader.at_eof():
                try:
                    if not await asyncio.wait_for(it.reader.read(4096), 2):
                        break
                except TimeoutError:
                    await it.send(b"A" if b"login" in start else b"a: b\r\n" if start else b"")
                except ConnectionResetError:
                    break


async def fragments(stack: Stack) -> None:
    async with opened(stack) as it:
        await it.send(packed(TEXT, b"", fin=False))
        async with asyncio.timeout(PATIENCE_S):
            while not it.reader.at_eof():
                await it.send(packed(CONTINUE, b"", fin=False) * 50)
                try:
                    await asyncio.wait_for(it.reader.read(4096), 0.05)
                except TimeoutError:
                    continue
                except ConnectionResetError:
                    break


async def pings(stack: Stack) -> None:
    async with opened(stack) as it:
        await it.send(packed(PING, b"x" * 100) * 20_000)
        assert await it.ended() in (4106, 0)


async def rude(stack: Stack) -> None:
    """Never answers the server's goodbye."""
    async with opened(stack) as it:
        await it.send(FAULTS["binary hello"][0])
        assert await it.ended(polite=False) in FAULTS["binary hello"][1]


async def unread(stack: Stack) -> None:
    """Asks again and again, for more than the buffers of the system take in, and never reads."""
    parts = urlsplit(stack.url)
    with socket.create_connection((parts.hostname, parts.port), PATIENCE_S) as it:
        it.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with pytest.raises(ConnectionError):
            await _asked_on(it)


async def _asked_on(it: socket.socket) -> None:
    """Until the other end has gone: that shows only when something is sent to it, on a slow machine soon."""
    for _ in range(80):
        it.sendall(b"GET /docs/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(0.02)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            it.sendall(b"\r\n")
            await asyncio.sleep(0.3)


STAYING: dict[str, Callable[[Stack], Coroutine[Any, Any, None]]] = {
    "fragments of nothing for ever": fragments,
    "a flood of pings": pings,
    "no goodbye": rude,
    "an answer that is not read": unread,
    **{f"dribble {place}": partial(dribble, start=start) for place, start in enumerate(DRIBBLES)},
}


@pytest.fixture(scope="module", autouse=True)
def staying(stack: Stack) -> Iterator[dict[str, Future[None]]]:
    """Begun with the first test of this file and looked at in the last ones: they wait for deadlines meanwhile."""
    with ThreadPoolExecutor(len(STAYING)) as threads:
        yield {name: threads.submit(asyncio.run, stays(stack)) for name, stays in STAYING.items()}


@pytest.mark.parametrize("name", STAYING)
async def test_there_is_no_way_to_stay(stack: Stack, staying: dict[str, Future[None]], name: str) -> None:
    await asyncio.wrap_future(staying[name])
    await healthy(stack)
