"""The pulse of this process: pings; and, apart from it since that asks the store, sign-ins that have ended."""

import asyncio
import time

from chat.logs import log
from chat.metrics import LAG
from chat.services import Services
from chat.wall import now_s
from storage.errors import StoreError

_EVERY_S = 1.0
_SIGN_INS_EVERY_S = 60.0


async def run_beat(services: Services) -> None:
    """Until cancelled."""
    last = time.monotonic()
    while True:
        await asyncio.sleep(_EVERY_S)
        now = time.monotonic()
        LAG.set(max(0.0, now - last - _EVERY_S))
        last = now
        for connection in list(services.hub.connections):
            if connection.greeted:
                connection.beat(now)


async def run_sign_ins(services: Services) -> None:
    """Until cancelled; while the store is down everybody stays."""
    while True:
        await asyncio.sleep(_SIGN_INS_EVERY_S)
        try:
            await end_signed_out(services)
        except StoreError as error:
            log().warning("sign_ins_unknown", error=type(error).__name__)


async def end_signed_out(services: Services) -> None:
    """Consoles and dashboards whose sign-in has ended elsewhere (those of tests have none)."""
    watching = {one for watchers in services.hub.watchers.values() for one in watchers}
    for connection in {*services.hub.consoles.values(), *watching}:
        if not connection.who.session:
            continue
        if await services.auth.sessions.alive(connection.who.session, now_s()):
            await services.auth.guard.remember(connection.who)
        else:
            connection.sign_out()
