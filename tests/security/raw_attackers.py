"""Hostile clients below the level of messages, as a process of their own until SIGTERM: `… URL KIND [HELLO…]`.

Twenty sockets, each at full speed, each again as soon as it was ended. With hellos (one per socket, JSON) they attack
after hello, else before. Prints a line when it begins and when it meets something for the first time, and at the end
one of JSON: sockets, bytes sent, close codes.
"""

import asyncio
import base64
import contextlib
import json
import os
import signal
import socket
import struct
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from tests.security.frames import CLOSE, CONTINUE, PING, TEXT, packed

SOCKETS = 20
AGAIN_S = 0.02
MET: Counter[str] = Counter()
GONE = (OSError, asyncio.IncompleteReadError, TimeoutError)
Write = Callable[[bytes], Awaitable[None]]


async def fragments(write: Write) -> None:
    """One message begun, and never an end of nothing."""
    await write(packed(TEXT, b"", fin=False))
    while True:
        await write(packed(CONTINUE, b"", fin=False) * 10_000)


async def pings(write: Write) -> None:
    while True:
        await write(packed(PING, b"") * 10_000)


async def texts(write: Write) -> None:
    while True:
        await write(packed(TEXT, b"{") * 5_000)


async def half_frames(write: Write) -> None:
    """The largest frame begun, and nothing more."""
    await write(packed(TEXT, b"x" * 16_000)[:8_000])
    await asyncio.sleep(3600)


async def single_bytes(write: Write) -> None:
    """The largest frame, each byte a packet."""
    for place in packed(TEXT, b" " * 16_000):
        await write(bytes([place]))
        await asyncio.sleep(0)


async def goodbyes(write: Write) -> None:
    """Closes, and goes on as if it had not."""
    while True:
        await write(packed(CLOSE, struct.pack(">H", 1000)) + packed(TEXT, b"{}") * 10_000)


def met(what: str) -> None:
    MET[what] += 1
    if MET[what] == 1:
        print(what, flush=True)


KINDS = {one.__name__: one for one in (fragments, pings, texts, half_frames, single_bytes, goodbyes)}


async def attack(url: str, kind: str, hello: str) -> None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    async def write(data: bytes) -> None:
        writer.write(data)
        await writer.drain()
        MET["bytes"] += len(data)

    try:
        writer.write(handshake(url))
        if b" 101 " not in await reader.readuntil(b"\r\n\r\n"):
            MET["refused"] += 1
            return
        met("sockets")
        if MET["sockets"] == SOCKETS // 2:
            print("half of them were there", flush=True)
        if hello:
            await write(packed(TEXT, hello.encode()))
            while b"teen_state" not in (await frame(reader))[1]:
                pass
        async with asyncio.TaskGroup() as both:
            both.create_task(KINDS[kind](write))
            both.create_task(_until_closed(reader))
    finally:
        writer.transport.abort()


async def _until_closed(reader: asyncio.StreamReader) -> None:
    """Reads as every client does; ConnectionResetError once the other end has said goodbye or is gone."""
    while True:
        opcode, payload = await frame(reader)
        if opcode == CLOSE:
            met(f"closed {struct.unpack('>H', payload[:2])[0]}")
            raise ConnectionResetError


async def frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Opcode and payload of the next one; raises IncompleteReadError at the end."""
    first, size = await reader.readexactly(2)
    if size == 126:
        size = struct.unpack(">H", await reader.readexactly(2))[0]
    return first & 15, await reader.readexactly(size)


def handshake(url: str) -> bytes:
    host, key = urlsplit(url).netloc, base64.b64encode(os.urandom(16)).decode()
    lines = ["GET /ws/teen HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade", f"Origin: {url}"]
    return "\r\n".join([*lines, "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", "", ""]).encode()


async def again_and_again(url: str, kind: str, hello: str) -> None:
    while True:
        with contextlib.suppress(*GONE):
            try:
                await attack(url, kind, hello)
            except* GONE:
                pass
        await asyncio.sleep(AGAIN_S)


async def main(url: str, kind: str, hellos: list[str]) -> None:
    enough = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, enough.set)
    tasks = [asyncio.create_task(again_and_again(url, kind, hello)) for hello in hellos or [""] * SOCKETS]
    print(flush=True)
    await enough.wait()
    for task in tasks:
        task.cancel()
    print(json.dumps(MET), flush=True)
    os._exit(0)  # an attacker says no goodbye


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
