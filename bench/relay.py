"""What one delivered message costs: processor time of two server processes and Redis, ours beside its peers'.

Each message is 380 characters, acknowledged to its sender and delivered to the other end, who is connected to the
other process. All systems are up at once and idle but one: they take turns, round after round, so that a change of the
machine's pace meets all of them. Costs are medians over the rounds, ratios are medians of each round's ratio. The same
client program drives every system, open loop: at 1,000 messages a second (the delays, and `at_light`), then at 3,000
(the costs). A peer that cannot keep up with 3,000 is compared at 1,000; `compared_at` says at which rate.
"""

import argparse
import asyncio
import contextlib
import gc
import json
import resource
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import uvloop

from bench.peers.install import install
from bench.processes import spent_all
from bench.spread import Spread, spread
from bench.systems import Running, running

SYSTEMS = ["hearline", "hearline-marks", "socketio-streams", "socketio-pubsub", "python-socketio", "channels", "echo"]
# Beside one server that is reached by a port, too: `--only hearline-port hearline-sentinel hearline-cluster`.
SERVERS = ["hearline-port", "hearline-sentinel", "hearline-cluster"]
TICK_S = 0.002
DRAIN_S = 5.0
SUSTAINED, LATE_MS = 0.95, 100
LIGHT, BUSY = 1_000, 3_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How many chats; how many rounds at each rate, and for how long a system is offered it in one round. Before that,
    traffic that is not counted, so that just-in-time compilers are done."""

    chats: int
    light: tuple[int, float]
    busy: tuple[int, float]
    warm_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Cost:
    """One turn: microseconds of processor time per delivered message (`parts_us`: Redis, then the servers), and how
    long each delivery took, in seconds."""

    us: float
    parts_us: tuple[float, ...]
    delays: list[float]
    acked: int
    sent: int

    @property
    def sustained(self) -> bool:
        """It kept up: nearly all was delivered, and the half of it soon."""
        kept = len(self.delays) >= SUSTAINED * self.sent
        return kept and statistics.median(self.delays) * 1000 <= LATE_MS


@dataclass(slots=True)
class Turns:
    """A system at one rate: what each round cost."""

    rate: int
    costs: list[Cost] = field(default_factory=list)

    @property
    def us(self) -> float:
        return round(statistics.median(cost.us for cost in self.costs), 1)

    @property
    def parts_us(self) -> list[float]:
        parts = zip(*(cost.parts_us for cost in self.costs), strict=True)
        return [round(statistics.median(part), 1) for part in parts]

    @property
    def sustained(self) -> bool:
        return statistics.median(cost.sustained for cost in self.costs) > 0

    def delay_ms(self, percent: int) -> float:
        delays = [delay for cost in self.costs for delay in cost.delays] or [DRAIN_S]
        return round(statistics.quantiles([*delays, delays[-1]], n=100)[percent - 1] * 1000, 2)

    def beside(self, other: "Turns") -> Spread:
        """Of the rounds' ratios."""
        return spread((ours.us / theirs.us for ours, theirs in zip(self.costs, other.costs, strict=True)), 3)


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

    def clear(self) -> None:
        self.left.clear()
        self.delays.clear()
        self.acks = 0

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


@dataclass(frozen=True, slots=True)
class Side:
    """One system under measurement, ready to speak; `marks` when each message is marked as delivered."""

    load: Load
    system: Running
    marks: bool

    async def turn(self, rate: int, seconds: float) -> Cost:
        """Offer the rate for so long, and wait until all has arrived."""
        for end in self.system.ends:
            end.marks = self.marks
        self.load.clear()
        before = spent_all(self.system.pids)
        sent = await self.load.offer(self.system.ends, rate, seconds)
        await self.load.settle()
        after = spent_all(self.system.pids)
        return _cost(self.load, sent, [after[pid] - before[pid] for pid in before])


def _cost(load: Load, sent: int, spent_ns: list[int]) -> Cost:
    delivered = max(1, len(load.delays))
    parts = tuple(ns / 1000 / delivered for ns in spent_ns)
    return Cost(sum(parts), parts, list(load.delays), load.acks, sent)


async def sides(names: list[str], chats: int, house: contextlib.AsyncExitStack) -> dict[str, Side]:
    """Start what is to be measured; with and without marks is one system."""
    made: dict[str, Side] = {}
    for name in names:
        base = name.removesuffix("-marks")
        same = next((side for other, side in made.items() if other.removesuffix("-marks") == base), None)
        if same is None:
            load = Load()
            system = await house.enter_async_context(running(base, chats, load.acked, load.got))
            same = Side(load, system, marks=False)
        made[name] = Side(same.load, same.system, name.endswith("-marks"))
    return made


