"""One system whose waiting is measured: one server process over a Valkey of its own, and its lobby."""

import asyncio
import contextlib
import subprocess
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from bench.processes import resident_kib, spent_all
from bench.systems import PEERS, command, environment, listening
from bench.waiting.crew import Crew
from bench.waiting.teens import KINDS, Lobby
from demo.ports import HOST, free_port
from demo.stack import Stack
from demo.tether import Tether
from demo.valkey import start_valkey

# Nobody is asked for work: that is the newcomer's, and other systems ask for none.
CALM = {"HEARLINE_DRAIN_S": "0", "HEARLINE_CALM_JOINS": "1000000", "HEARLINE_PLACES": "40000"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """`pids`: Redis, then the server; `memory`: where it tells its own, "" for who is asked from outside."""

    pids: list[int]
    redis_url: str
    lobby: Lobby
    memory: str = ""

    def spent_us(self) -> tuple[float, ...]:
        """Microseconds of processor time so far: Redis, server."""
        return tuple(ns / 1000 for ns in spent_all(self.pids).values())

    async def kib(self) -> int:
        """Memory of the server; of Node without the free part of its heap, which counts for it."""
        if not self.memory:
            return resident_kib(self.pids[-1])
        with await asyncio.to_thread(urlopen, self.memory) as answer:
            return int(answer.read()) // 1024


@contextlib.asynccontextmanager
async def waiting(name: str) -> AsyncIterator[Waiting]:
    """Start the system, with nobody in its lobby; stop it afterwards."""
    tether = Tether()
    async with contextlib.AsyncExitStack() as house:
        house.push_async_callback(asyncio.to_thread, tether.close, 1)
        found = await (_hearline(tether, house) if name == "hearline" else _peer(tether, name))
        house.callback(found.lobby.close)
        yield found


async def _peer(tether: Tether, name: str) -> Waiting:
    redis, port = start_valkey(tether), free_port()
    tether.start(command(name, port, redis), env=environment(), cwd=PEERS, stdin=subprocess.DEVNULL)
    await listening(port)
    kind, path = KINDS[name]
    memory = f"http://{HOST}:{port}/memory" if name.startswith("socketio") else ""
    return Waiting([child.pid for child in tether.children], redis, Lobby(kind, port, path), memory)


async def _hearline(tether: Tether, house: contextlib.AsyncExitStack) -> Waiting:
    stack, found = await own(tether)
    await house.enter_async_context(Crew(stack.redis_url))
    return found


async def own(tether: Tether) -> tuple[Stack, Waiting]:
    """Ours, with one gateway and nobody on duty."""
    folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
    stack = Stack(tether, folder, free_port(), CALM)
    stack.start_valkey()
    pids = [child.pid for child in tether.children]
    await asyncio.to_thread(stack.prepare)
    pids.append(stack.start("web").child.pid)
    await asyncio.to_thread(stack.wait)
    kind, path = KINDS["hearline"]
    return stack, Waiting(pids, stack.redis_url, Lobby(kind, stack.port, path))
