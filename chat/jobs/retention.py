"""Forgets what has been kept long enough, once a day."""

import asyncio
import time
from collections.abc import Awaitable, Mapping

from chat.context import Context
from chat.logs import log
from chat.loops import pause
from chat.redis_time import now_s
from storage.errors import BadInput, StoreDown

EVERY_S = 24 * 3600.0
AGAIN_S = 600.0
# What is forgotten never comes back: no single clock that jumped, Redis's after a failover, say, is believed.
MOST_APART_S = 24 * 3600.0


async def run(context: Context, stop: asyncio.Event) -> None:
    """Once at the start and then daily, until `stop` is set; tried again when the store is down."""
    while not stop.is_set():
        await pause(await forget(context), stop)


async def forget(context: Context) -> float:
    """What is old enough, of desks that the house has and of those that it had; when to do it again."""
    if abs(now_s() - time.time()) > MOST_APART_S:
        log().error("purge_refused", desk="", code="clocks_apart")
        return AGAIN_S
    try:
        retention, desks = context.store.retention, list(context.desks)
        for desk in await retention.all_desks(desks):
            await _purged(desk, retention.purge(desk, now_s()))
        await _purged("", retention.purge_house(desks, now_s()))
    except StoreDown as problem:
        log().warning("purge_waits", error=problem)
        return AGAIN_S
    return EVERY_S


async def _purged(desk: str, purge: Awaitable[Mapping[str, int]]) -> None:
    """A setting that says no time keeps what is its own, and nothing else."""
    try:
        gone = await purge
    except BadInput as problem:
        log().error("purge_refused", desk=desk, code=problem.field)
    else:
        log().info("purged", desk=desk, rows=sum(gone.values()))
