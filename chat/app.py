"""The composition root: one ASGI application from the settings, and the loops that run beside it."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from chat.anonymize import Anonymize, Buckets
from chat.assemble import open_context
from chat.entry.keyring import KeyRing
from chat.gateway.endpoint import WebSockets
from chat.gateway.process.context import GatewayContext
from chat.gateway.process.delivery_probe import run_delivery_probe
from chat.gateway.process.live_board import run_live_board
from chat.gateway.process.pings import run_pings
from chat.gateway.process.presence import run_presence
from chat.gateway.process.sign_outs import run_sign_outs, sign_out
from chat.http import documents as docs
from chat.http import health, pages
from chat.http.headers import Protect
from chat.http.no_nul import NoNul
from chat.http.staff.guard import Guard
from chat.http.staff.routes import account_routes, desk_routes
from chat.http.teen import chats, desk, receipt, return_code
from chat.jobs.desk_timers import run_timers
from chat.jobs.heartbeat import run_heartbeat
from chat.logs import log
from chat.loops import Loop, kept
from chat.redis_time import keep_set
from chat.settings import Settings

_STOP_S = 5.0


class House:
    """Opens its context when the server starts; then HTTP goes one way and WebSockets the other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http: ASGIApp | None = None
        self._sockets: ASGIApp | None = None
        self.context: GatewayContext | None = None
        self.problem: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket" and self._sockets is not None:
            await self._sockets(scope, receive, send)
        elif self._http is not None:
            await self._http(scope, receive, send)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[GatewayContext]:
        """Everything that must run for requests to be answered."""
        async with open_context(self._settings, self._settings.listens_at) as context, background(context):
            self.context = context
            self._http = http_app(http_routes(context))
            self._sockets = WebSockets(context)
            yield context
            self._http = self._sockets = None

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.open():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as problem:
            self.problem = problem
            log().error("start_failed", exc_info=problem)
            await send({"type": "lifespan.startup.failed", "message": ""})
            return
        await send({"type": "lifespan.shutdown.complete"})


def create_app(settings: Settings) -> tuple[ASGIApp, House]:
    """The application as a server runs it, and the house inside (for draining and for tests)."""
    house = House(settings)
    buckets = Buckets(KeyRing(settings.secrets).key("bucket"))
    return Anonymize(Protect(NoNul(house), settings), settings.proxies, buckets), house


def http_app(routes: list[BaseRoute]) -> Starlette:
    """A path with one slash too many is not found: the redirect that Starlette offers goes where the Host says."""
    made = Starlette(routes=routes)
    made.router.redirect_slashes = False
    return made


def http_routes(context: GatewayContext) -> list[BaseRoute]:
    """Every HTTP operation, and the page that describes them."""
    guard = Guard(context.auth, context.settings)
    teen = [route for part in (desk, chats, return_code, receipt) for route in part.routes(context)]
    staff = [*account_routes(context.auth, guard, functools.partial(sign_out, context)), *desk_routes(context, guard)]
    operations = [*health.routes(context), *teen, *staff]
    return [*operations, *docs.routes(operations), *pages.routes(context)]


@contextlib.asynccontextmanager
async def background(context: GatewayContext) -> AsyncIterator[None]:
    """The loops of a gateway; it ticks as well, so that chats flow without a worker."""
    loops: list[Loop] = [context.positions.run]
    always = (run_pings, run_live_board, run_presence, run_sign_outs, run_delivery_probe)
    loops += [functools.partial(run, context) for run in always]
    loops += [functools.partial(keep_set, context.pipe), functools.partial(run_heartbeat, context, "web")]
    loops += [functools.partial(run_timers, context, one) for one in context.desks.values()]
    tasks = [asyncio.create_task(kept(loop)) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_STOP_S)
