"""Leaving without being noticed: clients move to other gateways, spread in time, before this one stops."""

import asyncio

from chat.gateway.process.hub import Hub
from chat.protocol.codec import encode
from chat.protocol.common import Drain
from chat.protocol.errors import GoingAway

_STEP_S = 0.05
_LAST_S = 1.5


async def drain(hub: Hub, within_s: float) -> None:
    """Ask all to leave, close who stays, return when nobody is left or the time is over."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + within_s
    asking_s = max(0.0, within_s - _LAST_S)
    notice = encode(Drain(int(asking_s * 1000)))
    for connection in list(hub.connections):
        connection.push(notice)
    await _until_empty(hub, loop.time() + asking_s)
    for connection in list(hub.connections):
        connection.close(GoingAway)
    await _until_empty(hub, ends)


async def _until_empty(hub: Hub, ends: float) -> None:
    loop = asyncio.get_running_loop()
    while hub.connections and loop.time() < ends:  # noqa: ASYNC110 - the end comes from many places
        await asyncio.sleep(_STEP_S)
