"""Pings every client when it is due, and measures how late this process is."""

import asyncio
import time

from chat.gateway.process.context import GatewayContext
from chat.metrics import LAG

_EVERY_S = 1.0


async def run_pings(context: GatewayContext) -> None:
    """Until cancelled."""
    last = time.monotonic()
    while True:
        await asyncio.sleep(_EVERY_S)
        now = time.monotonic()
        LAG.set(max(0.0, now - last - _EVERY_S))
        last = now
        for connection in list(context.hub.connections):
            if connection.greeted:
                connection.ping_if_due(now)
