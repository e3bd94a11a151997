"""How the HTTP API says no: one shape for every refusal, `{"code": …, "field"?, "retry_s"?}`."""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chat.auth.errors import AuthError
from chat.entry.errors import EntryError
from chat.http.bodies import BadBody
from storage.errors import StoreDown

_RETRY_S = 2
Endpoint = Callable[[Request], Awaitable[Response]]


def refuse(status: int, code: str, *, field: str = "", retry_s: int = 0) -> JSONResponse:
    """A refusal; never cached."""
    more = ({"field": field} if field else {}) | ({"retry_s": retry_s} if retry_s else {})
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(retry_s)} if retry_s else {})
    return JSONResponse({"code": code, **more}, status_code=status, headers=headers)


def reply(content: object, status: int = 200) -> Response:
    """A struct, row or plain value as JSON; never cached."""
    return Response(msgspec.json.encode(content), status, {"Cache-Control": "no-store"}, "application/json")


def answering(handler: Endpoint) -> Endpoint:
    """Turns the refusals raised inside a handler into answers."""

    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except AuthError as error:
            return refuse(error.status, error.code, field=error.field, retry_s=error.retry_s)
        except EntryError as error:
            return refuse(error.status, error.code, retry_s=error.retry_after_s)
        except BadBody as error:
            return refuse(error.status, error.code, field=error.field)
        except StoreDown:
            return refuse(503, "unavailable", retry_s=_RETRY_S)

    return answered
