"""A desk's settings over HTTP: what is set, what would hold without, and changing them while chats go on."""

from typing import Any

from msgspec import Struct
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat import neighbours
from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.desks import desk_settings
from chat.http.bodies import with_addresses
from chat.http.errors import BadRequest
from chat.http.staff.guard import Guard
from chat.http.staff.settings_check import SettingsChange, defaults, named
from chat.logs import log
from chat.profile import wrong
from routing.desk import Desk
from routing.errors import RoutingError

PATH = "/api/staff/settings/{desk}"


class SettingsShown(Struct, frozen=True):
    """What was set here and what holds otherwise; lengths in ms."""

    set: dict[str, Any]
    defaults: dict[str, Any]


class SettingsApi:
    def __init__(self, context: Context, guard: Guard) -> None:
        self._context = context
        self._guard = guard
        self._settings = context.store.settings

    def routes(self) -> list[BaseRoute]:
        route = self._guard.route
        return [
            route("GET", PATH, "settings.read", self.read, gives=SettingsShown),
            route("PUT", PATH, "settings.write", self.write, takes=SettingsChange, status=204),
        ]

    async def read(self, request: Request, _who: StaffIdentity) -> SettingsShown:
        """{set: what was set here, defaults: what holds otherwise}; lengths in ms."""
        return SettingsShown(await self._settings.desk(request.path_params["desk"]), defaults())

    async def write(self, request: Request, who: StaffIdentity, given: Struct) -> None:
        """Change what is named; null returns to the default. Running chats keep their place."""
        desk = self._context.desks.get(request.path_params["desk"])
        if desk is None:
            raise BadRequest(404, "unknown_desk", "desk")
        changed = with_addresses(named(given), "forum", "hotline", "exit_url")
        fields = ",".join(sorted(changed))
        async with self._context.auth.audit.act(who, "settings_changed", desk.name, desk.name, fields=fields):
            await self._check(desk.name, changed)
            await self._settings.put(desk.name, changed)
        await self._tell(desk)

    async def _check(self, desk: str, changed: dict[str, Any]) -> None:
        """Together with what was set before. Raises BadRequest."""
        before = await self._settings.desk(desk)
        stood = neighbours.desks_named(before)
        for name, desks in neighbours.desks_named(changed).items():
            added = [other for other in desks if other not in stood.get(name, ())]  # one that left the house may stay
            if any(other == desk or other not in self._context.desks for other in added):
                raise BadRequest(422, "unknown_desk", name)
        together = {**before, **changed}
        if found := wrong({name: value for name, value in together.items() if value is not None}):
            raise BadRequest(422, "bad_value", *found)

    async def _tell(self, desk: Desk) -> None:
        """What is stored holds; a Redis that is away is told by the desk's timers once it is back."""
        try:
            await desk.configure(await desk_settings(self._context.store, desk.name))
        except (RoutingError, RedisError, OSError) as problem:
            log().warning("settings_untold", desk=desk.name, error=problem)
