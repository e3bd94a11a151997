"""The page of the documents shows each frame, field, limit, close code and operation; all of it as text."""

import re
from html import unescape
from typing import Any

from chat.documents.page import render

SCHEMAS: dict[str, Any] = {
    "Hello": {
        "required": ["t", "token", "who"],
        "properties": {
            "t": {"enum": ["hello"]},
            "token": {"type": "string", "minLength": 3, "maxLength": 64},
            "who": {"enum": ["teen", ""]},
            "seq": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 9}, {"type": "null"}]},
            "keys": {"type": "array", "items": {"$ref": "#/components/schemas/Key"}},
            "any": {},
            "list": {"type": "array"},
        },
    },
    "Ping": {"properties": {"t": {"enum": ["ping"]}}},
    "Join": {"properties": {"topic": {"type": "string"}}},
}
ASYNCAPI: dict[str, Any] = {
    "info": {"description": "Frames <as text>"},
    "channels": {"teen": {"address": "/ws/teen"}},
    "operations": {
        "teenSends": {
            "channel": {"$ref": "#/channels/teen"},
            "messages": [{"$ref": "#/channels/teen/messages/hello"}, {"$ref": "#/channels/teen/messages/ping"}],
        }
    },
    "components": {
        "messages": {
            "hello": {"summary": "First & last.", "payload": {"$ref": "#/components/schemas/Hello"}},
            "ping": {"summary": "Alive?", "payload": {"$ref": "#/components/schemas/Ping"}},
        },
        "schemas": SCHEMAS,
    },
    "x-close-codes": [
        {"code": 4000, "reason": "going_away", "reconnect": True, "meaning": "Come <back>."},
        {"code": 4103, "reason": "chat_ended", "reconnect": False, "meaning": "Over."},
    ],
}
OPENAPI: dict[str, Any] = {
    "paths": {
        "/api/x": {
            "get": {"summary": "Read."},
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Join"}}}}
            },
            "put": {"requestBody": {"content": {"application/json": {"schema": {"title": "Free"}}}}},
        }
    },
    "components": {"schemas": SCHEMAS},
}


def page() -> str:
    return render(ASYNCAPI, OPENAPI)


def texts(tag: str, html: str | None = None) -> list[str]:
    """What stands in each `tag`, its own tags taken out."""
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", html or page(), re.S)
    return [unescape(re.sub(r"<[^>]+>", "", text)) for text in found]


def rows() -> list[list[list[str]]]:
    """Every table, its rows, their cells."""
    return [
        [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row.split("<td>")[1:]] for row in table.split("<tr>")[1:]]
        for table in re.findall(r"<table>(.*?)</table>", page(), re.S)
    ]


def test_headings_in_their_order() -> None:
    assert texts("h1") == texts("title") == ["Hearline: the API"]
    assert texts("h2") == ["WebSocket", "/ws/teen: teen sends", "Close codes", "HTTP"]
    assert texts("h3") == ["hello", "ping", "GET /api/x", "POST /api/x", "PUT /api/x"]
    links, about, first, alive, *operations = texts("p")
    assert links == "asyncapi.json · openapi.json"
    assert (about, first, alive, operations) == ("Frames <as text>", "First & last.", "Alive?", ["Read.", "", ""])


def test_each_field_with_its_kind_its_limits_and_whether_it_may_be_left_out() -> None:
    frame, closes, body = rows()
    assert frame == [
        ["token", "string (from 3, to 64)", ""],
        ["who", 'teen | ""', ""],
        ["seq", "integer (at least 0, at most 9) | null", "optional"],
        ["keys", "list of Key", "optional"],
        ["any", "any", "optional"],
        ["list", "list of any", "optional"],
    ]
    assert closes == [["4000", "going_away", "reconnect", "Come <back>."], ["4103", "chat_ended", "final", "Over."]]
    assert body == [["topic", "string", "optional"]]


def test_it_is_one_whole_page_that_asks_only_this_server() -> None:
    html = page()
    assert html.startswith('<!doctype html><html lang="en"><meta charset="utf-8">')
    assert html.endswith("</html>")
    assert 'name="viewport" content="width=device-width"' in html
    assert re.findall(r'(?:href|src)="([^"]*)"', html) == [
        "/docs/style.css",
        "/docs/asyncapi.json",
        "/docs/openapi.json",
    ]
    assert "<as text>" not in html
    assert "<back>" not in html
