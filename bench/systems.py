"""The systems that bench/relay.py measures: two server processes each over one Valkey, and how to fill them."""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from bench.crowd import Crowd
from bench.dialects import Channels, Counsellor, Echo, End, Heard, Socketio, Teen
from bench.peers.install import FOLDER, PYTHON
from bench.sockets import open_socket
from demo.ports import HOST, free_port
from demo.redis_servers import Cluster, Sentinels, Server
from demo.stack import Stack
from demo.tether import Tether
from demo.valkey import start_valkey

PEERS = Path(__file__).parent / "peers"
AT_ONCE = 50
READY_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """A system under measurement: its processes, and both ends of every chat, ready to speak."""

    pids: list[int]
    ends: list[End]


@contextlib.asynccontextmanager
async def running(name: str, chats: int, acked: Heard, got: Heard) -> AsyncIterator[Running]:
    """Start the system, connect `chats` pairs, stop it afterwards."""
    tether = Tether()
    opened: list[End] = []
    try:
        start = _hearline if name.startswith("hearline") else _peer
        yield await start(tether, name, chats, opened, acked, got)
    finally:
        for end in opened:
            end.wire.close()
        await asyncio.sleep(0)
        await asyncio.to_thread(tether.close, 1)


async def _peer(tether: Tether, name: str, chats: int, opened: list[End], acked: Heard, got: Heard) -> Running:
    redis = start_valkey(tether)
    ports = [free_port(), free_port()]
    for port in ports:
        tether.start(command(name, port, redis), env=environment(), cwd=PEERS, stdin=subprocess.DEVNULL)
    pids = [child.pid for child in tether.children]
    await asyncio.gather(*(listening(port) for port in ports))
    kind = Echo if name == "echo" else Channels if name == "channels" else Socketio
    jobs = [_join(kind, ports[side], f"room{room}", opened, acked, got) for room in range(chats) for side in (0, 1)]
    await _some_at_once(jobs)
    await _all_ready(opened)
    return Running(pids, opened)


def command(name: str, port: int, redis: str) -> list[str]:
    if name.startswith("socketio"):
        return ["node", "--expose-gc", "socketio.cjs", str(port), name.partition("-")[2], redis.removeprefix("unix://")]
    if name == "echo":
        return [sys.executable, "echo.py", str(port)]
    script = {"python-socketio": "python_socketio.py", "channels": "channels_app.py"}[name]
    return [str(PYTHON), script, str(port), redis]


def environment() -> dict[str, str]:
    return {**os.environ, "NODE_PATH": str(FOLDER / "node_modules"), "NODE_ENV": "production"}


async def _join(
    kind: Callable[[Heard, Heard], End], port: int, room: str, opened: list[End], acked: Heard, got: Heard
) -> None:
    end = kind(acked, got)
    end.room = room
    path = "/socket.io/?EIO=4&transport=websocket" if isinstance(end, Socketio) else f"/{room}"
    await _connect(end, f"ws://{HOST}:{port}{path}", opened)


async def _connect(end: End, url: str, opened: list[End]) -> None:
    await open_socket(url, end)
    opened.append(end)
    end.begin()


async def _hearline(tether: Tether, name: str, chats: int, opened: list[End], acked: Heard, got: Heard) -> Running:
    folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
    stack = Stack(tether, folder, free_port(), {"HEARLINE_DRAIN_S": "0"})
    pids = await _redis(tether, stack, name)
    await asyncio.to_thread(stack.prepare)
    other = free_port()
    pids += [stack.start("web").child.pid, stack.start("web", name="web2", port=other).child.pid]
    await asyncio.to_thread(stack.wait)
    await asyncio.to_thread(stack.wait, other)
    crowd = Crowd(stack.redis_url, stack.secret)
    await crowd.start()
    try:
        await fill(crowd, chats, (stack.port, other), opened, acked, got)
    finally:
        await crowd.stop()
    return Running(pids, opened)


async def _redis(tether: Tether, stack: Stack, name: str) -> list[int]:
    """What the gateways run on: one server by its socket, the same by a port, under Sentinels, or a cluster."""
    if name == "hearline":
        stack.start_valkey()
        return [child.pid for child in tether.children]
    if name == "hearline-port":
        server = Server(tether)
        server.start()
        await server.tell("PING")
        stack.redis_url = f"redis://{HOST}:{server.port}"
        return [child.pid for child in tether.children]
    servers = Sentinels(tether) if name == "hearline-sentinel" else Cluster(tether, timeout_ms=30_000)
    await servers.start()
    stack.redis_url = servers.url
    return servers.pids


async def fill(crowd: Crowd, chats: int, ports: tuple[int, int], opened: list[End], acked: Heard, got: Heard) -> None:
    """Counsellors on one gateway, teens on the other, so that each chat crosses."""

    async def counsellor(number: int) -> None:
        end = Counsellor(acked, got)
        ticket = await crowd.staff(number)
        end.hello = f'{{"t":"hello_staff","v":2,"ticket":"{ticket}","desk":"main"}}'
        await _connect(end, f"ws://{HOST}:{ports[0]}/ws/staff", opened)

    async def teen() -> None:
        end = Teen(acked, got)
        _, token, ticket = await crowd.teen()
        end.hello = f'{{"t":"hello_teen","v":2,"token":"{token}","ticket":"{ticket}"}}'
        await _connect(end, f"ws://{HOST}:{ports[1]}/ws/teen", opened)

    await _some_at_once([counsellor(number) for number in range(chats)])
    await asyncio.sleep(0.5)
    await _some_at_once([teen() for _ in range(chats)])
    await _all_ready(opened)


async def _some_at_once(jobs: list) -> None:  # type: ignore[type-arg]
    for start in range(0, len(jobs), AT_ONCE):
        await asyncio.gather(*jobs[start : start + AT_ONCE])


async def _all_ready(ends: list[End]) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while not all(end.ready for end in ends):
        if time.monotonic() > until:
            late = [end for end in ends if not end.ready]
            trails = [getattr(end, "trail", "") for end in late[:4]]
            raise TimeoutError(f"{len(late)} of {len(ends)} ends are not ready: {trails}")
        await asyncio.sleep(0.05)


async def listening(port: int) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
