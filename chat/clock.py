"""The clock of the desks: runs what is due, seals what ended, keeps the opening hours. Any number may run at once."""

import asyncio
import time

from chat.desks import keep_hours
from chat.gateway.ending import seal
from chat.logs import log
from chat.services import Services
from routing.desk import Desk
from routing.errors import RoutingError
from routing.values import TickResult

_LONGEST_S = 1.0
_HOURS_EVERY_S = 15.0


async def run_clock(services: Services, desk: Desk) -> None:
    """One desk's clock, until cancelled."""
    day, hours_at = "", 0.0
    while True:
        wait = _LONGEST_S
        try:
            if time.monotonic() >= hours_at:
                day = await keep_hours(services.store, desk)
                hours_at = time.monotonic() + _HOURS_EVERY_S
            wait = await tick(services, desk, day)
        except (RoutingError, OSError) as error:
            log().warning("tick_failed", desk=desk.name, error=type(error).__name__)
        await asyncio.sleep(wait)


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
