"""A JSON Schema as a TypeScript type, each kind by itself; and an operation as a page may call it."""

from typing import Any

import pytest

from chat.documents.http_types import operations, type_of

JSON = "application/json"


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ({"type": "string"}, "string"), ({"type": "integer"}, "number"), ({"type": "number"}, "number"),
        ({"type": "boolean"}, "boolean"), ({"type": "null"}, "null"), ({"type": "object"}, "Record<string, unknown>"),
        ({}, "unknown"), ({"$ref": "#/components/schemas/Join"}, "Join"), ({"title": "Join", "type": "object"}, "Join"),
        ({"enum": ["a", 1]}, '"a" | 1'), ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null"),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, "number"),
        ({"type": "array", "items": {"type": "string"}}, "string[]"), ({"type": "array"}, "unknown[]"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, '("a" | "b")[]'),
        ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}, "[string, number]"),
        ({"properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]}, "{ a: string; b?: unknown; }"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "Record<string, number>"),
        ({"type": "object", "additionalProperties": False}, "Record<string, unknown>"),
    ],
)  # fmt: skip
def test_each_kind_of_schema(schema: dict[str, Any], type_: str) -> None:
    assert type_of(schema) == type_


def made(content: dict[str, Any], status: str = "200", **more: Any) -> dict[str, Any]:
    return {"responses": {status: {"content": content}}, **more}


def test_what_a_page_may_call() -> None:
    text, body = {"type": "string"}, {"type": "integer"}
    paths = {
        "/api/a": {
            "get": made({JSON: {"schema": text}}, parameters=[{"name": "x"}]),
            "post": made({}, "204", requestBody={"content": {JSON: {"schema": body}}}),
            "put": made({}, "204", requestBody={"content": {"text/plain": {"schema": body}}}),
            "delete": made({"text/csv": {"schema": text}}), "patch": made({JSON: {"schema": text}}, "303"),
        },
        "/docs": {"get": made({JSON: {"schema": text}})},
    }  # fmt: skip
    assert [tuple(one) for one in operations({"paths": paths})] == [
        ("get /api/a", [{"name": "x"}], None, text), ("post /api/a", [], body, None), ("put /api/a", [], body, None),
    ]  # fmt: skip
