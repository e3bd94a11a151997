"""Where WebSockets come in: exact Origin, room, then a connection of its end. Plain ASGI."""

from collections.abc import Iterable

from starlette.types import Receive, Scope, Send

from chat.entry.rates import FrameRates, Limits
from chat.gateway.connection import Connection
from chat.gateway.outbox import Outbox
from chat.gateway.socket import Disconnected, Socket
from chat.gateway.staff_connection import StaffConnection
from chat.gateway.teen_connection import TeenConnection
from chat.gateway.wire import WIRE
from chat.services import Services

_CONSOLE_FACTOR = 4


class WebSockets:
    """`/ws/teen` and `/ws/staff`; everything else, and every foreign page, is refused before accept."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._origins = {origin.encode() for origin in services.settings.allowed_origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = self._services.settings
        outbox = Outbox(settings.queue_frames, settings.queue_bytes)
        socket = Socket(receive, send, outbox, scope["extensions"][WIRE])
        connection = self._connection(scope["path"], socket)
        doors = self._services.auth.doors
        if connection is None or not self._welcome(scope["headers"]) or not doors.enter():
            await socket.refuse()
            return
        try:
            await socket.accept()
            self._services.hub.add(connection)
            await connection.serve()
        except (Disconnected, OSError):
            pass
        finally:
            doors.leave(connection.greeted)

    def _welcome(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Exactly one Origin, and exactly one of ours."""
        origins = [value for name, value in headers if name == b"origin"]
        return len(origins) == 1 and origins[0] in self._origins

    def _connection(self, path: str, socket: Socket) -> Connection | None:
        if path == "/ws/teen":
            return TeenConnection(self._services, socket, FrameRates(Limits()))
        if path == "/ws/staff":
            return StaffConnection(self._services, socket, FrameRates(Limits().times(_CONSOLE_FACTOR)))
        return None
