"""What a console asks of its desk over HTTP: who else is on duty."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.http.answers import refuse
from chat.services import Services
from routing.values import StaffView


def routes(services: Services) -> list[BaseRoute]:
    async def colleagues(request: Request, _who: StaffIdentity) -> Response:
        """For the transfer dialog and the editors of the dashboard."""
        desk = services.desks.get(request.path_params["desk"])
        if desk is None:
            return refuse(404, "unknown_desk")
        board = await desk.board(chats=0)
        return JSONResponse(
            {
                "colleagues": [colleague(one) for one in board.staff],
                "languages": list(desk.settings.languages),
                "skills": list(desk.settings.skills),
            }
        )

    return [services.auth.guard.route("/api/staff/desks/{desk}/colleagues", "account.read", colleagues)]


def colleague(view: StaffView) -> dict[str, object]:
    return {
        "id": view.staff,
        "name": view.name,
        "role": view.role,
        "languages": list(view.languages),
        "skills": list(view.skills),
        "status": view.status,
        "free": max(0, view.capacity - len(view.chats)) if view.online else 0,
    }
