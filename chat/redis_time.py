"""The house's wall clock: what Redis says, carried on by a steady clock, so that no machine's own clock matters.

It is for what is signed and dated; everything that decides takes the time as an argument.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from chat.logs import log
from routing.errors import RoutingError
from routing.pipe import Pipe

EVERY_S = 10.0
_SLOW_MS = 1000


class RedisClock:
    """This machine's time until `put` was called once. Both clocks count nanoseconds."""

    def __init__(
        self, steady: Callable[[], int] = time.monotonic_ns, machine: Callable[[], int] = time.time_ns
    ) -> None:
        self._steady, self._machine = steady, machine
        self._ahead_ms: int | None = None

    def put(self, now_ms: int) -> None:
        """What time it is just now, in ms since 1970."""
        self._ahead_ms = now_ms - self._steady() // 1_000_000

    def now_ms(self) -> int:
        if self._ahead_ms is None:
            return self._machine() // 1_000_000
        return self._ahead_ms + self._steady() // 1_000_000


_clock = RedisClock()


def now_ms() -> int:
    """Milliseconds since 1970."""
    return _clock.now_ms()


def now_s() -> int:
    """Seconds since 1970."""
    return now_ms() // 1000


def now() -> datetime:
    """In UTC."""
    return datetime.fromtimestamp(now_ms() / 1000, UTC)


async def set_by(pipe: Pipe) -> None:
    """Ask Redis once. An answer that took long says little and is left out. Raises RoutingError."""
    asked = time.monotonic_ns()
    seconds, micros = await pipe.call("TIME")
    took_ms = (time.monotonic_ns() - asked) // 1_000_000
    if took_ms < _SLOW_MS:
        _clock.put(int(seconds) * 1000 + int(micros) // 1000 + took_ms // 2)


async def keep_set(pipe: Pipe) -> None:
    """Until cancelled; while Redis is away the steady clock carries on."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await set_by(pipe)
        except (RoutingError, OSError) as error:
            log().info("time_unknown", error=error)
