"""What a console asks of its desk over HTTP: who else is on duty."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.http.errors import refuse, reply
from chat.http.staff import schemas as b
from routing.values import StaffView


def routes(context: Context) -> list[BaseRoute]:
    async def colleagues(request: Request, _who: StaffIdentity) -> Response:
        """For the transfer dialog and the editors of the dashboard."""
        desk = context.desks.get(request.path_params["desk"])
        if desk is None:
            return refuse(404, "unknown_desk")
        board = await desk.board(chats=0)
        here = [colleague(one) for one in board.staff]
        return reply(b.Colleagues(here, list(desk.settings.languages), list(desk.settings.skills)))

    return [context.auth.guard.route("/api/staff/desks/{desk}/colleagues", "account.read", colleagues)]


def colleague(view: StaffView) -> b.Colleague:
    free = max(0, view.capacity - len(view.chats)) if view.online else 0
    languages, skills = list(view.languages), list(view.skills)
    return b.Colleague(view.staff, view.name, view.role, languages, skills, view.status, free)
