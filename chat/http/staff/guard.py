"""The gate of the staff HTTP API: sign-in, origin, CSRF header, role, desk, then the handler."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chat.auth.assemble import Auth
from chat.auth.identity import StaffIdentity
from chat.auth.roles import OPERATIONS, may
from chat.http.cookies import Cookies
from chat.http.errors import BadRequest, refuse
from chat.http.routes import Handler, OperationRoute, declare, perform
from chat.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "x-hearline-csrf"


class Guard:
    """Wraps staff handlers, which are given the request, who asks, and the body where one is declared."""

    def __init__(self, auth: Auth, settings: Settings) -> None:
        """Only in the demo the cookies are not `Secure` (plain http)."""
        self._auth = auth
        self._origins = settings.allowed_origins
        self._desks = settings.desks
        self.cookies = Cookies(secure=not settings.demo)

    def route(self, method: str, path: str, role: str, handler: Handler, **declared: Any) -> OperationRoute:
        """Only for those who may do `role` (a name of the roles table); `declared`: fields of `Operation`."""
        if role not in OPERATIONS:
            raise KeyError(role)
        operation = declare(method, path, handler, role=role, **declared)

        async def endpoint(request: Request) -> Response:
            who = await self.identify(request)
            if who is None:
                return refuse(401, "signed_out")
            return self._refusal(request, role, who) or await perform(operation, handler, request, who)

        return OperationRoute(operation, endpoint)

    def desks_of(self, who: StaffIdentity) -> tuple[str, ...]:
        """Those of this house that the person serves, in its order."""
        return tuple(filter(who.serves, self._desks))

    def must_serve(self, who: StaffIdentity, desk: str) -> None:
        """Raises BadRequest for a desk that this house has not, or that is not theirs."""
        if desk not in self._desks:
            raise BadRequest(404, "unknown_desk", "desk")
        if not who.serves(desk):
            raise BadRequest(403, "other_desk", "desk")

    def open_route(self, method: str, path: str, handler: Handler, **declared: Any) -> OperationRoute:
        """For whoever wants to sign in: a change still comes only from our own pages."""
        operation = declare(method, path, handler, **declared)

        async def endpoint(request: Request) -> Response:
            if request.method not in SAFE and not self._from_here(request):
                return refuse(403, "forged")
            return await perform(operation, handler, request)

        return OperationRoute(operation, endpoint)

    async def identify(self, request: Request) -> StaffIdentity | None:
        """Who asks, without judging what they ask. Raises StoreDown when neither SQL nor Redis can say."""
        return await self._auth.signed_in.identify(self.cookies.read(request))

    def _refusal(self, request: Request, role: str, who: StaffIdentity) -> Response | None:
        if request.method not in SAFE and not self._meant(request, who):
            return refuse(403, "forged")
        if not may(who.role, role, enrol=who.enrol, given=who.password_given):
            return refuse(403, "enrol_first" if may(who.role, role) else "not_allowed")
        for desk in (request.path_params.get("desk"), request.query_params.get("desk")):
            if desk is not None:
                self.must_serve(who, desk)
        return None

    def _from_here(self, request: Request) -> bool:
        return request.headers.get("origin", "") in self._origins

    def _meant(self, request: Request, who: StaffIdentity) -> bool:
        given = request.headers.get(CSRF_HEADER, "")
        return self._from_here(request) and self._auth.sessions.csrf_holds(who.session, given)
