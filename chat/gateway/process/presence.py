"""Presence: this gateway renews the leases of all its connections in batches, and heals what Redis forgot."""

import asyncio

from chat.gateway.process.clients import Client
from chat.gateway.process.context import GatewayContext
from chat.logs import log
from routing.errors import RoutingError

EVERY_S = 5.0
_MOST = 500
Held = tuple[str, str, int]


async def run_presence(context: GatewayContext) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(EVERY_S)
        for desk in context.desks:
            held = holders(context, desk)
            rows = list(held)
            for start in range(0, len(rows), _MOST):
                await _renew(context, desk, rows[start : start + _MOST], held)


def holders(context: GatewayContext, desk: str) -> dict[Held, Client]:
    """Who of this desk is connected here, as the lease names them."""
    teens: dict[Held, Client] = {
        ("teen", chat, one.session.generation): one
        for chat, one in context.hub.teens.items()
        if one.desk.name == desk and not one.session.over
    }
    staff: dict[Held, Client] = {
        ("staff", name, one.session.generation): one
        for (where, name), one in context.hub.consoles.items()
        if where == desk and not one.session.over
    }
    return teens | staff


async def _renew(context: GatewayContext, desk: str, rows: list[Held], held: dict[Held, Client]) -> None:
    try:
        found = await context.desks[desk].renew(context.gateway, rows)
    except (RoutingError, OSError) as error:
        log().info("renew_failed", desk=desk, error=error)
        return
    for row in rows:
        if row[1] in found.unknown:
            held[row].feed(held[row].session.memory_lost())
        elif row[1] in found.replaced:
            held[row].look_soon()
