"""The composition root: one ASGI application from the settings, and the loops that run beside it."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from chat.clock import run_clock
from chat.gateway.beat import run_beat, run_sign_ins
from chat.gateway.board import run_board
from chat.gateway.endpoint import WebSockets
from chat.gateway.leases import run_leases
from chat.gateway.signing_out import sign_out
from chat.http import desk, docs, health, pages, staff_desk
from chat.http.headers import Protect
from chat.http.nul import NoNul
from chat.http.staff_routes import staff_routes
from chat.logs import log
from chat.loops import Loop, kept
from chat.records import api as records
from chat.services import Services, open_services
from chat.settings import Settings
from chat.silence import Silence
from chat.wall import keep_set

_STOP_S = 5.0


class House:
    """Opens its services when the server starts; then HTTP goes one way and WebSockets the other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http: ASGIApp | None = None
        self._sockets: ASGIApp | None = None
        self.services: Services | None = None
        self.problem: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket" and self._sockets is not None:
            await self._sockets(scope, receive, send)
        elif self._http is not None:
            await self._http(scope, receive, send)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Services]:
        """Everything that must run for requests to be answered."""
        async with open_services(self._settings) as services, background(services):
            self.services = services
            self._http = Starlette(routes=http_routes(services))
            self._sockets = WebSockets(services)
            yield services
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
    return Silence(Protect(NoNul(house), settings), settings.proxies), house


def http_routes(services: Services) -> list[BaseRoute]:
    """Every HTTP operation, and the page that describes them."""
    operations = [
        *health.routes(services),
        *desk.routes(services),
        *staff_routes(services.auth, functools.partial(sign_out, services)),
        *staff_desk.routes(services),
        *records.routes(services),
    ]
    return [*operations, *docs.routes(operations), *pages.routes(services)]


@contextlib.asynccontextmanager
async def background(services: Services) -> AsyncIterator[None]:
    """The loops of a gateway; it ticks as well, so that chats flow without a worker."""
    loops: list[Loop] = [services.places.run]
    loops += [functools.partial(run, services) for run in (run_beat, run_board, run_leases, run_sign_ins)]
    loops.append(functools.partial(keep_set, services.pipe))
    loops += [functools.partial(run_clock, services, one) for one in services.desks.values()]
    tasks = [asyncio.create_task(kept(loop)) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_STOP_S)
