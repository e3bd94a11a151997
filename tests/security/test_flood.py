"""While somebody attacks, an innocent chat goes on as if nothing happened."""

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from tests.http_client import http_client
from tests.patience import PATIENCE_S
from tests.security.raw_attackers import KINDS, SOCKETS
from tests.security.wire import Chat, chatting, join

LONG = "HEARLINE_LONG" in os.environ
TURNS = 20 if LONG else 2
TURN_S = 1.0 if LONG else 0.6
SETTLE_S = 0.2
EVERY_S = 0.05
FLOOR_MS = 10.0
# Of the time of the gateway's event loop: what is left is the innocent's, on a quiet machine and on a busy one.
MOST_OF_THE_LOOP = 0.3
ATTACK_S = 60.0 if LONG else 5.0
LIVE_WITHIN_S = 1.0
PROBE_S = 0.1
# Frames that one connection gets in before it is closed: its buckets, its strikes, and what was under way.
MOST_FRAMES = 400
# These attackers are not told that they are sent away, or do not listen.
UNENDED = ("slow", "unread")


@pytest.fixture(scope="module")
def alone(
    tether: Tether, tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[Path], Path]
) -> Iterator[Stack]:
    """A service of its own, so that nobody else's teens are in the way."""
    calm = {"HEARLINE_CALM_JOINS": "1000000"}
    it = Stack(tether, prepared(tmp_path_factory.mktemp("flood")), free_port(), calm)
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


def loop_s(alone: Stack) -> float:
    """Processor time that the gateway's event loop has used: whoever else is on this machine does not count."""
    used = Path(f"/proc/{alone.parts['web'].child.pid}/schedstat").read_text().split()[0]
    return int(used) / 1e9


async def frames_heard(url: str) -> int:
    async with http_client() as client:
        text = (await client.get(f"{url}/metrics")).text
    return int(float(re.search(r'^hearline_events_total\{from="clients"\} (\S+)', text, re.M)[1]))  # type: ignore[index]


@dataclass
class Turns:
    """What was measured while it was calm, or while somebody attacked."""

    took_ms: list[float] = field(default_factory=list)
    used_s: float = 0.0
    lasted_s: float = 0.0

    async def one(self, innocent: Innocent, alone: Stack) -> None:
        used, began = loop_s(alone), time.perf_counter()
        self.took_ms += await innocent.write_for(TURN_S)
        self.used_s += loop_s(alone) - used
        self.lasted_s += time.perf_counter() - began

    @property
    def share(self) -> float:
        """Of the event loop's time."""
        return self.used_s / self.lasted_s


async def attacked(url: str, kind: str, *more: str, by: str = "attackers") -> asyncio.subprocess.Process:
    """Attackers with the lowest priority: what they cost the service is measured, not what they cost the machine."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.security.{by}", url, kind, *more,
        cwd=ROOT, env=dict(os.environ), stdout=asyncio.subprocess.PIPE, preexec_fn=lambda: os.nice(19),
    )  # fmt: skip


async def in_turns(innocent: Innocent, alone: Stack, kind: str) -> tuple[Turns, Turns, dict[str, int]]:
    """Calm and attack in short turns, so that both meet the same machine: the attacker sleeps while it is calm."""
    calm, busy = Turns(), Turns()
    attack = await attacked(alone.url, kind)
    assert attack.stdout is not None
    await attack.stdout.readline()  # it has begun
    for _ in range(TURNS):
        attack.send_signal(signal.SIGSTOP)
        await asyncio.sleep(SETTLE_S)
        await calm.one(innocent, alone)
        attack.send_signal(signal.SIGCONT)
        await busy.one(innocent, alone)
    if kind not in UNENDED:
        await noticed(attack.stdout, lambda said: bool(said & {"closed 4106", "closed 1009"}))
    attack.send_signal(signal.SIGTERM)
    out, _ = await attack.communicate()
    return calm, busy, json.loads(out.splitlines()[-1])


async def noticed(speaks: asyncio.StreamReader, enough: Callable[[set[str]], bool]) -> None:
    """Until the attacker has said enough of what it met: how soon depends on how much of this machine it gets."""
    said: set[str] = set()
    while not enough(said):
        line = await speaks.readline()
        assert line, "the attacker ended by itself"
        said.add(line.decode().strip())


@pytest.mark.parametrize("kind", ["flood", "messages", "malformed", "oversize", "slow", "unread"])
async def test_an_innocent_chat_does_not_notice(alone: Stack, kind: str) -> None:
    """Everything the innocent writes arrives, and the loop has time for it. With --long, also by the clock."""
    async with chatting(alone.url, "an", "nl") as chat:
        innocent = Innocent(chat)
        await innocent.write_for(0.3)
        before = await frames_heard(alone.url)
        calm, busy, met = await in_turns(innocent, alone, kind)
        heard = await frames_heard(alone.url) - before - len(calm.took_ms) - len(busy.took_ms)
    print(
        f"{kind}: calm p99 {p99(calm.took_ms):.1f} ms, loop {calm.share:.3f}; "
        f"attacked p99 {p99(busy.took_ms):.1f} ms, loop {busy.share:.3f}; heard {heard}; {met}"
    )
    assert met["sockets"] >= 1
    assert busy.share - calm.share <= MOST_OF_THE_LOOP
    assert heard <= met["sockets"] * MOST_FRAMES
    if LONG:
        assert p99(busy.took_ms) <= max(2 * p99(calm.took_ms), FLOOR_MS)


async def slowest_answer_s(alone: Stack, seconds: float) -> float:
    """How much of its own processor time the event loop spent at most before it answered `/livez`."""
    slowest, until = 0.0, time.monotonic() + seconds
    async with http_client(alone.url, timeout=PATIENCE_S) as client:
        while time.monotonic() < until:
            used = loop_s(alone)
            assert (await client.get("/livez")).status_code == 200
            slowest = max(slowest, loop_s(alone) - used)
            await asyncio.sleep(PROBE_S)
    return slowest


@pytest.mark.parametrize("kind", KINDS)
async def test_raw_traffic_costs_the_loop_a_bounded_share(alone: Stack, kind: str) -> None:
    """Twenty sockets at full speed, half of them before hello and half of them after it."""
    teens = [await join(alone.url, "de") for _ in range(SOCKETS // 2)]
    hellos = [json.dumps(teen.hello()) for teen in teens] + [""] * (SOCKETS - len(teens))
    attack = await attacked(alone.url, kind, *hellos, by="raw_attackers")
    assert attack.stdout is not None
    await attack.stdout.readline()  # it has begun
    used, began = loop_s(alone), time.perf_counter()
    slowest = await slowest_answer_s(alone, ATTACK_S)
    share = (loop_s(alone) - used) / (time.perf_counter() - began)
    wanted = {"half of them were there", *(("closed 4106",) if kind in ("fragments", "pings", "texts") else ())}
    await noticed(attack.stdout, wanted.issubset)
    attack.send_signal(signal.SIGTERM)
    met = json.loads((await attack.communicate())[0].splitlines()[-1])
    print(f"{kind}: loop {share:.3f}, slowest answer {slowest:.3f} s of it; {met}")
    assert share <= MOST_OF_THE_LOOP
    assert slowest <= LIVE_WITHIN_S
