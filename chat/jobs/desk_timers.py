"""The clock of the desks: runs what is due, seals what ended, follows the store. Any number may run at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Literal

from redis.exceptions import RedisError

from chat.context import Context
from chat.desks import CLOSED, Service, day_at, desk_settings, hours_definition, service_from
from chat.entry.tokens import new_id
from chat.jobs.close_log import close_log, hand_on
from chat.lasting import persist
from chat.logs import log
from chat.redis_time import now as wall_now
from routing.desk import Desk
from routing.errors import PipeError, RoutingError
from routing.values import TickResult

Late = asyncio.Task[None]
_LONGEST_S = 1.0
_READ_EVERY_S = 15.0
_LONGEST_READ_S = 10.0
_PATIENCE_S = 0.25
# Less than the desk remembers what it answered.
_ASK_AGAIN_S = 60.0
_TELL_HOURS_S = 2.0
_STALE_HOURS_S = 3600.0


async def run_timers(context: Context, desk: Desk) -> None:
    """One desk's clock, until cancelled."""
    follower, late = DeskFollower(context, desk), set[Late]()
    try:
        while True:
            wait = await _turn(context, desk, follower, late)
            await asyncio.sleep(wait)
    finally:
        for task in late:
            task.cancel()
        await follower.stop()


async def _turn(context: Context, desk: Desk, follower: "DeskFollower", late: set[Late]) -> float:
    try:
        return await tick(context, desk, await follower.tell(), late)
    except (RoutingError, RedisError, OSError) as error:
        log().warning("tick_failed", desk=desk.name, error=error)
        return _LONGEST_S


class DeskFollower:
    """A desk's hours and settings, read now and then from the store, where another gateway may have changed them.

    The hours are told to the desk often: a Redis that forgot must not stay closed. Other hours are overruled only right
    after the store was read, or could not be and they turn: between two readings another gateway may know better.
    Whoever never read any knows nothing, and tells nothing: a desk that nobody told any is closed.
    """

    def __init__(self, context: Context, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._context = context
        self._desk = desk
        self._clock = clock
        self._definition: object = None
        # Also while hours that are too old mean closed: the day goes on.
        self._dated: object = None
        self._tried_at = self._told_at = self._read_at = -_STALE_HOURS_S
        self._day = ""
        self._reading: asyncio.Task[None] | None = None
        self._known = False
        self._reckoned: tuple[object, Service] = (None, CLOSED)
        self._told: Service | None = None
        # What became of a reading that has overruled nobody yet.
        self._outcome: Literal["none", "read", "failed"] = "none"

    async def tell(self) -> str:
        """The desk's local date. A store that takes its time holds nothing up. Raises RoutingError."""
        now = self._clock()
        if self._reading is None and self._must_read(now):
            self._reading = asyncio.create_task(self._read(now))
            await asyncio.wait([self._reading], timeout=_PATIENCE_S if self._known else None)
        if self._outcome == "read" or now - self._told_at >= _TELL_HOURS_S:
            if self._known:
                await self._tell_hours()
                self._day = day_at(self._dated, wall_now())
            self._told_at = now
        return self._day

    def _must_read(self, now: float) -> bool:
        if now - self._tried_at >= _READ_EVERY_S:
            return True
        return self._outcome == "none" and self._service(wall_now()) != self._told

    async def _tell_hours(self) -> None:
        service = self._service(wall_now())
        overrule = self._outcome == "read" or (self._outcome == "failed" and service != self._told)
        if overrule:
            self._outcome = "none"  # also where Redis cannot be told: by then it is no new reading any more
        await self._desk.set_hours(service.state, service.closes_at, service.opens_at, overrule=overrule)
        if overrule:
            self._told = service

    def _service(self, now: datetime) -> Service:
        """Hours change on whole minutes; of a desk that is open day and night they take 7 ms to reckon."""
        asked = (self._definition, now.replace(second=0, microsecond=0))
        if asked != self._reckoned[0]:
            self._reckoned = asked, service_from(*asked)
        return self._reckoned[1]

    async def stop(self) -> None:
        """No reading outlives the clock: the store is closed after it."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])

    async def _read(self, now: float) -> None:
        """While the store is down the hours last read stand, for an hour at most; then the desk closes."""
        self._tried_at = now
        try:
            async with asyncio.timeout(_LONGEST_READ_S):
                self._definition = self._dated = await hours_definition(self._context.store, self._desk.name)
                await self._follow_settings()
            self._read_at, self._known, self._outcome = now, True, "read"
        except Exception as problem:
            log().warning("hours_unreadable", desk=self._desk.name, error=problem)
            self._outcome = "failed"
            if now - self._read_at >= _STALE_HOURS_S:
                self._definition = None
        finally:
            self._reading = None

    async def _follow_settings(self) -> None:
        """While Redis is away the hours are read all the same; so it is told both as soon as it is back."""
        found = await desk_settings(self._context.store, self._desk.name)
        if found != self._desk.told or found != self._desk.settings:
            with suppress(PipeError):
                await self._desk.configure(found)


async def tick(context: Context, desk: Desk, day: str, late: set[Late]) -> float:
    """Run what is due; returns how many seconds to wait, at most one. What a log cannot be told yet goes on in
    `late`, and the desk's clock with it: in a cluster a log may be on a server that is away while the desk's is not."""
    request = new_id()
    result = await persist(lambda: desk.tick(rid=request, day=day), _ASK_AGAIN_S)
    done = [asyncio.create_task(_surely(desk, call)) for call in _following(context, desk, result)]
    if done:
        _, waiting = await asyncio.wait(done, timeout=_PATIENCE_S)
        for task in waiting:
            late.add(task)
            task.add_done_callback(late.discard)
    if result.next_due_ms < 0:
        return _LONGEST_S
    return min(_LONGEST_S, result.next_due_ms / 1000)


def _following(context: Context, desk: Desk, result: TickResult) -> list[Callable[[], Awaitable[object]]]:
    """What the logs of these chats must learn."""
    fences = [partial(hand_on, context, desk, chat, fence) for chat, fence in result.fenced]
    return [*fences, *(partial(close_log, context, desk, chat) for chat in result.ended)]


async def _surely(desk: Desk, call: Callable[[], Awaitable[object]]) -> None:
    """The desk says it once: what Redis cannot take now waits here."""
    try:
        await persist(call)
    except (RoutingError, RedisError) as error:
        log().warning("tick_failed", desk=desk.name, error=error)
