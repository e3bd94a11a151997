"""Calls to Redis that come to their end: made again until it can be reached, or undone when nobody waits any more."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from redis.exceptions import RedisError

from routing.errors import PipeError

T = TypeVar("T")
UNREACHABLE = (PipeError, RedisError, OSError, TimeoutError)
AGAIN_S = 0.5


async def persist(call: Callable[[], Awaitable[T]], within_s: float = float("inf")) -> T:
    """Until Redis can be reached, or whoever waits is cancelled. After `within_s` it is raised what Redis said."""
    until = time.monotonic() + within_s
    while True:
        try:
            return await call()
        except UNREACHABLE:
            if time.monotonic() >= until:
                raise
            await asyncio.sleep(AGAIN_S)


async def to_the_end(
    doing: Coroutine[Any, Any, T],
    undo: Callable[[T], Awaitable[Any]],
    later: Callable[[Coroutine[Any, Any, Any]], Any],
) -> T:
    """What is under way takes effect though this end leaves meanwhile: then it is undone, `later`."""
    task = asyncio.create_task(doing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        later(_undo(task, undo))
        raise


async def _undo(task: "asyncio.Task[T]", undo: Callable[[T], Awaitable[Any]]) -> None:
    await undo(await task)
