"""No NUL anywhere: it means nothing in a name or a text, and PostgreSQL stores none."""

from starlette.types import ASGIApp, Receive, Scope, Send

from chat.http.errors import refuse


class NoNul:
    """ASGI layer that refuses addresses and queries with one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and ("\0" in scope["path"] or b"%00" in scope["query_string"]):
            await refuse(400, "bad_address")(scope, receive, send)
        else:
            await self._app(scope, receive, send)
