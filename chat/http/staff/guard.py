"""The one door of the staff HTTP API: session, origin, CSRF header, role, then the handler."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat.auth.accounts import DESK
from chat.auth.identity import StaffIdentity
from chat.auth.roles import OPERATIONS, may
from chat.auth.sessions import Sessions
from chat.auth.sign_in_fallback import SignInFallback
from chat.http.errors import answering, refuse
from chat.logs import log
from chat.redis_time import now_s
from storage.errors import StoreDown

__all__ = ["Guard", "refuse"]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STORE_S = 2.0
CSRF_HEADER = "x-hearline-csrf"
Handler = Callable[[Request, StaffIdentity], Awaitable[Response]]


class Guard:
    """Wraps staff handlers; made by the composition root. `secure` is False only in the demo (plain http).

    `operations` lists what it guards: (path, methods) → operation.
    """

    def __init__(
        self, sessions: Sessions, known: SignInFallback, origins: frozenset[str], *, secure: bool = True
    ) -> None:
        self.sessions = sessions
        self.known = known
        self.origins = origins
        self.secure = secure
        self.cookie = "__Host-hearline" if secure else "hearline"
        self.operations: dict[tuple[str, tuple[str, ...]], str] = {}

    def route(self, path: str, operation: str, handler: Handler, methods: Sequence[str] = ("GET",)) -> Route:
        """A route only for those who may do `operation` (a name of the roles table)."""
        if operation not in OPERATIONS:
            raise KeyError(operation)

        async def endpoint(request: Request) -> Response:
            return await self._checked(request, operation, handler)

        endpoint.__doc__ = handler.__doc__
        made = Route(path, answering(endpoint), methods=list(methods), name=operation)
        self.operations[made.path, tuple(methods)] = operation
        return made

    async def identify(self, request: Request) -> StaffIdentity | None:
        """Who asks, without judging what they ask. Raises StoreDown when neither SQL nor Redis can say."""
        cookie = request.cookies.get(self.cookie, "")
        try:
            async with asyncio.timeout(STORE_S):
                who = await self.sessions.read(cookie, now_s())
        except (StoreDown, TimeoutError):
            return await self._known(cookie)
        if who is not None:
            await self.remember(who)
        return who

    async def remember(self, who: StaffIdentity) -> None:
        """SQL has just said that this sign-in stands."""
        try:
            await self.known.keep(who)
        except (RedisError, OSError) as problem:
            log().info("sign_in_not_kept", error=type(problem).__name__)

    async def forget(self, who: StaffIdentity) -> None:
        """This sign-in has ended."""
        try:
            await self.known.forget(who.id, who.session)
        except (RedisError, OSError) as problem:
            log().warning("sign_in_not_forgotten", error=type(problem).__name__)

    async def _known(self, cookie: str) -> StaffIdentity:
        try:
            who = await self.known.find(cookie)
        except (RedisError, OSError):
            who = None
        if who is None:
            raise StoreDown
        log().info("sign_in_known", part="store")
        return who

    def from_here(self, request: Request) -> bool:
        """Whether a changing request comes from one of our own pages."""
        return request.headers.get("origin", "") in self.origins

    async def _checked(self, request: Request, operation: str, handler: Handler) -> Response:
        who = await self.identify(request)
        refusal = self._refusal(request, operation, who)
        if refusal is not None or who is None:
            return refusal or refuse(401, "signed_out")
        return await handler(request, who)

    def _refusal(self, request: Request, operation: str, who: StaffIdentity | None) -> Response | None:
        if who is None:
            return refuse(401, "signed_out")
        if request.method not in SAFE and not self._meant(request, who):
            return refuse(403, "forged")
        if not may(who.role, operation, enrol=who.enrol):
            return refuse(403, "enrol_first" if may(who.role, operation) else "not_allowed")
        return self._elsewhere(request, who)

    def _elsewhere(self, request: Request, who: StaffIdentity) -> Response | None:
        """A desk that cannot be, or one this person does not serve."""
        named = [request.path_params.get("desk"), request.query_params.get("desk")]
        desks = [desk for desk in named if desk is not None]
        if any(not DESK.fullmatch(desk) for desk in desks):
            return refuse(404, "unknown_desk", field="desk")
        return refuse(403, "other_desk", field="desk") if not all(map(who.serves, desks)) else None

    def _meant(self, request: Request, who: StaffIdentity) -> bool:
        given = request.headers.get(CSRF_HEADER, "")
        return self.from_here(request) and self.sessions.csrf_holds(who.session, given)
