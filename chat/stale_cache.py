"""What pages ask for all the time and staff change seldom: kept for a moment, and kept longer while SQL is down."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from chat.logs import log
from storage.errors import StoreDown, StoreError

KEPT_S = 10.0
MOMENT_S = 1.0
# A store that says nothing is not waited for longer.
ANSWER_S = 2.0


class StaleCache:
    """Values by name. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, Any]] = {}
        self._loads: dict[str, asyncio.Future[Any]] = {}
        self._moments: dict[str, tuple[float, asyncio.Future[Any]]] = {}

    async def get(self, name: str, load: Callable[[], Awaitable[Any]], *, kept_s: float = KEPT_S) -> Any:
        """A fresh enough value (`kept_s` 0: asked anew each time), or the last one known while the store is down. Those
        who ask while it is loaded share one load: a crowd at a gateway that has just begun would wait for each other.

        Raises StoreError when there never was one.
        """
        until, value = self._kept.get(name, (self._clock(), None))
        if self._clock() < until:
            return value
        under_way = self._loads.get(name) if kept_s else None
        if under_way is None or under_way.done():
            under_way = asyncio.ensure_future(self._load(name, load, kept_s))
            self._loads[name] = under_way
        return await asyncio.shield(under_way)

    async def _load(self, name: str, load: Callable[[], Awaitable[Any]], kept_s: float) -> Any:
        try:
            value = await _asked(load)
        except StoreError as error:
            if name not in self._kept:
                raise
            log().warning("cache_stale", part="store", error=error)
            _, value = self._kept[name]
            kept_s = KEPT_S
        self._kept[name] = (self._clock() + kept_s, value)
        return value

    async def moment(self, name: str, load: Callable[[], Awaitable[Any]]) -> Any:
        """What many ask for at once: loaded once for all of them, kept for a second, never longer. Raises as `load`."""
        until, under_way = self._moments.get(name, (0.0, None))
        if under_way is None or self._clock() >= until or _failed(under_way):
            under_way = asyncio.ensure_future(load())
            self._moments[name] = (self._clock() + MOMENT_S, under_way)
        return await asyncio.shield(under_way)


def _failed(done: asyncio.Future[Any]) -> bool:
    return done.done() and (done.cancelled() or done.exception() is not None)


async def _asked(load: Callable[[], Awaitable[Any]]) -> Any:
    try:
        async with asyncio.timeout(ANSWER_S):
            return await load()
    except TimeoutError as late:
        raise StoreDown("no answer") from late
