"""Presence: this gateway renews the leases of all its connections in batches, and heals what Redis forgot."""

import asyncio
from typing import TYPE_CHECKING

from chat.assemble import Context
from chat.logs import log
from routing.errors import RoutingError

if TYPE_CHECKING:
    from chat.gateway.connections.connection import Connection

EVERY_S = 5.0
_MOST = 500
Held = tuple[str, str, int]


async def run_presence(context: Context) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(EVERY_S)
        for desk in context.desks:
            held = holders(context, desk)
            rows = list(held)
            for start in range(0, len(rows), _MOST):
                await _renew(context, desk, rows[start : start + _MOST], held)


def holders(context: Context, desk: str) -> dict[Held, "Connection"]:
    """Who of this desk is connected here, as the lease names them."""
    teens: dict[Held, Connection] = {
        ("teen", chat, one.session.generation): one
        for chat, one in context.hub.teens.items()
        if one.desk.name == desk and not one.session.over
    }
    staff: dict[Held, Connection] = {
        ("staff", name, one.session.generation): one
        for (where, name), one in context.hub.consoles.items()
        if where == desk and not one.session.over
    }
    return teens | staff


async def _renew(context: Context, desk: str, rows: list[Held], held: "dict[Held, Connection]") -> None:
    try:
        found = await context.desks[desk].renew(context.gateway, rows)
    except (RoutingError, OSError) as error:
        log().info("renew_failed", desk=desk, error=type(error).__name__)
        return
    for row in rows:
        if row[1] in found.unknown:
            held[row].feed(held[row].session.memory_lost())
        elif row[1] in found.replaced:
            held[row].look_soon()
