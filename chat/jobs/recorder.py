"""Moves ended chats from each desk's stream into the store: at least once there, exactly once here."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from chat.context import Context
from chat.logs import log
from routing.stream import EndedStream, Entry
from storage.errors import StoreDown
from storage.records.recorder import Written
from storage.store import Store

BATCH = 500
IDLE_S = 0.25
CLAIM_AFTER_MS = 60_000
SWEEP_EVERY_S = 60.0
GONE_MS = 3_600_000
LONGEST_PAUSE_S = 10.0


class DeskRecorder:
    """One desk's share of the work. `step` is one batch; anything may stop between any two lines of it."""

    def __init__(self, desk: str, stream: EndedStream, store: Store) -> None:
        self.desk = desk
        self._stream = stream
        self._store = store

    async def step(self) -> int:
        """The oldest batch into the store; how many entries it had. Raises StoreDown, RedisError."""
        entries = await self._stream.unfinished(BATCH) or await self._stream.take(BATCH)
        if entries:
            await self._keep(entries, await self._store.recorder.write(self.desk, entries))
        return len(entries)

    async def sweep(self) -> None:
        """Take over from consumers that died; forget keys of entries that are finished."""
        while entries := await self._stream.claim(BATCH, CLAIM_AFTER_MS):
            await self._keep(entries, await self._store.recorder.write(self.desk, entries))
        left = await self._store.recorder.unforgotten(self.desk)
        if left:
            await self._store.recorder.forget(self.desk, sorted(set(left) - await self._stream.present(left)))
        await self._stream.forget_consumers(GONE_MS)

    async def _keep(self, entries: list[Entry], written: Written) -> None:
        fields = dict(entries)
        for refused in written.refused:
            await self._stream.set_aside(refused.entry, fields[refused.entry], f"{refused.field} {refused.why}")
            log().error("record_set_aside", desk=self.desk, code=refused.field or "database")
        await self._stream.finish(written.stored)
        await self._store.recorder.forget(self.desk, written.stored)
        if written.without_form:
            log().warning("form_left_out", desk=self.desk, count=len(written.without_form))


async def run(context: Context, stop: asyncio.Event) -> None:
    """Record every desk until `stop` is set."""
    await asyncio.gather(
        *(record(recorder_of(context.redis, context.store, desk, context.gateway), stop) for desk in context.desks)
    )


def recorder_of(redis: Redis, store: Store, desk: str, consumer: str) -> "Recording":
    stream = EndedStream(redis, desk, consumer)
    return Recording(stream.prepare, DeskRecorder(desk, stream, store))


class Recording:
    """Steps and sweeps in turn; what is down is tried again, ever more slowly."""

    def __init__(self, prepare: Callable[[], Awaitable[None]], recorder: DeskRecorder) -> None:
        self._prepare = prepare
        self._recorder = recorder
        self._swept = -SWEEP_EVERY_S
        self._failures = 0

    async def turn(self, now_s: float) -> float:
        """One piece of work; how long to wait before the next."""
        try:
            done = await self._work(now_s)
        except (StoreDown, RedisError, OSError) as problem:
            return self._after(problem)
        except Exception as problem:
            log().error("recorder_failed", desk=self._recorder.desk, exc_info=problem)
            return self._after(problem)
        self._failures = 0
        return 0.0 if done else IDLE_S

    async def _work(self, now_s: float) -> int:
        if self._swept < 0 or now_s - self._swept >= SWEEP_EVERY_S:
            await self._prepare()
            await self._recorder.sweep()
            self._swept = now_s
        return await self._recorder.step()

    def _after(self, problem: Exception) -> float:
        if isinstance(problem, ResponseError):
            self._swept = -SWEEP_EVERY_S
        self._failures += 1
        if self._failures in (1, 10, 100):
            log().warning("recorder_waits", desk=self._recorder.desk, error=type(problem).__name__)
        return float(min(LONGEST_PAUSE_S, IDLE_S * 2 ** min(self._failures, 8)))


async def record(recording: Recording, stop: asyncio.Event) -> None:
    """Until `stop` is set; a batch that was begun is ended first."""
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        pause = await recording.turn(loop.time())
        if pause:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
