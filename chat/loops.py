"""Loops that run beside everything else and must not end."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from chat.logs import log

Loop = Callable[[], Awaitable[None]]
_AGAIN_S = 1.0


async def kept(loop: Loop, stop: asyncio.Event | None = None) -> None:
    """Whatever goes wrong in it is told, and it begins again. Until cancelled, or until it ends once `stop` is set."""
    while True:
        try:
            await loop()
        except Exception as problem:
            log().error("loop_failed", exc_info=problem)
        if stop is not None and stop.is_set():
            return
        await asyncio.sleep(_AGAIN_S)


async def pause(seconds: float, stop: asyncio.Event) -> None:
    """That long, and no longer once `stop` is set."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
