"""The HTTP API as strict TypeScript: one interface for each body, one table of operations. Pure, from the document."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

_HEAD: Final = (
    "// The bodies of the HTTP API and its operations. Made by `hearline docs write` from docs/openapi.json; "
    "do not edit.\n"
)
_SIMPLE: Final = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
    "object": "Record<string, unknown>",
}
_JSON: Final = "application/json"
_BEACON: Final = "text/plain"


class Operation(NamedTuple):
    """One operation a page may call: `method path`, the schemas of its parameters, of what it takes and gives."""

    name: str
    parameters: list[dict[str, Any]]
    takes: dict[str, Any] | None
    gives: dict[str, Any] | None


def document(openapi: dict[str, Any]) -> str:
    """The whole of web/shared/http.ts."""
    found = list(operations(openapi))
    titled = {one.takes["title"]: one.takes for one in found if one.takes and "title" in one.takes}
    schemas = openapi["components"]["schemas"] | titled
    names = _reachable([part for one in found for part in (one.takes, one.gives)], schemas)
    parts = [_HEAD.rstrip("\n"), *(_interface(name, schemas[name]) for name in sorted({*names, *titled, "Refusal"}))]
    return "\n\n".join([*parts, _table(found)]) + "\n"


def operations(openapi: dict[str, Any]) -> Iterator[Operation]:
    """Those below /api that answer with JSON or with nothing; files to download are links, not calls."""
    for path, methods in openapi["paths"].items():
        for method, made in methods.items():
            status, given = next(iter(made["responses"].items()))
            content = given.get("content", {})
            if path.startswith("/api/") and status.startswith("2") and (not content or _JSON in content):
                yield Operation(f"{method} {path}", made.get("parameters", []), _taken(made), _schema(content, _JSON))


def type_of(schema: dict[str, Any]) -> str:
    """A JSON Schema as a TypeScript type."""
    if "$ref" in schema or "title" in schema:
        return str(schema.get("$ref") or schema["title"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(type_of(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return _array(schema)
    if "properties" in schema:
        return "{ " + " ".join(_members(schema)) + " }"
    if "additionalProperties" in schema and isinstance(schema["additionalProperties"], dict):
        return f"Record<string, {type_of(schema['additionalProperties'])}>"
    return _SIMPLE.get(str(schema.get("type")), "unknown")


def _array(schema: dict[str, Any]) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(type_of(one) for one in schema['prefixItems'])}]"
    inner = type_of(schema.get("items") or {})
    return f"({inner})[]" if " | " in inner else f"{inner}[]"


def _taken(made: dict[str, Any]) -> dict[str, Any] | None:
    content = made.get("requestBody", {}).get("content", {})
    return _schema(content, _JSON) or _schema(content, _BEACON)


def _schema(content: dict[str, Any], media: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = content.get(media, {}).get("schema")
    return found


def _reachable(parts: list[dict[str, Any] | None], schemas: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [name for part in parts for name in _names(part)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _names(schemas[name])
    return found


def _names(part: Any) -> list[str]:
    """Every schema that a part of the document refers to."""
    if isinstance(part, dict):
        own = [type_of(part)] if "$ref" in part else []
        return own + [name for value in part.values() for name in _names(value)]
    return [name for value in part for name in _names(value)] if isinstance(part, list) else []


def _interface(name: str, schema: dict[str, Any]) -> str:
    about = " ".join(schema.get("description", "").split())
    comment = [f"/** {about} */"] if about else []
    return "\n".join([*comment, f"export interface {name} {{", *(f"  {one}" for one in _members(schema)), "}"])


def _members(schema: dict[str, Any]) -> list[str]:
    needed = set(schema.get("required", ()))
    return [
        f"{name}{'' if name in needed else '?'}: {type_of(field)};"
        for name, field in schema.get("properties", {}).items()
    ]


def _table(found: list[Operation]) -> str:
    rows = [f"  {_row(one)}" for one in found]
    return "\n".join(
        ["/** By method and path: what each operation needs and gives. */", "export interface Operations {", *rows, "}"]
    )


def _row(one: Operation) -> str:
    given = [_given(one.parameters, place) for place in ("path", "query")]
    body = f"body: {type_of(one.takes)};" if one.takes else ""
    answer = f"answer: {type_of(one.gives) if one.gives else 'null'};"
    parts = [f"    {part}" for part in (*given, body, answer) if part]
    return "\n".join([f'"{one.name}": {{', *parts, "  };"])


def _given(parameters: list[dict[str, Any]], place: str) -> str:
    members = [
        f"{one['name']}{'' if one['required'] else '?'}: {type_of(one['schema'])}"
        for one in parameters
        if one["in"] == place
    ]
    needed = any(one["required"] for one in parameters if one["in"] == place)
    mark = "" if needed else "?"
    return f"{place}{mark}: {{ {'; '.join(members)} }};" if members else ""
