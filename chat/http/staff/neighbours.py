"""The other desks of the house, as one of them sees them over HTTP: what each agreed with it, and nothing else."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.http.staff.guard import Guard


class OtherDesk(Struct, frozen=True):
    """`name`: as teens see it. `sends`: languages it sends to this desk; `takes`: those it takes from this desk. Each
    is one side's word; a teen is sent where both stand."""

    desk: str
    name: dict[str, str]
    sends: list[str]
    takes: list[str]


class OtherDesks(Struct, frozen=True):
    neighbours: list[OtherDesk]


def routes(context: Context, guard: Guard) -> list[BaseRoute]:
    stored = context.store.settings.desk

    async def shown(request: Request, _who: StaffIdentity) -> OtherDesks:
        """What the other desks of this house agreed with this one."""
        here = request.path_params["desk"]
        others = sorted(name for name in context.desks if name != here)
        return OtherDesks([_other(name, await stored(name), here) for name in others])

    return [guard.route("GET", "/api/staff/neighbours/{desk}", "settings.read", shown, gives=OtherDesks)]


def _other(name: str, theirs: Mapping[str, Any], here: str) -> OtherDesk:
    sends = [language for language, to in theirs.get("sends_to", {}).items() if to == here]
    return OtherDesk(name, theirs.get("name", {}), sends, theirs.get("takes_from", {}).get(here, []))