async def measure(names: list[str], plan: Plan) -> tuple[dict[str, Turns], dict[str, Turns]]:
    """Every system at the light rate and at the busy one, taking turns."""
    async with contextlib.AsyncExitStack() as house:
        ready = await sides(names, plan.chats, house)
        gc.collect()
        gc.freeze()
        for side in ready.values():
            await side.turn(LIGHT, plan.warm_s)
        light = await rounds(ready, LIGHT, *plan.light)
        busy = await rounds(ready, BUSY, *plan.busy)
        gc.unfreeze()
    return light, busy


async def rounds(ready: dict[str, Side], rate: int, times: int, seconds: float) -> dict[str, Turns]:
    found = {name: Turns(rate) for name in ready}
    for _ in range(times):
        for name, side in ready.items():
            found[name].costs.append(await side.turn(rate, seconds))
    return found


def plans(quick: bool) -> list[Plan]:
    if quick:
        return [Plan(200, (1, 1.5), (3, 0.8), 1.0)]
    return [Plan(chats, (3, 3.0), (7, 2.0)) for chats in (200, 1000)]


PEERS = {
    "vs_socketio_streams": "socketio-streams",
    "vs_socketio_pubsub": "socketio-pubsub",
    "vs_python_socketio": "python-socketio",
    "vs_channels": "channels",
    "vs_bare_echo": "echo",
}


def compare(busy: dict[str, Turns], fallback: dict[str, Turns]) -> dict[str, Any]:
    """Ours beside each peer's, at the same rate: that of `busy`, or of `fallback` where the peer could not keep up."""
    figures: dict[str, Any] = {"us_per_delivery": busy["hearline"].us}
    if "hearline-marks" in busy:
        figures["us_with_marks"] = busy["hearline-marks"].us
    compared_at = {}
    costs = {name: spread(cost.us for cost in turns.costs) for name, turns in busy.items()}
    drawn = {name: row for name, row in costs.items() if busy[name].sustained}
    figures |= {"bars": {"us of processor time for a message": drawn}, "spread": {"us_per_delivery": costs["hearline"]}}
    if "echo" in busy:
        figures["floor_us_per_delivery"] = busy["echo"].us
    for key, peer in PEERS.items():
        if peer in busy:
            at = busy if busy[peer].sustained else fallback
            figures[key], compared_at[peer] = None, at[peer].rate
            if at[peer].sustained:
                figures["spread"][key] = ratios = at["hearline"].beside(at[peer])
                figures[key] = ratios[1]
    late = [key for key, peer in PEERS.items() if peer in busy and figures[key] is None]
    unknown = dict.fromkeys(late, f"the peer could not keep up with {fallback['hearline'].rate} a second either")
    return {**figures, "compared_at": compared_at, "unknown": unknown}


def line(name: str, chats: int, turns: Turns) -> str:
    what = f"{name:18} {chats:5} chats {turns.rate:5}/s {turns.us:7.1f} us  (redis, servers: {turns.parts_us})"
    delays = f"p50 {turns.delay_ms(50):7.2f} ms  p99 {turns.delay_ms(99):7.2f} ms"
    least, most = min(cost.us for cost in turns.costs), max(cost.us for cost in turns.costs)
    delivered = sum(len(cost.delays) for cost in turns.costs)
    acked, sent = sum(cost.acked for cost in turns.costs), sum(cost.sent for cost in turns.costs)
    return f"{what}  rounds {least:.1f}-{most:.1f}  {delays}  {delivered} of {sent} delivered, {acked} acked"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench relay", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="200 chats, few short rounds")
    parser.add_argument("--only", nargs="*", choices=[*SYSTEMS, *SERVERS], default=SYSTEMS)
    parser.add_argument("--chats", type=int, help="one plan with this many chats")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    asked = parser.parse_args(arguments)
    install()
    _many_files()
    chosen = plans(asked.quick)
    if asked.chats:
        chosen = [Plan(asked.chats, (1, asked.seconds), (asked.rounds, asked.seconds))]
    report: dict[str, Any] = {}
    for plan in chosen:
        report[str(plan.chats)] = one_plan(plan, asked.only)
    print(json.dumps({**report[str(chosen[-1].chats)], "by_chats": report}))
    return 0


def _many_files() -> None:
    """All systems' ends are open at once."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def one_plan(plan: Plan, names: list[str]) -> dict[str, Any]:
    light, busy = uvloop.run(measure(names, plan))
    for name in names:
        print(line(name, plan.chats, light[name]), line(name, plan.chats, busy[name]), sep="\n", flush=True)
    p99 = {name: turns.delay_ms(99) for name, turns in light.items()}
    servers = (
        {f"{name}_vs_port": turns.beside(busy["hearline-port"])[1] for name, turns in busy.items() if name in SERVERS}
        if "hearline-port" in busy
        else {}
    )
    if "hearline" not in busy:
        return {"p99_ms": p99, **servers}
    return {**servers, **compare(busy, light), "at_light": compare(light, light), "p99_ms": p99}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
