"""The HTTP API as an OpenAPI 3.1 document, from the routes that exist and the structs they read. Pure."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from starlette.routing import BaseRoute, Route

from chat.documents import bodies as known
from chat.http.teen.schemas import Refusal
from chat.protocol.common import VERSION

_REF = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_REFUSED = {
    "description": "Refused",
    "content": {"application/json": {"schema": {"$ref": _REF.format(name="Refusal")}}},
}


def document(routes: Iterable[BaseRoute]) -> dict[str, Any]:
    """Of all routes below /api and the health pages."""
    types = [*known.TAKES.values(), *(given for _, given in known.GIVES.values()), Refusal]
    _, schemas = msgspec.json.schema_components(dict.fromkeys(types), ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hearline HTTP API", "version": str(VERSION)},
        "paths": _paths(routes),
        "components": {"schemas": dict(sorted(schemas.items())), "securitySchemes": _schemes()},
    }


def _paths(routes: Iterable[BaseRoute]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in routes:
        if isinstance(route, Route) and route.path.startswith(("/api/", "/livez", "/readyz", "/metrics")):
            path = _PARAMETER.sub(r"{\1}", route.path)
            for method in sorted((route.methods or set()) - {"HEAD"}):
                paths.setdefault(path, {})[method.lower()] = _operation(method.lower(), path, route)
    return dict(sorted(paths.items()))


def _operation(method: str, path: str, route: Route) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": f"{method} {path}",
        "summary": _summary(route),
        "parameters": _parameters(method, path, route.path),
        "responses": _responses(method, path),
    }
    body = _body(method, path)
    if body:
        made["requestBody"] = body
    if path.startswith("/api/staff/"):
        made["security"] = [{"session": [], "csrf": []}] if method != "get" else [{"session": []}]
        made["x-operation"] = route.name
    return {key: value for key, value in made.items() if value}


def _summary(route: Route) -> str:
    return " ".join((route.endpoint.__doc__ or "").split())


def _parameters(method: str, path: str, declared: str) -> list[dict[str, Any]]:
    inside = [_parameter(name, "path", _PLACES.get(kind, known.TEXT)) for name, kind in _PARAMETER.findall(declared)]
    query = known.QUERY.get((method, path), {})
    return inside + [_parameter(name, "query", schema) for name, schema in query.items()]


_PLACES = {"int": {"type": "integer", "minimum": 0}}


def _parameter(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _body(method: str, path: str) -> dict[str, Any] | None:
    """Nothing for an operation that reads nothing."""
    operation = (method, path)
    if operation in known.SCHEMAS:
        return _content("application/json", known.SCHEMAS[operation]())
    taken = known.TAKES.get(operation)
    if taken is None:
        return None
    return _content("text/plain" if operation in known.BEACONS else "application/json", _ref(taken))


def _content(media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema}}}


def _ref(struct: Any) -> dict[str, str]:
    return {"$ref": _REF.format(name=struct.__name__)}


def _responses(method: str, path: str) -> dict[str, Any]:
    status, content = _given((method, path))
    fine: dict[str, Any] = {"description": "Done"} | ({"content": content} if content else {})
    return {str(status): fine, "4XX": _REFUSED, "503": _REFUSED}


def _given(operation: known.Operation) -> tuple[int, dict[str, Any]]:
    """The status when all is well, and what comes with it by media type."""
    others: dict[str, Any] = {media: {"schema": {"type": "string"}} for media in known.OTHERWISE.get(operation, ())}
    status, struct = known.GIVES.get(operation, (known.EMPTY.get(operation, 200), None))
    return status, ({"application/json": {"schema": _ref(struct)}} if struct else {}) | others


def _schemes() -> dict[str, Any]:
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-hearline"},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-Hearline-CSRF"},
    }
