"""The pulse of this process: pings, and sign-ins that have ended."""

import asyncio
import time

from chat.metrics import LAG
from chat.services import Services

_EVERY_S = 1.0
_SIGN_INS_EVERY = 60


async def run_beat(services: Services) -> None:
    """Until cancelled."""
    count, last = 0, time.monotonic()
    while True:
        await asyncio.sleep(_EVERY_S)
        now = time.monotonic()
        LAG.set(max(0.0, now - last - _EVERY_S))
        last = now
        for connection in list(services.hub.connections):
            if connection.greeted:
                connection.beat(now)
        count += 1
        if count % _SIGN_INS_EVERY == 0:
            await end_signed_out(services)


async def end_signed_out(services: Services) -> None:
    """Consoles and dashboards whose sign-in has ended elsewhere (those of tests have none)."""
    watching = {one for watchers in services.hub.watchers.values() for one in watchers}
    for connection in {*services.hub.consoles.values(), *watching}:
        if connection.who.session and not await services.auth.sessions.alive(connection.who.session, int(time.time())):
            connection.sign_out()
