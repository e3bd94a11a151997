"""A sign-in has ended: its sockets close at once, on whatever gateway they are; what was missed, within a minute."""

import asyncio

from redis.exceptions import RedisError

from chat.gateway.process.context import GatewayContext
from chat.logs import log
from chat.redis_time import now_s
from routing import keys
from routing.errors import RoutingError
from routing.resp import text
from storage.errors import StoreError

_EVERY_S = 60.0


async def sign_out(context: GatewayContext, staff: str, session: str = "") -> None:
    """`session` empty: all of this person's. A gateway that misses the notice asks the store within a minute."""
    context.hub.sign_out(staff, session)
    try:
        await context.auth.signed_in.forget(staff, session)
        await context.auth.sign_in_boxes.forget(staff, session)
        for gateway in await _others(context, staff):
            await context.bus.publish(gateway, f"o {staff} {session or '-'}")
    except (RedisError, RoutingError, OSError) as problem:
        log().warning("sign_out_unheard", error=problem)


async def _others(context: GatewayContext, staff: str) -> set[str]:
    """Every gateway that listens (dashboards may be anywhere), and those the desks know this person at.

    A node of a Redis Cluster names only its own listeners; the desks know where a console is in any case.
    """
    every = keys.gateway_channel("")
    named = await context.redis.pubsub_channels(f"{every}*")
    found = {text(channel).removeprefix(every) for channel in named}
    for desk in context.desks.values():
        view = await desk.staff(staff)
        found |= {view.gateway} if view is not None else set()
    return found - {"", context.gateway}


async def run_sign_outs(context: GatewayContext) -> None:
    """Until cancelled; while the store is down everybody stays."""
    while True:
        await asyncio.sleep(_EVERY_S)
        try:
            await end_signed_out(context)
        except StoreError as error:
            log().warning("sign_ins_unknown", error=error)


async def end_signed_out(context: GatewayContext) -> None:
    """Consoles and dashboards whose sign-in has ended elsewhere (those of tests have none)."""
    watching = {one for watchers in context.hub.watchers.values() for one in watchers}
    for connection in {*context.hub.consoles.values(), *watching}:
        if not connection.who.session:
            continue
        if await context.auth.sessions.alive(connection.who.session, now_s()):
            await context.auth.signed_in.remember(connection.who)
            await connection.keep_box()
        else:
            await sign_out(context, connection.who.id, connection.who.session)
