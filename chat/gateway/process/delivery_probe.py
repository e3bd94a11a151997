"""How long a word takes by way of Redis, measured by words of nobody: a write, and a notice to ourselves."""

import asyncio
import time

from chat.gateway.process.context import GatewayContext
from chat.lasting import persist
from chat.metrics import DELIVERY, UNDELIVERED
from routing import keys
from routing.errors import RoutingError

EVERY_S = 5.0
LONGEST_S = 5.0


async def run_delivery_probe(context: GatewayContext) -> None:
    """Until cancelled. Of a cluster the channel's server may be away at the start."""
    name, heard = f"{context.gateway}.probe", asyncio.Event()
    await persist(lambda: context.pipe.listen(keys.gateway_channel(name), lambda _: heard.set(), _nothing))
    while True:
        heard.clear()
        await _once(context, name, heard)
        await asyncio.sleep(EVERY_S)


async def _once(context: GatewayContext, name: str, heard: asyncio.Event) -> None:
    begun = time.monotonic()
    try:
        async with asyncio.timeout(LONGEST_S):
            written = context.pipe.call("SET", keys.readiness(next(iter(context.desks))), 1, "EX", 60)
            await context.bus.publish(name, "")
            await written
            await heard.wait()
    except (RoutingError, OSError, TimeoutError):
        UNDELIVERED.inc()
    else:
        DELIVERY.observe(time.monotonic() - begun)


def _nothing() -> None:
    """One that was missed is made up for by the next."""
