"""uvicorn as we run it: no compression, no access log, small frames, and a drain before the stop."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from chat.app import House, create_app
from chat.gateway.process.drain import drain
from chat.gateway.websocket.protocol import WebSocketProtocol
from chat.http.deadline import DeadlineHttp
from chat.logs import log, silent_logging
from chat.page_files import built
from chat.protocol.common import MAX_FRAME_BYTES
from chat.settings import Settings, doubts, quoted
from chat.startup import tell, why

_ROOM = 1024
# Looking for circles among objects twenty times less often: a connection makes many objects and few circles. The middle
# generation in small bites, since each is a pause (docs/decisions/0311-who-waits-costs-little.md).
_COLLECT = (14_000, 2, 40)
_GRACE_S = 5
# Longer than proxies keep an idle connection: a request that crosses our closing is lost, and one that changes
# something is not sent again.
_IDLE_S = 125


class DrainingServer(uvicorn.Server):
    """The first SIGTERM moves the clients away; a second one, or SIGINT, stops at once."""

    def __init__(
        self, config: uvicorn.Config, house: House, within_s: float, on_started: Callable[[], object] = bool
    ) -> None:
        super().__init__(config)
        self._on_started = on_started
        self._house = house
        self._within_s = within_s
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        context = self._house.context
        if sig == signal.SIGTERM and self._draining is None and context is not None and context.hub.connections:
            context.hub.draining = True
            self._draining = asyncio.get_running_loop().create_task(self._drain())
        elif sig == signal.SIGTERM:
            self.should_exit = True  # uvicorn would end by the signal once all is done; told to stop, we end well
        else:
            super().handle_exit(sig, frame)

    async def _drain(self) -> None:
        context = self._house.context
        for server in self.servers:
            server.close()
        if context is not None:
            log().info("draining", connections=len(context.hub.connections))
            await drain(context.hub, self._within_s)
        self.should_exit = True


def config_of(app: object, settings: Settings) -> uvicorn.Config:
    """The frame limit leaves room above ours, so that our own error answers what is a little too large."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=DeadlineHttp,
        ws=WebSocketProtocol,
        ws_max_size=MAX_FRAME_BYTES + _ROOM,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=_GRACE_S,
        lifespan="on",
    )


def serve(settings: Settings, *, share: bool = False, on_started: Callable[[], object] = bool) -> int:
    """Run until stopped; the exit code. A bad start is told in one sentence. `share` the port with others of ours."""
    silent_logging(settings.log_level, demo=settings.demo)
    tell(*doubts(settings), *quoted(settings))
    if not built(settings.static):
        tell(f"There is no front end in {settings.static}: run npm run build in web/, or set HEARLINE_STATIC.")
    app, house = create_app(settings)
    server = DrainingServer(config_of(app, settings), house, settings.drain_s, on_started)
    try:
        listening = listen(settings, share=share)
    except OSError as problem:
        tell(cannot_listen(settings, problem))
        return 1
    _settle_memory()
    with contextlib.suppress(SystemExit):
        server.run(sockets=[listening])
    if house.problem is not None:
        tell(why(house.problem))
    return 0 if server.started else 1


def listen(settings: Settings, *, share: bool = False) -> socket.socket:
    """The socket that is served; of `::`, which is all addresses, IPv4's are a part. Raises OSError when the address is
    taken or not ours."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    both = settings.host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server(
        (settings.host, settings.port), family=family, backlog=2048, reuse_port=share, dualstack_ipv6=both
    )


def cannot_listen(settings: Settings, problem: OSError) -> str:
    """In the system's words; those for a name that nobody has are no number's."""
    words = os.strerror(problem.errno or 0)
    if (problem.errno or 0) < 0:
        words = str(problem.strerror).partition(" (while ")[0]
    return f"Cannot listen on {settings.host}:{settings.port}: {words}."


def _settle_memory() -> None:
    """Modules and the house stay for good; a full collection that walked them would stop every chat meanwhile."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)
