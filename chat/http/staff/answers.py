"""How the records' part of the HTTP API answers: JSON that is never cached, and the store's refusals by field."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chat.auth.identity import StaffIdentity
from chat.http.errors import refuse, reply
from chat.http.staff.guard import Handler
from routing.errors import RoutingError
from storage.errors import StoreError


def answer(content: Any, status: int = 200) -> Response:
    return reply(content, status)


def done() -> Response:
    return Response(status_code=204, headers={"cache-control": "no-store"})


def saying_why(handler: Handler) -> Handler:
    """What the store or the desk refuses becomes `{code, field, why}`; nothing was changed then."""

    async def endpoint(request: Request, who: StaffIdentity) -> Response:
        try:
            return await handler(request, who)
        except StoreError as problem:
            return store_refusal(problem)
        except RoutingError as problem:
            return refuse(409, problem.code)

    endpoint.__doc__ = handler.__doc__
    return endpoint


def store_refusal(problem: StoreError) -> Response:
    said = {"code": problem.code, "field": problem.field, "why": problem.why if problem.status < 500 else ""}
    return answer({name: value for name, value in said.items() if value}, problem.status)
