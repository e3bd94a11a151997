"""What joining and waiting cost on one gateway, beside the peers': all up at once, in turns."""

import asyncio
import contextlib
import statistics
from dataclasses import dataclass, field

from bench.processes import spent_all
from bench.spread import Spread, spread
from bench.waiting.systems import Waiting, waiting
from routing.pipe import Pipe

# Until the last who came has seen a first position, and what was left to do is done.
SETTLE_S = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """So many come before anything is measured; then `rounds` times `batch`; then `idle_s` in which nobody comes."""

    warm: int
    rounds: int
    batch: int
    idle_s: float


@dataclass(slots=True)
class Figures:
    """`us`: of processor time for one join in each round, Redis and the server; memory of the server for one who
    waits, and by how much it grew; processors that all who wait take while nobody comes."""

    us: list[tuple[float, ...]] = field(default_factory=list)
    kib: float = 0.0
    grown_kib: int = 0
    idle: float = 0.0

    @property
    def us_per_join(self) -> float:
        return round(statistics.median(sum(parts) for parts in self.us), 1)

    @property
    def parts(self) -> list[float]:
        return [round(statistics.median(part), 1) for part in zip(*self.us, strict=True)]

    def beside(self, other: "Figures") -> Spread:
        """Of the rounds' ratios."""
        return spread((sum(ours) / sum(theirs) for ours, theirs in zip(self.us, other.us, strict=True)), 2)


async def measure(names: list[str], plan: Plan) -> tuple[dict[str, Figures], dict[str, float]]:
    """Figures by system; and what Redis was asked for one join of ours."""
    async with contextlib.AsyncExitStack() as house:
        up = dict(zip(names, await asyncio.gather(*map(house.enter_async_context, map(waiting, names))), strict=True))
        for system in up.values():
            await system.lobby.let_in(plan.warm)
        await asyncio.sleep(SETTLE_S)
        begun = {name: await system.kib() for name, system in up.items()}
        found = {name: Figures() for name in names}
        for _ in range(plan.rounds):
            for name, system in up.items():
                found[name].us.append(await _round(system, plan.batch))
        await _idle(up, found, plan.idle_s)
        for name, system in up.items():
            found[name].grown_kib = await system.kib() - begun[name]
            found[name].kib = round(found[name].grown_kib / (plan.rounds * plan.batch), 1)
        asked = await _asked(up["hearline"], plan.batch) if "hearline" in up else {}
    return found, asked


async def _round(system: Waiting, batch: int) -> tuple[float, ...]:
    before = system.spent_us()
    await system.lobby.let_in(batch)
    await asyncio.sleep(SETTLE_S)
    return tuple((after - ago) / batch for after, ago in zip(system.spent_us(), before, strict=True))


async def _idle(up: dict[str, Waiting], found: dict[str, Figures], seconds: float) -> None:
    before = {name: spent_all(system.pids) for name, system in up.items()}
    await asyncio.sleep(seconds)
    for name, system in up.items():
        spent = sum(spent_all(system.pids).values()) - sum(before[name].values())
        found[name].idle = round(spent / 1e9 / seconds, 4)


async def _asked(system: Waiting, batch: int) -> dict[str, float]:
    """Calls of gateways, and commands that Redis ran inside of them, for one join."""
    pipe = Pipe(system.redis_url)
    await pipe.start()
    before = await _counts(pipe)
    await system.lobby.let_in(batch)
    await asyncio.sleep(SETTLE_S)
    after = await _counts(pipe)
    await pipe.stop()
    grown = {name: count - before.get(name, 0) for name, count in after.items()}
    calls = sum(count for name, count in grown.items() if name in ("fcall", "fcall_ro"))
    inside = sum(grown.values()) - calls
    return {"redis_calls_per_join": round(calls / batch, 2), "redis_commands_per_join": round(inside / batch, 1)}


async def _counts(pipe: Pipe) -> dict[str, int]:
    rows = str(await pipe.call("INFO", "commandstats")).split()
    pairs = (row.split(":", 1) for row in rows if row.startswith("cmdstat_"))
    return {name.removeprefix("cmdstat_"): int(about.partition("calls=")[2].partition(",")[0]) for name, about in pairs}
