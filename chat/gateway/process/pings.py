"""The pulse of this process: pings; and, apart from it since that asks the store, sign-ins that have ended."""

import asyncio
import time

from chat.assemble import Context
from chat.logs import log
from chat.metrics import LAG
from chat.redis_time import now_s
from storage.errors import StoreError

_EVERY_S = 1.0
_SIGN_INS_EVERY_S = 60.0


async def run_pings(context: Context) -> None:
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


async def run_sign_ins(context: Context) -> None:
    """Until cancelled; while the store is down everybody stays."""
    while True:
        await asyncio.sleep(_SIGN_INS_EVERY_S)
        try:
            await end_signed_out(context)
        except StoreError as error:
            log().warning("sign_ins_unknown", error=type(error).__name__)


async def end_signed_out(context: Context) -> None:
    """Consoles and dashboards whose sign-in has ended elsewhere (those of tests have none)."""
    watching = {one for watchers in context.hub.watchers.values() for one in watchers}
    for connection in {*context.hub.consoles.values(), *watching}:
        if not connection.who.session:
            continue
        if await context.auth.sessions.alive(connection.who.session, now_s()):
            await context.auth.guard.remember(connection.who)
        else:
            connection.sign_out()
