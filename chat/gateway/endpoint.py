"""Where WebSockets come in: exact Origin, room, then a connection of its end. Plain ASGI."""

import asyncio
import functools
import time
from collections.abc import Iterable

from starlette.types import Receive, Scope, Send

from chat.entry.pace import ABUSE, Pace
from chat.entry.rates import FrameRates, Limits
from chat.gateway.connections.connection import Connection
from chat.gateway.connections.staff import StaffConnection
from chat.gateway.connections.teen import TeenConnection
from chat.gateway.process.context import GatewayContext
from chat.gateway.websocket.outbox import Outbox
from chat.gateway.websocket.protocol import WIRE
from chat.gateway.websocket.socket import Disconnected, Socket
from chat.protocol.errors import Abuse

_CONSOLE_FACTOR = 4


class WebSockets:
    """`/ws/teen` and `/ws/staff`; everything else, and every foreign page, is refused before accept."""

    def __init__(self, context: GatewayContext) -> None:
        self._context = context
        self._pace = Pace()
        self._origins = {origin.encode() for origin in context.settings.allowed_origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = self._context.settings
        outbox = Outbox(settings.queue_frames, settings.queue_bytes)
        factor = _CONSOLE_FACTOR if scope["path"] == "/ws/staff" else 1
        socket = Socket(receive, send, outbox, scope["extensions"][WIRE], factor)
        connection = self._connection(scope, socket)
        capacity = self._context.auth.capacity
        if connection is None or not self._welcome(scope["headers"]) or not capacity.enter():
            await socket.refuse()
            return
        over = functools.partial(self._over, scope["bucket"], socket, connection)
        try:
            if await self._in_turn(scope["bucket"]):
                await socket.accept()
            else:
                await socket.refuse()
                raise Disconnected
        except (Disconnected, OSError):
            over()
            return
        except BaseException:
            over()
            raise
        self._context.hub.add(connection)
        await connection.serve(over)

    def _over(self, address: int, socket: Socket, connection: Connection) -> None:
        """Once for each that was entered."""
        self._context.auth.capacity.leave(connection.greeted)
        if socket.closing is Abuse:
            self._pace.failed(address, time.monotonic(), ABUSE)
        elif not connection.greeted:
            self._pace.failed(address, time.monotonic())

    async def _in_turn(self, address: int) -> bool:
        wait, let_in = self._pace.turn(address, time.monotonic())
        if wait:
            await asyncio.sleep(wait)
        return let_in

    def _welcome(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Exactly one Origin, and exactly one of ours."""
        origins = [value for name, value in headers if name == b"origin"]
        return len(origins) == 1 and origins[0] in self._origins

    def _connection(self, scope: Scope, socket: Socket) -> Connection | None:
        path = scope["path"]
        if path == "/ws/teen":
            return TeenConnection(self._context, socket, FrameRates(Limits()), scope.get("bucket", 0))
        if path == "/ws/staff":
            return StaffConnection(self._context, socket, FrameRates(Limits().times(_CONSOLE_FACTOR)))
        return None
