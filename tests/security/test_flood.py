"""While somebody attacks, an innocent chat goes on as if nothing happened."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator

import pytest

from chat.demo.stack import ROOT, Stack, free_port
from chat.demo.tether import Tether
from tests.security.wire import Chat, chatting

LONG = "HEARLINE_LONG" in os.environ
ROUNDS = 3 if LONG else 1
PART_S = 2.0
EVERY_S = 0.055
FLOOR_MS = 10.0 if LONG else 60.0  # beside other tests the machine itself is in the way
ATTEMPTS = 3


@pytest.fixture(scope="module")
def alone(tether: Tether, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A service of its own, so that nobody else's teens are in the way."""
    it = Stack(tether, tmp_path_factory.mktemp("flood"), free_port())
    it.start_all()
    yield it
    it.stop()


class Innocent:
    """A counsellor who writes at a steady pace; how long each message took to reach the teen (ms)."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.n = 0

    async def write_for(self, seconds: float) -> list[float]:
        took = []
        until = time.perf_counter() + seconds
        while (began := time.perf_counter()) < until:
            self.n += 1
            frame = self.chat.message(self.n)
            await self.chat.staff_wire.send(frame)
            await self.chat.teen_wire.until("entry", cid=frame["cid"])
            took.append((time.perf_counter() - began) * 1000)
            await self.chat.staff_wire.until("ack", cid=frame["cid"])
            await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - began)))
        return took


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


async def attacked(url: str, kind: str, seconds: float) -> asyncio.subprocess.Process:
    """Attackers with the lowest priority: what they cost the service is measured, not what they cost the machine."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.security.attackers", url, str(seconds), kind,
        cwd=ROOT, env=dict(os.environ), stdout=asyncio.subprocess.PIPE, preexec_fn=lambda: os.nice(19),
    )  # fmt: skip


async def measured(innocent: Innocent, url: str, kind: str) -> tuple[float, float, dict[str, int]]:
    """p99 when calm and when attacked, taking turns so that both meet the same machine; what the attackers met."""
    calm: list[float] = []
    busy: list[float] = []
    met: dict[str, int] = {}
    for _ in range(ROUNDS):
        calm += await innocent.write_for(PART_S)
        attack = await attacked(url, kind, PART_S + 1.5)
        await asyncio.sleep(1.0)
        busy += await innocent.write_for(PART_S)
        out, _ = await attack.communicate()
        assert attack.returncode == 0
        met = json.loads(out)
    print(f"{kind}: calm p99 {p99(calm):.1f} ms, attacked {p99(busy):.1f} ms, of {len(calm)} and {len(busy)}; {met}")
    return p99(calm), p99(busy), met


@pytest.mark.parametrize("kind", ["flood", "messages", "malformed", "oversize", "slow", "unread"])
async def test_an_innocent_chat_does_not_notice(alone: Stack, kind: str) -> None:
    """Measured again, twice at most, when something else on this machine was in the way."""
    async with chatting(alone.url, "an", "nl") as chat:
        innocent = Innocent(chat)
        await innocent.write_for(0.5)
        for attempt in range(ATTEMPTS):
            calm, busy, met = await measured(innocent, alone.url, kind)
            if busy <= max(2 * calm, FLOOR_MS) or attempt == ATTEMPTS - 1:
                break
    assert met["sockets"] >= 1
    if kind not in ("slow", "unread"):
        assert met.get("closed 4106", 0) + met.get("closed 1009", 0) >= 1, met
    assert busy <= max(2 * calm, FLOOR_MS)
