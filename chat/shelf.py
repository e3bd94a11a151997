"""What pages ask for all the time and staff change seldom: kept for a moment, and kept longer while SQL is down."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from chat.logs import log
from storage.errors import StoreError

KEPT_S = 10.0


class Shelf:
    """Values by name. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, Any]] = {}

    async def get(self, name: str, load: Callable[[], Awaitable[Any]]) -> Any:
        """A fresh enough value, or the last one known. Raises StoreError when there never was one."""
        at, value = self._kept.get(name, (-KEPT_S, None))
        if self._clock() - at < KEPT_S:
            return value
        try:
            value = await load()
        except StoreError as error:
            if name not in self._kept:
                raise
            log().warning("shelf_stale", part="store", error=type(error).__name__)
        self._kept[name] = (self._clock(), value)
        return value
