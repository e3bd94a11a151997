"""The clock of the desks: runs what is due, seals what ended, follows the store. Any number may run at once."""

import asyncio
import time
from collections.abc import Callable

from redis.exceptions import RedisError

from chat.desks import desk_settings, hours_definition, service_from
from chat.gateway.ending import seal
from chat.logs import log
from chat.services import Services
from chat.wall import now as wall_now
from routing.desk import Desk
from routing.errors import RoutingError
from routing.values import TickResult

_LONGEST_S = 1.0
_READ_EVERY_S = 15.0
_LONGEST_READ_S = 10.0
_PATIENCE_S = 0.25
_TELL_HOURS_S = 2.0
_STALE_HOURS_S = 3600.0


async def run_clock(services: Services, desk: Desk) -> None:
    """One desk's clock, until cancelled."""
    orders = Orders(services, desk)
    try:
        while True:
            wait = await _turn(services, desk, orders)
            await asyncio.sleep(wait)
    finally:
        await orders.stop()


async def _turn(services: Services, desk: Desk, orders: "Orders") -> float:
    try:
        return await tick(services, desk, await orders.tell())
    except (RoutingError, RedisError, OSError) as error:
        log().warning("tick_failed", desk=desk.name, error=type(error).__name__)
        return _LONGEST_S


class Orders:
    """A desk's hours and settings, read now and then from the store, where another gateway may have changed them.

    The hours are told to the desk often: a Redis that forgot must not stay closed.
    """

    def __init__(self, services: Services, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._services = services
        self._desk = desk
        self._clock = clock
        self._definition: object = None
        self._tried_at = self._told_at = self._read_at = -_STALE_HOURS_S
        self._day = ""
        self._reading: asyncio.Task[None] | None = None
        self._known = False

    async def tell(self) -> str:
        """The desk's local date. A store that takes its time holds nothing up. Raises RoutingError."""
        now = self._clock()
        if now - self._tried_at >= _READ_EVERY_S and self._reading is None:
            self._reading = asyncio.create_task(self._read(now))
            await asyncio.wait([self._reading], timeout=_PATIENCE_S if self._known else None)
        if now - self._told_at >= _TELL_HOURS_S:
            service = service_from(self._definition, wall_now())
            await self._desk.set_hours(service.state, service.closes_at, service.opens_at)
            self._told_at, self._day = now, service.day
        return self._day

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
                self._definition = await hours_definition(self._services.store, self._desk.name)
                await self._follow_settings()
            self._read_at, self._known = now, True
        except Exception as problem:
            log().warning("hours_unreadable", desk=self._desk.name, error=type(problem).__name__)
            if now - self._read_at >= _STALE_HOURS_S:
                self._definition = None
        finally:
            self._reading = None

    async def _follow_settings(self) -> None:
        found = await desk_settings(self._services.store, self._desk.name)
        if found != self._desk.settings:
            await self._desk.configure(found)


async def tick(services: Services, desk: Desk, day: str = "") -> float:
    """Run what is due; returns how many seconds to wait, at most one."""
    result = await desk.tick(day=day)
    await _follow(services, desk, result)
    if result.next_due_ms < 0:
        return _LONGEST_S
    return min(_LONGEST_S, result.next_due_ms / 1000)


async def _follow(services: Services, desk: Desk, result: TickResult) -> None:
    for chat, fence in result.fenced:
        await services.log.raise_fence(chat, fence)
    for chat in result.ended:
        await seal(services, desk, chat)
