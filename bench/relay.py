"""What one delivered message costs: processor time of two server processes and Redis, ours beside its peers'.

Each message is 380 characters, acknowledged to its sender and delivered to the other end, who is connected to the
other process. The same client program drives every system, open loop, in the same run: first at 1,000 messages a
second (the delays, and `at_light`), then at 3,000 (the costs). A peer that cannot keep up with 3,000 is compared at
1,000; `compared_at` says at which rate.
"""

import argparse
import asyncio
import gc
import json
import statistics
import sys
import time
from dataclasses import dataclass
from typing import Any

import uvloop

from bench.peers.install import install
from bench.processes import spent_all
from bench.systems import Running, running

SYSTEMS = ["hearline", "hearline-marks", "socketio-streams", "socketio-pubsub", "python-socketio", "channels", "echo"]
TICK_S = 0.002
DRAIN_S = 5.0
SUSTAINED, LATE_MS = 0.95, 100
LIGHT, BUSY = 1_000, 3_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How many chats, and how long each rate is offered; before that, traffic that is not counted, so that
    just-in-time compilers are done."""

    chats: int
    seconds: float
    warm_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds of processor time per delivered message at `rate` a second, and how long delivery took."""

    rate: int
    us: float
    p50_ms: float
    p99_ms: float
    delivered: int
    acked: int
    sent: int
    parts_us: list[float]

    @property
    def sustained(self) -> bool:
        """It kept up: nearly all was delivered, and the half of it soon."""
        return self.delivered >= SUSTAINED * self.sent and self.p50_ms <= LATE_MS


class Load:
    """Names messages, knows when each left, collects what came back."""

    def __init__(self) -> None:
        self.left: dict[str, float] = {}
        self.delays: list[float] = []
        self.acks = 0
        self._next = 0

    def acked(self, _name: str) -> None:
        self.acks += 1

    def got(self, name: str) -> None:
        left = self.left.pop(name, None)
        if left is not None:
            self.delays.append(time.perf_counter() - left)

    async def offer(self, ends: list[Any], rate: int, seconds: float) -> int:
        """Open loop: message k leaves at k / rate, whatever came of those before. Answers how many left."""
        begin, first, total = time.perf_counter(), self._next, int(rate * seconds)
        while self._next - first < total:
            due = min(total, int((time.perf_counter() - begin) * rate) + 1)
            while self._next - first < due:
                name = str(self._next)
                self.left[name] = time.perf_counter()
                ends[self._next % len(ends)].say(name)
                self._next += 1
            await asyncio.sleep(TICK_S)
        return total

    async def settle(self) -> None:
        until = time.perf_counter() + DRAIN_S
        while self.left and time.perf_counter() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def measure(name: str, plan: Plan) -> tuple[Cost, Cost]:
    """The costs at the light rate and at the busy one."""
    load = Load()
    async with running(name, plan.chats, load.acked, load.got) as system:
        gc.collect()
        gc.freeze()
        await load.offer(system.ends, LIGHT, plan.warm_s)
        await load.settle()
        light = await window(load, system, LIGHT, plan.seconds)
        busy = await window(load, system, BUSY, plan.seconds)
        gc.unfreeze()
    return light, busy


async def window(load: Load, system: Running, rate: int, seconds: float) -> Cost:
    load.left.clear()
    load.delays.clear()
    load.acks = 0
    before = spent_all(system.pids)
    sent = await load.offer(system.ends, rate, seconds)
    await load.settle()
    after = spent_all(system.pids)
    return _cost(load, rate, sent, [after[pid] - before[pid] for pid in before])


def _cost(load: Load, rate: int, sent: int, spent_ns: list[int]) -> Cost:
    delivered = max(1, len(load.delays))
    cuts = statistics.quantiles(load.delays or [DRAIN_S, DRAIN_S], n=100)
    parts = [round(ns / 1000 / delivered, 1) for ns in spent_ns]
    return Cost(
        rate=rate,
        us=round(sum(spent_ns) / 1000 / delivered, 1),
        p50_ms=round(cuts[49] * 1000, 2),
        p99_ms=round(cuts[98] * 1000, 2),
        delivered=len(load.delays),
        acked=load.acks,
        sent=sent,
        parts_us=parts,
    )


def plans(quick: bool) -> list[Plan]:
    if quick:
        return [Plan(200, 1.5, 1.5)]
    return [Plan(200, 8.0), Plan(1000, 8.0)]


PEERS = {
    "vs_socketio_streams": "socketio-streams",
    "vs_socketio_pubsub": "socketio-pubsub",
    "vs_python_socketio": "python-socketio",
    "vs_channels": "channels",
    "vs_bare_echo": "echo",
}


def compare(costs: dict[str, Cost], fallback: dict[str, Cost]) -> dict[str, Any]:
    """Ours beside each peer's, at the same rate: that of `costs`, or of `fallback` where the peer could not keep up."""
    figures: dict[str, Any] = {"us_per_delivery": costs["hearline"].us}
    if "hearline-marks" in costs:
        figures["us_with_marks"] = costs["hearline-marks"].us
    compared_at = {}
    for key, peer in PEERS.items():
        if peer in costs:
            at = costs if costs[peer].sustained else fallback
            figures[key] = round(at["hearline"].us / at[peer].us, 3)
            compared_at[peer] = at[peer].rate
    return {**figures, "compared_at": compared_at}


def line(name: str, plan: Plan, cost: Cost) -> str:
    what = f"{name:18} {plan.chats:5} chats {cost.rate:5}/s {cost.us:7.1f} us  (redis, servers: {cost.parts_us})"
    delays = f"p50 {cost.p50_ms:7.2f} ms  p99 {cost.p99_ms:7.2f} ms"
    return f"{what}  {delays}  {cost.delivered} of {cost.sent} delivered, {cost.acked} acked"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench relay", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="200 chats, 1.5 s each")
    parser.add_argument("--only", nargs="*", choices=SYSTEMS, default=SYSTEMS)
    parser.add_argument("--chats", type=int, help="one plan with this many chats")
    parser.add_argument("--seconds", type=float, default=5.0)
    asked = parser.parse_args(arguments)
    install()
    chosen = [Plan(asked.chats, asked.seconds)] if asked.chats else plans(asked.quick)
    report: dict[str, Any] = {}
    for plan in chosen:
        report[str(plan.chats)] = one_plan(plan, asked.only)
    print(json.dumps({**report[str(chosen[-1].chats)], "by_chats": report}))
    return 0


def one_plan(plan: Plan, names: list[str]) -> dict[str, Any]:
    light: dict[str, Cost] = {}
    busy: dict[str, Cost] = {}
    for name in names:
        light[name], busy[name] = uvloop.run(measure(name, plan))
        print(line(name, plan, light[name]), line(name, plan, busy[name]), sep="\n", flush=True)
    p99 = {name: cost.p99_ms for name, cost in light.items()}
    if "hearline" not in busy:
        return {"p99_ms": p99}
    return {**compare(busy, light), "at_light": compare(light, light), "p99_ms": p99}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
