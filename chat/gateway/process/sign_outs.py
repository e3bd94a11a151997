"""A sign-in has ended: its sockets close at once, on whatever gateway they are."""

from redis.exceptions import RedisError

from chat.assemble import Context
from chat.logs import log
from routing import keys
from routing.errors import RoutingError
from routing.resp import text


async def sign_out(context: Context, staff: str, session: str = "") -> None:
    """`session` empty: all of this person's. A gateway that misses the notice asks the store within a minute."""
    context.hub.sign_out(staff, session)
    try:
        await context.auth.guard.known.forget(staff, session)
        for gateway in await _others(context, staff):
            await context.bus.publish(gateway, f"o {staff} {session or '-'}")
    except (RedisError, RoutingError, OSError) as problem:
        log().warning("sign_out_unheard", error=type(problem).__name__)


async def _others(context: Context, staff: str) -> set[str]:
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
