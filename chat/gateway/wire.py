"""uvicorn's WebSocket, with one more thing an application may do: give up on a client that does not read."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

ABORT = "hearline.abort"


class Wire(WebSocketsSansIOProtocol):
    """Puts `abort` among the scope's extensions."""

    async def run_asgi(self) -> None:
        self.scope["extensions"][ABORT] = self.transport.abort  # type: ignore[assignment]
        await super().run_asgi()
