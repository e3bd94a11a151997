"""Counsellors of the campaign: each takes whoever is offered, talks for a while, and is ready for the next."""

import asyncio
import itertools
import random
import time

from bench.crowd import Crowd
from bench.dialects import Counsellor
from bench.sockets import open_socket
from bench.waiting.teens import HOST

TALK_S = 20.0
LATE_S = 60.0


class Worker(Counsellor):
    """`offers`: seconds from a command that frees them to the next offer; `bare`: of a command of one call of Redis."""

    offers: list[float] = []
    bare: list[float] = []
    taken = 0
    _numbers = itertools.count()

    def other(self, frame: dict[str, object]) -> None:
        if frame["t"] == "staff_chat":
            held: dict[str, object] = frame["chat"]  # type: ignore[assignment]
            if held["state"] == "offered" and self._freed_at:
                self.offers.append(time.perf_counter() - self._freed_at)
                self._freed_at = 0.0
            elif held["state"] == "active":
                Worker.taken += 1
        elif frame["t"] == "ok" and frame["id"] == self._asked:
            self._answered.set()
        elif frame["t"] == "error":
            self.refused.append(str(frame))
            self._answered.set()
            return
        super().other(frame)

    refused: list[str] = []
    _freed_at = 0.0
    _asked = ""

    async def work(self, until: float) -> None:
        """Until this moment."""
        await asyncio.sleep(random.uniform(0, TALK_S))
        while time.monotonic() < until:
            self.bare.append(await self._command("breather", '"minutes":0'))
            await self._command("finish", f'"chat":"{self.chat}","fence":{self.fence}')
            self._freed_at = time.perf_counter()
            await self._command("ready", f'"chat":"{self.chat}"')
            await asyncio.sleep(TALK_S)

    async def _command(self, name: str, about: str) -> float:
        """How long its answer took."""
        self._asked, self._answered = f"k{next(self._numbers)}", asyncio.Event()
        asked = time.perf_counter()
        self.wire.send(f'{{"t":"{name}","id":"{self._asked}",{about}}}')
        async with asyncio.timeout(LATE_S):
            await self._answered.wait()
        return time.perf_counter() - asked


async def on_duty(crowd: Crowd, number: int, ports: list[int]) -> list[Worker]:
    """So many, spread over the gateways, without a chat yet."""
    found = []
    for one in range(number):
        end = Worker(_nothing, _nothing)
        ticket = await crowd.staff(one)
        end.hello = f'{{"t":"hello_staff","v":2,"ticket":"{ticket}","desk":"main"}}'
        await open_socket(f"ws://{HOST}:{ports[one % len(ports)]}/ws/staff", end)
        end.begin()
        found.append(end)
    return found


def _nothing(_name: str) -> None:
    """Nobody speaks."""
