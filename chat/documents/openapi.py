"""The HTTP API as an OpenAPI 3.1 document, from the routes that exist and the structs they read. Pure."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from starlette.routing import BaseRoute, Route

from chat.http import account, admin, staff
from chat.http import desk_bodies as b
from chat.protocol.common import VERSION

_REF = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_TAKES: dict[tuple[str, str], tuple[type, str]] = {
    ("post", "/api/desks/{desk}/chats"): (b.Join, "application/json"),
    ("post", "/api/desks/{desk}/visits"): (b.Visit, "application/json"),
    ("post", "/api/desks/{desk}/surveys"): (b.Survey, "application/json"),
    ("post", "/api/chats/end"): (b.EndChat, "text/plain"),
    ("post", "/api/staff/login"): (staff.Login, "application/json"),
    ("post", "/api/staff/passkey/login"): (staff.Assertion, "application/json"),
    ("post", "/api/staff/passkey/register"): (account.NewPasskey, "application/json"),
    ("post", "/api/staff/password"): (account.NewPassword, "application/json"),
    ("post", "/api/staff/recovery"): (account.Confirmation, "application/json"),
    ("post", "/api/staff/totp/confirm"): (account.TotpCode, "application/json"),
    ("post", "/api/staff/totp/off"): (account.Confirmation, "application/json"),
    ("post", "/api/staff/accounts"): (admin.NewAccount, "application/json"),
    ("put", "/api/staff/accounts/{id}"): (admin.AccountChange, "application/json"),
    ("post", "/api/staff/accounts/{id}/reset-password"): (admin.Reset, "application/json"),
}
_GIVES: dict[tuple[str, str], tuple[int, type]] = {
    ("get", "/api/desks/{desk}"): (200, b.Availability),
    ("get", "/api/desks/{desk}/challenge"): (200, b.Challenge),
    ("get", "/api/desks/{desk}/resources"): (200, b.Cards),
    ("post", "/api/desks/{desk}/chats"): (201, b.Joined),
    ("post", "/api/desks/{desk}/visits"): (200, b.Done),
    ("post", "/api/desks/{desk}/surveys"): (200, b.Done),
    ("post", "/api/chats/end"): (200, b.Done),
}
_QUERY = {"/api/desks/{desk}/resources": ("language",)}


def document(routes: Iterable[BaseRoute]) -> dict[str, Any]:
    """Of all routes below /api and the health pages."""
    structs = [struct for struct, _ in _TAKES.values()] + [struct for _, struct in _GIVES.values()] + [b.Refusal]
    _, schemas = msgspec.json.schema_components(dict.fromkeys(structs), ref_template=_REF)
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
        "parameters": _parameters(path),
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


def _parameters(path: str) -> list[dict[str, Any]]:
    inside = [_parameter(name, "path", needed=True) for name in _PARAMETER.findall(path)]
    return inside + [_parameter(name, "query", needed=False) for name in _QUERY.get(path, ())]


def _parameter(name: str, place: str, *, needed: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": needed, "schema": {"type": "string", "maxLength": 64}}


def _body(method: str, path: str) -> dict[str, Any] | None:
    if method in {"get", "delete"}:
        return None
    taken = _TAKES.get((method, path))
    if taken is None:
        return {"content": {"application/json": {"schema": {"type": "object"}}}}
    struct, media = taken
    return {"required": True, "content": {media: {"schema": {"$ref": _REF.format(name=struct.__name__)}}}}


def _responses(method: str, path: str) -> dict[str, Any]:
    given = _GIVES.get((method, path))
    refusal = {
        "description": "Refused",
        "content": {"application/json": {"schema": {"$ref": _REF.format(name="Refusal")}}},
    }
    if given is None:
        return {"2XX": {"description": "Done"}, "4XX": refusal, "5XX": {"description": "Not ready, or out of reach"}}
    status, struct = given
    schema = {"$ref": _REF.format(name=struct.__name__)}
    fine = {"description": "Done", "content": {"application/json": {"schema": schema}}}
    return {str(status): fine, "4XX": refusal, "503": refusal}


def _schemes() -> dict[str, Any]:
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-hearline"},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-Hearline-CSRF"},
    }
