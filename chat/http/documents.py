"""The documents of the wire, for people and for programs."""

import asyncio
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from chat.documents import asyncapi, openapi, page
from chat.http.errors import Refusal
from chat.http.routes import operations


def routes(documented: list[BaseRoute]) -> list[BaseRoute]:
    """`documented`: the HTTP routes to describe."""
    sockets = cache(asyncapi.document)
    http = cache(lambda: openapi.document(operations(documented), Refusal))
    return [
        _made_once("/docs", lambda: HTMLResponse(page.render(sockets(), http()))),
        _made_once("/docs/style.css", lambda: Response(page.STYLE, media_type="text/css")),
        _made_once("/docs/asyncapi.json", lambda: _json(sockets())),
        _made_once("/docs/openapi.json", lambda: _json(http())),
    ]


def _json(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), media_type="application/json")


def _made_once(path: str, make: Callable[[], Response]) -> Route:
    """When first asked for: a tenth of a second that no start needs, in a thread, so that no chat waits for it."""
    made = cache(make)

    async def answer(_request: Request) -> Response:
        """The generated documents."""
        return await asyncio.to_thread(made)

    return Route(path, answer)
