"""Whether joining and talking cost more with more people waiting: two gateways, one with ten times as many as the
other, in turns. Costs are net of what waiting itself takes meanwhile, which is told apart."""

import asyncio
import contextlib
import gc
import statistics
from dataclasses import dataclass, field

from bench.crowd import Crowd
from bench.dialects import End
from bench.relay import Load
from bench.systems import fill
from bench.waiting.measure import SETTLE_S
from bench.waiting.systems import Waiting, own
from demo.stack import Stack
from demo.tether import Tether

FEW, MANY = 1_000, 10_000
PAIRS, BATCH, ROUNDS = 50, 100, 7
RATE, TALK_S, IDLE_S = 500, 2.0, 10.0


@dataclass(slots=True)
class House:
    """One gateway with so many waiting, and chats that go on beside."""

    system: Waiting
    ends: list[End]
    load: Load
    idle: float = 0.0
    join_us: list[float] = field(default_factory=list)
    message_us: list[float] = field(default_factory=list)

    def net_us(self, before: tuple[float, ...], seconds: float) -> float:
        return sum(self.system.spent_us()) - sum(before) - self.idle * 1e6 * seconds

    async def join(self) -> None:
        loop, before = asyncio.get_running_loop(), self.system.spent_us()
        began = loop.time()
        await self.system.lobby.let_in(BATCH)
        await asyncio.sleep(SETTLE_S)
        self.join_us.append(self.net_us(before, loop.time() - began) / BATCH)

    async def talk(self) -> None:
        self.load.clear()
        loop, before = asyncio.get_running_loop(), self.system.spent_us()
        began = loop.time()
        await self.load.offer(self.ends, RATE, TALK_S)
        await self.load.settle()
        self.message_us.append(self.net_us(before, loop.time() - began) / max(1, len(self.load.delays)))


@contextlib.asynccontextmanager
async def house(waiting: int):  # type: ignore[no-untyped-def]
    tether = Tether()
    load, ends = Load(), list[End]()
    try:
        stack, system = await own(tether)
        await _pairs(stack, load, ends)
        await system.lobby.let_in(waiting)
        yield House(system, ends, load)
        system.lobby.close()
    finally:
        for end in ends:
            end.wire.close()
        await asyncio.to_thread(tether.close, 1)


async def _pairs(stack: Stack, load: Load, ends: list[End]) -> None:
    crowd = Crowd(stack.redis_url, stack.secret)
    await crowd.start()
    try:
        await fill(crowd, PAIRS, (stack.port, stack.port), ends, load.acked, load.got)
    finally:
        await crowd.stop()


async def growth() -> dict[str, object]:
    """Ratios of many to few: the medians of the rounds' ratios."""
    async with house(FEW) as few, house(MANY) as many:
        gc.collect()
        gc.freeze()
        both = (few, many)
        before = [one.system.spent_us() for one in both]
        await asyncio.sleep(IDLE_S)
        for one, ago in zip(both, before, strict=True):
            one.idle = (sum(one.system.spent_us()) - sum(ago)) / 1e6 / IDLE_S
        for _ in range(ROUNDS):
            for one in both:
                await one.join()
            for one in both:
                await one.talk()
    return {
        "waiting": [FEW, MANY],
        "us_per_join": [_middle(one.join_us) for one in both],
        "us_per_message": [_middle(one.message_us) for one in both],
        "join_growth": _ratio(many.join_us, few.join_us),
        "message_growth": _ratio(many.message_us, few.message_us),
        "idle_cpu_share": [round(one.idle, 4) for one in both],
    }


def _middle(found: list[float]) -> float:
    return round(statistics.median(found), 1)


def _ratio(many: list[float], few: list[float]) -> float:
    return round(statistics.median(one / other for one, other in zip(many, few, strict=True)), 3)
