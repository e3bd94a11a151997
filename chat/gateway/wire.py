"""uvicorn's WebSocket, less patient: an application may give up on a client that does not read, and one that
does not answer our goodbye is cut off soon."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

ABORT = "hearline.abort"
GOODBYE_WITHIN_S = 2.0


class Wire(WebSocketsSansIOProtocol):
    """Puts `abort` among the scope's extensions."""

    async def run_asgi(self) -> None:
        self.close_timeout = GOODBYE_WITHIN_S
        self.scope["extensions"][ABORT] = self.transport.abort  # type: ignore[assignment]
        await super().run_asgi()
