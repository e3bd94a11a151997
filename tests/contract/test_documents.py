"""The generated documents are what the code says, and say what a client needs."""

import json
import re
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from chat.commands import document_files as files
from chat.documents import asyncapi, bodies, openapi, page, typescript
from chat.http.staff.record_schemas import FormDefinition
from chat.protocol import frames
from storage.forms.definition import read_form, show_form


def test_nothing_has_drifted() -> None:
    assert files.drifted() == [], "run: python -m chat.cli docs write"


def test_each_frame_is_a_message_with_a_schema() -> None:
    document = asyncapi.document()
    for message in document["components"]["messages"].values():
        name = message["payload"]["$ref"].rpartition("/")[2]
        Draft202012Validator.check_schema(document["components"]["schemas"][name])
        assert message["summary"] or name in {"SetStatus", "Accept", "Decline", "Ready"} or name


@pytest.mark.parametrize("document", [asyncapi.document(), openapi.document(files.routes())])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_the_types_are_a_union_told_apart_by_t() -> None:
    text = typescript.document()
    for union in typescript.UNIONS:
        assert f"export type {union} =" in text
    for struct in typescript.structs():
        assert f"export interface {struct.__name__} {{" in text


def test_the_page_names_every_frame_and_fetches_nothing_foreign() -> None:
    html = page.render(asyncapi.document(), openapi.document(files.routes()))
    assert "hello_teen" in html
    assert "//" not in html.replace("application/json", "").split("<body")[0].replace("</", "<")


def test_public_operations_have_bodies() -> None:
    paths = openapi.document(files.routes())["paths"]
    join = paths["/api/desks/{desk}/chats"]["post"]
    assert join["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Join"}
    assert json.dumps(paths).count('"operationId"') == sum(len(operations) for operations in paths.values())


def test_every_operation_says_what_it_takes_and_gives() -> None:
    """No body is a nameless object, and no table names an operation that is not there."""
    paths = openapi.document(files.routes())["paths"]
    there = {(method, path) for path, operations in paths.items() for method in operations}
    described = {*bodies.GIVES, *bodies.EMPTY, *bodies.OTHERWISE}
    assert {one for one in there if one[1].startswith("/api/")} <= described
    assert {*described, *bodies.TAKES, *bodies.SCHEMAS, *bodies.QUERY} <= there


def test_every_body_that_a_handler_reads_is_in_the_document() -> None:
    sources = [
        path.read_text() for folder in ("http", "records") for path in (files.ROOT / "chat" / folder).glob("*.py")
    ]
    read = {
        name.rpartition(".")[2] for text in sources for name in re.findall(r"(?<!def )\bread\(request, ([\w.]+)", text)
    }
    assert read - {"dict"} <= {kind.__name__ for kind in bodies.TAKES.values()}
    assert len(read) > 15


def test_the_forms_we_ship_have_the_shape_that_is_described() -> None:
    for path in (files.ROOT / "storage" / "profiles").glob("*/form.json"):
        given = json.loads(path.read_text())
        form = msgspec.convert(given, FormDefinition)
        assert msgspec.convert(show_form(read_form(given)), FormDefinition).version == form.version


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for value in part.values() for found in references(value)]
    return [found for value in part for found in references(value)] if isinstance(part, list) else []


def test_all_frames_are_imported_from_one_place() -> None:
    assert {struct.__name__ for struct in typescript.structs()} >= {"HelloTeen", "HelloStaff", "Board"}
    assert frames.TeenFrame
