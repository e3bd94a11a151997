"""A flooder: sockets that say too much, or nothing of use, while others are in a chat."""

import asyncio
import contextlib
import re

import httpx
from websockets.exceptions import ConnectionClosed

from demo.ports import HOST
from tests.http_client import http_client
from tests.security.attacks.by_teen import passes
from tests.security.attacks.scene import House, attack, waiting
from tests.security.wire import Wire, chatting, new_id

MANY = 600


async def _pour(socket: Wire, text: str) -> int:
    """Until it is closed; the code. (asyncio has an AttributeError for a transport that is gone.)"""
    with contextlib.suppress(ConnectionClosed, OSError, AttributeError):
        for _ in range(MANY):
            await socket.send(text)
    return await socket.closed()


async def _flood(house: House, text: str) -> str:
    async with chatting(house.url, "an") as chat, waiting(house) as (socket, _):
        code = await _pour(socket, text)
        return "" if code in (4106, 1009) and await passes(chat) else f"closed {code}"


@attack
async def noise(house: House) -> str:
    """A flooder sends what is no frame, hundreds of times."""
    return await _flood(house, '{"t":"typing","chat":[[[[')


@attack
async def refused_commands(house: House) -> str:
    """A flooder sends commands that are refused, hundreds of times."""
    return await _flood(house, '{"t":"leave","chat":"another"}')


@attack
async def giant_frames(house: House) -> str:
    """A flooder sends frames beyond the size that is read."""
    return await _flood(house, "x" * 20_000)


async def _processor_s(http: httpx.AsyncClient) -> float:
    found = re.search(r"^process_cpu_seconds_total (\S+)", (await http.get("/metrics")).text, re.MULTILINE)
    assert found is not None
    return float(found[1])


@attack
async def bodies_that_are_hard_to_read(house: House) -> str:
    """A flooder posts bodies as large as are read, made so that looking at them takes long."""
    async with http_client(house.url, timeout=120) as http:
        before = await _processor_s(http)
        for piece in (b'\\"', b'"', b'\\"[', b"[", b'{"a":', b"\\u0000"):
            for path, kind in (("/api/chats/end", "text/plain"), ("/api/chats/box", "application/json")):
                body = (b'"' + piece * 65_536)[:65_536]
                await http.post(path, content=body, headers={"content-type": kind})
        spent = await _processor_s(http) - before
        return f"{spent:.1f} s of the gateway's processor for twelve bodies" if spent > 5 else ""


@attack
async def ends_of_no_chat(house: House) -> str:
    """A flooder ends chats that never were, each under another token, to fill Redis with what it remembers of them."""
    async with http_client(house.url, timeout=60) as http:
        before = {key async for key in house.redis.scan_iter(count=1000)}
        for _ in range(20):
            told = {"token": new_id() + new_id(), "desk": "main"}
            await http.post("/api/chats/end", json=told, headers={"content-type": "text/plain"})
            await http.post("/api/chats/end", json={"handle": new_id()}, headers={"content-type": "text/plain"})
        left = {key async for key in house.redis.scan_iter(count=1000)} - before
        return f"{len(left)} keys are left" if len(left) > 10 else ""


async def _writes(house: House) -> int:
    return int((await house.redis.info("commandstats"))["cmdstat_set"]["calls"])


@attack
async def health_without_end(house: House) -> str:
    """A flooder asks how the gateway does, to keep both databases busy with the answers."""
    async with http_client(house.url, timeout=60) as http:
        before = await _writes(house)
        await asyncio.gather(*(http.get(path) for path in ("/readyz", "/metrics") for _ in range(100)))
        written = await _writes(house) - before
        return f"{written} writes for 200 questions" if written > 100 else ""


@attack
async def lines_in_the_log(house: House) -> str:
    """A flooder sends what is no HTTP, to fill the disk with what is said of it."""
    log = house.stack.parts["web"].log
    before = len(log.read_text().splitlines())
    for _ in range(400):
        reader, writer = await asyncio.open_connection(HOST, house.stack.port)
        writer.write(b"GET /livez HTTP/1.1\r\n\x00\r\n\r\n")
        await reader.read()
        writer.close()
    written = len(log.read_text().splitlines()) - before
    return f"{written} lines for 400 requests" if written > 200 else ""
