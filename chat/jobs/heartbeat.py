"""This process says that it lives, so that a doctor and the figures can tell who does not."""

import asyncio
import contextlib

from chat.context import Context
from chat.logs import log
from chat.redis_time import now_ms
from chat.startup import version
from routing.errors import RoutingError
from routing.processes import leave, note_alive

EVERY_S = 5.0


async def run_heartbeat(context: Context, kind: str) -> None:
    """Until cancelled; then it says that it has left."""
    try:
        while True:
            try:
                await note_alive(context.pipe, context.gateway, kind, version(), now_ms())
            except (RoutingError, OSError) as error:
                log().info("heartbeat_failed", error=error)
            await asyncio.sleep(EVERY_S)
    finally:
        with contextlib.suppress(RoutingError, OSError):
            await leave(context.pipe, context.gateway)
