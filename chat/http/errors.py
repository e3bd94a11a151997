"""The one place where an exception becomes an answer: every refusal has one shape, and tells nothing of the inside."""

from collections.abc import Awaitable, Callable

import msgspec
from msgspec import Struct
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import Response

from chat.entry.errors import EntryError
from chat.logs import log
from routing.errors import Blocked, CommandFailed, Invalid, RoutingError, TurnedAway
from storage.errors import StoreDown, StoreError

_RETRY_S = 2
_AWAY = (RedisError, CommandFailed, StoreDown, OSError, TimeoutError)
Endpoint = Callable[[Request], Awaitable[Response]]


class BadRequest(Exception):
    """Not what the operation takes, or about something that is not there; `field` as a path where known."""

    retry_s = 0

    def __init__(self, status: int, code: str, field: str = "", why: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.field = field
        self.why = why


class Refusal(Struct, frozen=True, omit_defaults=True):
    """Why a request was refused; `field` where one was wrong and `why`, `retry_s` when it may help to wait."""

    code: str
    field: str = ""
    why: str = ""
    retry_s: int = 0


def refuse(status: int, code: str, *, field: str = "", why: str = "", retry_s: int = 0) -> Response:
    """A refusal; never cached."""
    answer = reply(Refusal(code, field, why, retry_s), status)
    if retry_s:
        answer.headers["Retry-After"] = str(retry_s)
    return answer


def reply(content: object, status: int = 200) -> Response:
    """A struct, row or plain value as JSON, or nothing for None; never cached."""
    body = b"" if content is None else msgspec.json.encode(content)
    return Response(body, status, {"Cache-Control": "no-store"}, None if content is None else "application/json")


def answering(handler: Endpoint) -> Endpoint:
    """Turns whatever is raised inside a handler into an answer."""

    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except Exception as problem:
            return answer_to(problem, request.scope.get("route"))

    return answered


def answer_to(problem: Exception, route: object = None) -> Response:
    """What is away comes back; what nobody thought of is told in the log by its place in the code."""
    if isinstance(problem, EntryError | BadRequest):
        why = getattr(problem, "why", "")
        return refuse(problem.status, problem.code, field=problem.field, why=why, retry_s=problem.retry_s)
    if isinstance(problem, _AWAY) or (isinstance(problem, RoutingError) and problem.retry):
        log().warning("unavailable", route=getattr(route, "path", ""), error=problem)
        return refuse(503, "unavailable", retry_s=_RETRY_S)
    if isinstance(problem, RoutingError):
        return _not_now(problem)
    if isinstance(problem, StoreError) and problem.status < 500:
        return refuse(problem.status, problem.code, field=problem.field, why=problem.why)
    log().error("request_failed", route=getattr(route, "path", ""), exc_info=problem)
    return refuse(500, "internal")


def _not_now(problem: RoutingError) -> Response:
    """The desk says no. Only what names a field, or why nobody is let in, is told beside the code."""
    status = 422 if isinstance(problem, Invalid) else 403 if isinstance(problem, Blocked) else 409
    told = problem.detail if isinstance(problem, Invalid | TurnedAway) else ""
    return refuse(status, problem.code, field=told)
