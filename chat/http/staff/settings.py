"""A desk's settings over HTTP: what is set, what would hold without, and changing them while chats go on."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.desks import desk_settings
from chat.http.bodies import read
from chat.http.errors import refuse
from chat.http.staff.answers import answer, done, saying_why
from chat.http.staff.settings_check import check_settings, defaults


class SettingsApi:
    def __init__(self, context: Context) -> None:
        self._context = context

    def routes(self) -> list[BaseRoute]:
        route, path = self._context.auth.guard.route, "/api/staff/settings/{desk}"
        return [
            route(path, "settings.read", saying_why(self.read)),
            route(path, "settings.write", saying_why(self.write), ["PUT"]),
        ]

    async def read(self, request: Request, _who: StaffIdentity) -> Response:
        """{set: what was set here, defaults: what holds otherwise}; lengths in ms."""
        return answer(
            {"set": await self._context.store.settings.desk(request.path_params["desk"]), "defaults": defaults()}
        )

    async def write(self, request: Request, who: StaffIdentity) -> Response:
        """Change what is named; null returns to the default. Running chats keep their place."""
        desk = self._context.desks.get(request.path_params["desk"])
        if desk is None:
            return refuse(404, "unknown_desk", field="desk")
        given: dict[str, Any] = check_settings(await read(request, dict))
        await self._context.store.settings.put(desk.name, given)
        await desk.configure(await desk_settings(self._context.store, desk.name))
        await self._context.auth.audit.record(who, "settings_changed", desk.name, fields=",".join(sorted(given)))
        return done()
