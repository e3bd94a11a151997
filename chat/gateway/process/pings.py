"""Pings every client when it is due, and measures how late this process is."""

import asyncio
import time

from chat.gateway.process.context import GatewayContext
from chat.gateway.process.hub import Hub
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
        ping_due(context.hub, now, context.settings.ping_s)


def ping_due(hub: Hub, now: float, every_s: float) -> None:
    """All who were last pinged so long ago, and are still here."""
    while hub.pings and hub.pings[0].pinged_at + every_s <= now:
        connection = hub.pings.popleft()
        if connection in hub.connections:
            connection.ping(now)
            hub.pings.append(connection)
