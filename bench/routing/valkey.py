"""A Valkey of the benchmark's own and its main thread's processor time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from routing.pipe import Pipe

T = TypeVar("T")
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time of `calls` calls."""

    calls: int
    seconds: float

    @property
    def us(self) -> float:
        return 1e6 * self.seconds / self.calls if self.calls else 0.0


async def processor_s(pipe: Pipe) -> float:
    """The server's main thread, user and system, since it started."""
    text = await pipe.call("INFO", "cpu")
    fields = dict(line.split(":") for line in text.split() if ":" in line)
    return float(fields["used_cpu_user_main_thread"]) + float(fields["used_cpu_sys_main_thread"])


async def in_batches(make: Iterable[Awaitable[T]]) -> list[T]:
    """Await all, AT_ONCE at a time, so that they travel in full pipelines."""
    found: list[T] = []
    rest = iter(make)
    while batch := list(islice(rest, AT_ONCE)):
        found += await asyncio.gather(*batch)
    return found


async def cost_of(pipe: Pipe, calls: Sequence[Callable[[], Awaitable[Any]]]) -> Cost:
    """What the server spent on these calls; an error of one fails the benchmark."""
    before = await processor_s(pipe)
    await in_batches(call() for call in calls)
    return Cost(len(calls), await processor_s(pipe) - before)
