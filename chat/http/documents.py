"""The documents of the wire, for people and for programs."""

import json
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from chat.documents import asyncapi, openapi, page
from chat.http.errors import Refusal
from chat.http.routes import operations


def routes(documented: Iterable[BaseRoute]) -> list[BaseRoute]:
    """`documented`: the HTTP routes to describe."""
    sockets, http = asyncapi.document(), openapi.document(operations(documented), Refusal)
    return [
        Route("/docs", _always(HTMLResponse(page.render(sockets, http)))),
        Route("/docs/style.css", _always(Response(page.STYLE, media_type="text/css"))),
        Route("/docs/asyncapi.json", _always(_json(sockets))),
        Route("/docs/openapi.json", _always(_json(http))),
    ]


def _json(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), media_type="application/json")


def _always(response: Response) -> Any:
    async def answer(_request: Request) -> Response:
        """The generated documents."""
        return response

    return answer
