"""An HTTP route with what it takes and gives, said once: for its handler, for the refusals, for the document."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chat.documents.operation import JSON, Operation
from chat.http.bodies import parse, raw_body, read
from chat.http.errors import answering, reply
from chat.traces import span

Handler = Callable[..., Awaitable[Any]]
"""Given the request and, where a struct is declared, the body. Gives a response, or the content of one."""


class OperationRoute(Route):
    """`operation` says what the document shows."""

    def __init__(self, operation: Operation, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
        super().__init__(operation.path, answering(endpoint), methods=[operation.method])
        self.operation = operation


def route(method: str, path: str, handler: Handler, **declared: Any) -> OperationRoute:
    """`declared`: fields of `Operation`. The body is read as `takes`; what is returned is sent with `status`."""
    operation = declare(method, path, handler, **declared)

    async def endpoint(request: Request) -> Response:
        return await perform(operation, handler, request)

    return OperationRoute(operation, endpoint)


def declare(method: str, path: str, handler: Handler, **declared: Any) -> Operation:
    return Operation(method=method, path=path, summary=" ".join((handler.__doc__ or "").split()), **declared)


async def perform(operation: Operation, handler: Handler, request: Request, *given: Any) -> Response:
    """Raises BadRequest, and what the handler raises. `given` comes before the body."""
    if operation.takes is not None:
        given = (*given, await _body(operation, request))
    with span(f"{operation.method} {operation.path}"):
        answer = await handler(request, *given)
    return answer if isinstance(answer, Response) else reply(answer, operation.status)


async def _body(operation: Operation, request: Request) -> Any:
    """A page that goes away can send nothing but text/plain."""
    if operation.media == JSON:
        return await read(request, operation.takes)
    return parse(await raw_body(request), operation.takes)


def operations(routes: Iterable[BaseRoute]) -> list[Operation]:
    return [one.operation for one in routes if isinstance(one, OperationRoute)]
