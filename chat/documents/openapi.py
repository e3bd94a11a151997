"""The HTTP API as an OpenAPI 3.1 document, from the operations that its routes declare. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from chat.documents.operation import JSON, NUMBER, TEXT, Operation, Schema
from chat.protocol.common import VERSION

_REF = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_PLACES = {"int": NUMBER}
_SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-hearline"},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-Hearline-CSRF"},
}


def document(operations: Iterable[Operation], refusal: type[Struct]) -> dict[str, Any]:
    """`refusal`: the one shape of every answer that is a no."""
    listed = sorted(operations, key=_address)
    structs = [kind for one in listed for kind in (one.takes, one.gives) if kind and not isinstance(kind, Mapping)]
    _, schemas = msgspec.json.schema_components(dict.fromkeys([*structs, refusal]), ref_template=_REF)
    refused = {"description": "Refused", "content": {JSON: {"schema": _schema(refusal)}}}
    paths: dict[str, Any] = {}
    for one in listed:
        paths.setdefault(_address(one), {})[one.method.lower()] = _described(one, refused)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hearline HTTP API", "version": str(VERSION)},
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.items())), "securitySchemes": _SCHEMES},
    }


def _address(one: Operation) -> str:
    return _PARAMETER.sub(r"{\1}", one.path)


def _described(one: Operation, refused: Schema) -> dict[str, Any]:
    described = {
        "operationId": f"{one.method.lower()} {_address(one)}",
        "summary": one.summary,
        "parameters": _parameters(one),
        "responses": {str(one.status): _given(one), "4XX": refused, "503": refused},
        "requestBody": _body(one),
        "security": _security(one),
        "x-operation": one.role,
    }
    return {name: value for name, value in described.items() if value}


def _parameters(one: Operation) -> list[dict[str, Any]]:
    inside = [_parameter(name, "path", True, _PLACES.get(kind, TEXT)) for name, kind in _PARAMETER.findall(one.path)]
    return inside + [_parameter(name, "query", name in one.needs, schema) for name, schema in one.query.items()]


def _parameter(name: str, place: str, required: bool, schema: Schema) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}


def _body(one: Operation) -> dict[str, Any] | None:
    """Nothing for an operation that reads nothing."""
    return {"required": True, "content": {one.media: {"schema": _schema(one.takes)}}} if one.takes else None


def _given(one: Operation) -> dict[str, Any]:
    """What comes when all is well, by media type."""
    content: dict[str, Any] = {JSON: {"schema": _schema(one.gives)}} if one.gives else {}
    content |= {media: {"schema": {"type": "string"}} for media in one.others}
    return {"description": "Done"} | ({"content": content} if content else {})


def _schema(kind: Any) -> Schema:
    return kind if isinstance(kind, Mapping) else {"$ref": _REF.format(name=kind.__name__)}


def _security(one: Operation) -> list[dict[str, list[str]]]:
    if not one.role:
        return []
    return [{"session": []}] if one.method == "GET" else [{"session": [], "csrf": []}]
