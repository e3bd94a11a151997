"""Moves ended chats from each desk's stream into the store: at least once there, exactly once here."""

import asyncio

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from chat.context import Context
from chat.entry.keyring import KeyRing
from chat.jobs.sealed_times import SealedTimes
from chat.logs import log
from chat.loops import pause
from chat.traces import span
from routing.stream import EndedStream, Entry
from routing.times import WaitingTimes
from storage.errors import StoreDown
from storage.records.cells import LEAST, Timed, whole
from storage.records.exact_sums import key_of
from storage.store import Store

BATCH = 500
IDLE_S = 0.25
CLAIM_AFTER_MS = 60_000
SWEEP_EVERY_S = 60.0
GONE_MS = 3_600_000
LONGEST_PAUSE_S = 10.0


class DeskRecorder:
    """One desk's share of the work. `step` is one batch; anything may stop between any two lines of it."""

    def __init__(self, desk: str, redis: Redis, store: Store, ring: KeyRing, consumer: str) -> None:
        self.desk = desk
        self._stream = EndedStream(redis, desk, consumer)
        self._waiting = WaitingTimes(redis, desk)
        self._sealed = SealedTimes(ring, desk)
        self._store = store

    async def prepare(self) -> None:
        """Raises RedisError."""
        await self._stream.prepare()

    async def step(self) -> int:
        """The oldest batch into the store; how many entries it had. Raises StoreDown, RedisError."""
        entries = await self._stream.unfinished(BATCH) or await self._stream.take(BATCH)
        if entries:
            with span("record"):
                await self._record(entries)
        return len(entries)

    async def sweep(self) -> None:
        """Take over from consumers that died; forget keys of what is finished."""
        while entries := await self._stream.claim(BATCH, CLAIM_AFTER_MS):
            await self._record(entries)
        done = await self._add_times()
        if left := set(await self._store.recorder.unforgotten(self.desk)):
            await self._store.recorder.forget(self.desk, sorted({*done, *(left - await self._under_way())}))
        await self._store.database.empty_log()
        await self._stream.forget_consumers(GONE_MS)

    async def _record(self, entries: list[Entry]) -> None:
        """Rows first, then by themselves the exact times that ten chats now make whole."""
        fields = {self._sealed.row(entry): (entry, given) for entry, given in entries}

        async def still_ours() -> set[str]:
            mine = await self._stream.mine([entry for entry, _ in entries])
            return {name for name, (entry, _) in fields.items() if entry in mine}

        named = [(name, given) for name, (_, given) in fields.items()]
        written = await self._store.recorder.write(self.desk, named, still_ours)
        for refused in written.refused:
            await self._stream.set_aside(*fields[refused.entry], f"{refused.field} {refused.why}")
            log().error("record_set_aside", desk=self.desk, code=refused.field or "database")
        by_id = {fields[name][0]: timed for name, timed in written.times.items()}
        times = {entry: self._sealed.seal(entry, timed) for entry, timed in by_id.items()}
        await self._stream.finish([fields[name][0] for name in written.stored], times)
        done = await self._add_times() if await self._waiting.count() >= LEAST else []
        await self._store.recorder.forget(self.desk, [*written.stored, *done])
        await self._store.database.empty_log()
        if written.without_form:
            log().warning("form_left_out", desk=self.desk, count=len(written.without_form))

    async def _add_times(self) -> list[str]:
        """Into the store what is whole; the keys that may be forgotten then."""
        waiting, unreadable = self._sealed.open(await self._waiting.all())
        if unreadable:
            log().error("times_unreadable", desk=self.desk, count=len(unreadable))
            await self._waiting.finish(unreadable)
        if not whole(waiting):
            return []

        async def still_waiting() -> dict[str, Timed]:
            return {name: waiting[name] for name in await self._waiting.names() if name in waiting}

        added = await self._store.exact_sums.add(self.desk, still_waiting)
        await self._waiting.finish(added)
        return [key_of(name) for name in added]

    async def _under_way(self) -> set[str]:
        """The keys of all that may yet be handed to the store again."""
        keys = {key_of(name) for name in await self._waiting.names()}
        async for entry in self._stream.taken():
            keys |= {entry, *self._sealed.rows(entry)}
        return keys


async def run(context: Context, stop: asyncio.Event) -> None:
    """Record every desk until `stop` is set."""
    parts = (context.redis, context.store, context.auth.ring, context.gateway)
    await asyncio.gather(*(record(Recording(DeskRecorder(desk, *parts)), stop) for desk in context.desks))


class Recording:
    """Steps and sweeps in turn; what is down is tried again, ever more slowly."""

    def __init__(self, recorder: DeskRecorder) -> None:
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
            await self._recorder.prepare()
            await self._recorder.sweep()
            self._swept = now_s
        return await self._recorder.step()

    def _after(self, problem: Exception) -> float:
        if isinstance(problem, ResponseError):
            self._swept = -SWEEP_EVERY_S
        self._failures += 1
        if self._failures in (1, 10, 100):
            log().warning("recorder_waits", desk=self._recorder.desk, error=problem)
        return float(min(LONGEST_PAUSE_S, IDLE_S * 2 ** min(self._failures, 8)))


async def record(recording: Recording, stop: asyncio.Event) -> None:
    """Until `stop` is set; a batch that was begun is ended first."""
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        if wait := await recording.turn(loop.time()):
            await pause(wait, stop)
