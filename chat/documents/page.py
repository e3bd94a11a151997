"""The documents as one page for people: plain HTML, nothing from anybody else's server. Pure."""

from html import escape
from typing import Any

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 3rem; border-bottom: 1px solid; }
h3 { margin: 1.5rem 0 0.25rem; font-size: 1rem; }
p { margin: 0.25rem 0; }
code, h3 { font-family: ui-monospace, monospace; }
table { border-collapse: collapse; margin: 0.5rem 0 1rem; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: 0.2rem 0.75rem 0.2rem 0; border-top: 1px solid #8884; }
"""


def render(asyncapi: dict[str, Any], openapi: dict[str, Any]) -> str:
    """The whole page."""
    body = [
        "<h1>Hearline: the API</h1>",
        '<p><a href="/docs/asyncapi.json">asyncapi.json</a> · <a href="/docs/openapi.json">openapi.json</a></p>',
        _sockets(asyncapi),
        _closes(asyncapi),
        _http(openapi),
    ]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>Hearline: the API</title><link rel="stylesheet" href="/docs/style.css">{"".join(body)}</html>'
    )


def _sockets(document: dict[str, Any]) -> str:
    parts = [f"<h2>WebSocket</h2><p>{escape(document['info']['description'])}</p>"]
    for name, operation in document["operations"].items():
        channel = document["channels"][operation["channel"]["$ref"].rpartition("/")[2]]
        parts.append(f"<h2>{escape(channel['address'])}: {escape(_spaced(name))}</h2>")
        tags = [message["$ref"].rpartition("/")[2] for message in operation["messages"]]
        parts += [_frame(document, tag) for tag in tags]
    return "".join(parts)


def _spaced(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)


def _frame(document: dict[str, Any], tag: str) -> str:
    message = document["components"]["messages"][tag]
    schema = document["components"]["schemas"][message["payload"]["$ref"].rpartition("/")[2]]
    return f"<h3>{escape(tag)}</h3><p>{escape(message['summary'])}</p>{_fields(schema)}"


def _fields(schema: dict[str, Any]) -> str:
    needed = set(schema.get("required", ()))
    rows = [
        f"<tr><td><code>{escape(name)}</code><td>{escape(_kind(field))}<td>{'' if name in needed else 'optional'}"
        for name, field in schema.get("properties", {}).items()
        if name != "t"
    ]
    return f"<table>{''.join(rows)}</table>" if rows else ""


def _kind(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "enum" in field:
        return " | ".join(str(value) or '""' for value in field["enum"])
    if "anyOf" in field:
        return " | ".join(_kind(one) for one in field["anyOf"])
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    return str(field.get("type", "any")) + _limits(field)


def _limits(field: dict[str, Any]) -> str:
    names = {"minLength": "from", "maxLength": "to", "minimum": "at least", "maximum": "at most"}
    found = [f"{word} {field[name]}" for name, word in names.items() if name in field]
    return f" ({', '.join(found)})" if found else ""


def _closes(document: dict[str, Any]) -> str:
    rows = [
        f"<tr><td>{one['code']}<td><code>{escape(one['reason'])}</code><td>{_fate(one)}<td>{escape(one['meaning'])}"
        for one in document["x-close-codes"]
    ]
    return f"<h2>Close codes</h2><table>{''.join(rows)}</table>"


def _fate(close: dict[str, Any]) -> str:
    return "reconnect" if close["reconnect"] else "final"


def _http(document: dict[str, Any]) -> str:
    parts = ["<h2>HTTP</h2>"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts.append(f"<h3>{method.upper()} {escape(path)}</h3><p>{escape(operation.get('summary', ''))}</p>")
            parts.append(_body(document, operation))
    return "".join(parts)


def _body(document: dict[str, Any], operation: dict[str, Any]) -> str:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        if name:
            return _fields(document["components"]["schemas"][name])
    return ""
