"""Hostile clients, run as a process of their own until SIGTERM: `python -m tests.security.attackers URL KIND`.

Prints a line when it begins and when it is closed with a code for the first time, and at the end one of JSON: how many
frames and connections they got through, and the close codes they met. Who stops it (SIGSTOP) for a while finds it at
the same work afterwards.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.security.wire import Teen, Wire, join, wire

FRAMES_A_SECOND = 10_000
BATCH = 200
MET: Counter[str] = Counter()
GONE = (ConnectionClosed, InvalidHandshake, OSError, TimeoutError)


async def at_full_speed(socket: Wire, frame: str) -> None:
    """10,000 frames a second until the other end has had enough."""
    async with asyncio.TaskGroup() as both:
        both.create_task(_swallow(socket))
        both.create_task(_pour(socket, frame))


async def _swallow(socket: Wire) -> None:
    async for _ in socket.socket:
        MET["answers"] += 1


async def _pour(socket: Wire, frame: str) -> None:
    while True:
        started = time.monotonic()
        for _ in range(BATCH):
            await socket.send(frame)
        MET["frames"] += BATCH
        await asyncio.sleep(max(0.0, BATCH / FRAMES_A_SECOND - (time.monotonic() - started)))


async def flood(url: str, teen: Teen) -> None:
    await _as_teen(url, teen, json.dumps({"t": "typing", "chat": teen.chat, "on": True}))


async def messages(url: str, teen: Teen) -> None:
    frame = {
        "t": "send",
        "chat": teen.chat,
        "fence": 0,
        "kid": "",
        "cid": "c",
        "n": 1,
        "kind": "text",
        "body": "x" * 400,
    }
    await _as_teen(url, teen, json.dumps(frame))


async def unread(url: str, teen: Teen) -> None:
    """Floods, and never reads what it is answered."""
    async with wire(url, "/ws/teen") as socket:
        MET["sockets"] += 1
        await socket.send(teen.hello())
        await socket.until("teen_state")
        await _pour(socket, "{")


async def malformed(url: str, teen: Teen) -> None:
    await _as_teen(url, teen, '{"t":"typing","chat":[[[[[[[[')


async def oversize(url: str, teen: Teen) -> None:
    await _as_teen(url, teen, "x" * 16_500)


async def slow(url: str, teen: Teen) -> None:
    """Many sockets that never say hello."""
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(50):
            socket = await stack.enter_async_context(wire(url, "/ws/teen"))
            MET["sockets"] += 1
        await socket.closed()


async def _as_teen(url: str, teen: Teen, frame: str) -> None:
    async with wire(url, "/ws/teen") as socket:
        MET["sockets"] += 1
        try:
            await socket.send(teen.hello())
            await socket.until("teen_state")
            await at_full_speed(socket, frame)
        finally:
            ended = f"closed {socket.socket.close_code}"
            MET[ended] += 1
            if MET[ended] == 1:
                print(ended, flush=True)


async def again_and_again(attack: Callable[[str, Teen], Awaitable[None]], url: str, teen: Teen) -> None:
    while True:
        try:
            await attack(url, teen)
        except* GONE:
            MET["gone"] += 1
        await asyncio.sleep(0.02)


async def main(url: str, kind: str) -> None:
    attack = {one.__name__: one for one in (flood, messages, malformed, oversize, slow, unread)}[kind]
    enough = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, enough.set)
    task = asyncio.create_task(again_and_again(attack, url, await join(url, "de")))
    print(flush=True)
    await enough.wait()
    task.cancel()
    print(json.dumps(MET), flush=True)
    os._exit(0)  # an attacker says no goodbye


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
