"""A sign-in has ended: its sockets close at once, on whatever gateway they are; what was missed, within a minute."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from redis.exceptions import RedisError

from chat.auth.identity import StaffIdentity
from chat.gateway.process.clients import StaffClient
from chat.gateway.process.context import GatewayContext
from chat.logs import log
from chat.redis_time import now_s
from routing import keys
from routing.errors import RoutingError
from storage.errors import StoreError

T = TypeVar("T")
_EVERY_S = 60.0


async def sign_out(context: GatewayContext, staff: str, session: str = "", *, back: bool = False) -> None:
    """`session` empty: all of this person's. `back`: they may sign in again and go on; the desk gives them the grace of
    a lost line. A gateway that misses the notice asks the store within a minute."""
    context.hub.sign_out(staff, session, back)
    auth, said = context.auth, f"o {staff} {session or '-'}{' back' if back else ''}"
    for doing in (auth.signed_in.forget(staff, session), auth.sign_in_boxes.forget(staff, session)):
        await _tried(doing)
    for gateway in await _others(context, staff):
        await _tried(context.bus.publish(gateway, said))


async def _tried(doing: Awaitable[T]) -> T | None:
    """In a cluster all else may be on servers that are there."""
    try:
        return await doing
    except (RedisError, RoutingError, OSError) as problem:
        log().warning("sign_out_unheard", error=problem)
        return None


async def _others(context: GatewayContext, staff: str) -> set[str]:
    """Every gateway that listens (dashboards may be anywhere; each node of a cluster names its own listeners), and
    those the desks know this person at."""
    every = keys.gateway_channel("")
    named = [await _tried(server.call("PUBSUB", "CHANNELS", f"{every}*")) for server in context.pipe.each()]
    found = {channel.removeprefix(every) for channels in named for channel in channels or ()}
    views = [await _tried(desk.staff(staff)) for desk in context.desks.values()]
    return (found | {view.gateway for view in views if view is not None}) - {"", context.gateway}


async def run_sign_outs(context: GatewayContext) -> None:
    """Until cancelled; while the store is down everybody stays."""
    while True:
        await asyncio.sleep(_EVERY_S)
        try:
            await end_signed_out(context)
        except StoreError as error:
            log().warning("sign_ins_unknown", error=error)


async def end_signed_out(context: GatewayContext) -> None:
    """Consoles and dashboards whose sign-in has ended elsewhere, or has run its time (those of tests have none). Of
    whom a desk must be asked that is away, they stay; of a cluster that is no other."""
    for connection in context.hub.staff():
        if connection.who.session:
            try:
                await _end_if_over(context, connection)
            except RoutingError as error:
                log().warning("sign_ins_unknown", error=error)


async def _end_if_over(context: GatewayContext, connection: StaffClient) -> None:
    """A sign-in that has run its time is put off while its person has somebody in a chat, or a form to fill in. Of one
    that is gone another gateway may have seen that before its word of it is here."""
    sessions, who = context.auth.sessions, connection.who
    left = await sessions.left(who.session, now_s())
    if left is None:
        await sign_out(context, who.id, who.session, back=now_s() >= connection.sign_in_ends)
        return
    connection.sign_in_ends = now_s() + left.ends_s
    if left.ends_s > 0 or (left.latest_s > 0 and await _busy(context, who)):
        await sessions.alive(who.session, now_s())
        await context.auth.signed_in.remember(who)
        await connection.keep_box()
    else:
        await sessions.end(who.session)
        await sign_out(context, who.id, who.session, back=True)


async def _busy(context: GatewayContext, who: StaffIdentity) -> bool:
    views = [await desk.staff(who.id) for desk in context.desks.values() if who.serves(desk.name)]
    return any(chat.state in ("active", "wrap_up") for view in views if view is not None for chat in view.chats)
