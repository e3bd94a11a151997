"""Who else is at a desk, over HTTP: for the transfer dialog and the editors of the dashboard."""

from msgspec import Struct
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.http.errors import BadRequest
from chat.http.staff.guard import Guard
from routing.values import StaffView


class Colleague(Struct, frozen=True):
    """`free`: how many more chats this person can take just now."""

    id: str
    name: str
    role: str
    languages: list[str]
    skills: list[str]
    status: str
    free: int


class Colleagues(Struct, frozen=True):
    colleagues: list[Colleague]
    languages: list[str]
    skills: list[str]


def routes(context: Context, guard: Guard) -> list[BaseRoute]:
    async def colleagues(request: Request, _who: StaffIdentity) -> Colleagues:
        """For the transfer dialog and the editors of the dashboard."""
        desk = context.desks.get(request.path_params["desk"])
        if desk is None:
            raise BadRequest(404, "unknown_desk", "desk")
        board = await desk.board(chats=0)
        here = [colleague(one) for one in board.staff]
        return Colleagues(here, list(desk.settings.languages), list(desk.settings.skills))

    path = "/api/staff/desks/{desk}/colleagues"
    return [guard.route("GET", path, "account.read", colleagues, gives=Colleagues)]


def colleague(view: StaffView) -> Colleague:
    free = max(0, view.capacity - len(view.chats)) if view.online else 0
    return Colleague(view.staff, view.name, view.role, list(view.languages), list(view.skills), view.status, free)
