"""The generated documents are what the code says, and say what a client needs."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from chat.commands import document_files as files
from chat.documents import asyncapi, openapi, page, typescript
from chat.documents.operation import JSON, Operation
from chat.http.errors import Refusal
from chat.protocol import frames
from storage.forms.definition import FormDefinition, read_form

FORM = "#/components/schemas/FormDefinition"


def test_nothing_has_drifted() -> None:
    assert files.drifted() == [], "run: python -m chat.cli docs write"


def test_each_frame_is_a_message_with_a_schema() -> None:
    document = asyncapi.document()
    for message in document["components"]["messages"].values():
        name = message["payload"]["$ref"].rpartition("/")[2]
        Draft202012Validator.check_schema(document["components"]["schemas"][name])
        assert message["summary"] or name in {"SetStatus", "Accept", "Decline", "Ready"} or name


@pytest.mark.parametrize("document", [asyncapi.document(), files.http_document()])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


@pytest.mark.parametrize("document", [asyncapi.document(), files.http_document()])
def test_no_pattern_lets_a_last_line_feed_through(document: dict[str, Any]) -> None:
    """What is told as a pattern is checked as one, by Python's rules."""
    open_ended = [one for one in patterns(document) if one.endswith("$") and re.search(one, f"{fitting(one)}\n")]
    assert not open_ended
    assert len(list(patterns(document))) > 5


def patterns(document: Any) -> Iterator[str]:
    parts = document.values() if isinstance(document, dict) else document if isinstance(document, list) else []
    for part in parts:
        yield from patterns(part)
    if isinstance(document, dict) and isinstance(found := document.get("pattern"), str):
        yield found


def fitting(pattern: str) -> str:
    """A text that fits, without what it may end with."""
    tried = ("", "nl", "a", "2026-Q1", "a" * 16, "a" * 22, "a" * 43, "#ffffff", "https://a", "1")
    return next(one for one in tried if re.search(pattern, one))


def test_the_types_are_a_union_told_apart_by_t() -> None:
    text = typescript.document()
    for union in typescript.UNIONS:
        assert f"export type {union} =" in text
    for struct in typescript.structs():
        assert f"export interface {struct.__name__} {{" in text


def test_the_page_names_every_frame_and_fetches_nothing_foreign() -> None:
    html = page.render(asyncapi.document(), files.http_document())
    assert "hello_teen" in html
    assert "//" not in html.replace("application/json", "").split("<body")[0].replace("</", "<")


def test_public_operations_have_bodies() -> None:
    paths = files.http_document()["paths"]
    survey = paths["/api/desks/{desk}/surveys"]["post"]
    assert survey["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Survey"}
    end = paths["/api/chats/end"]["post"]
    assert end["requestBody"]["content"] == {"text/plain": {"schema": {"$ref": "#/components/schemas/EndChat"}}}
    assert not [path for path in paths if path.endswith(("/chats", "/challenge"))], "a chat begins on its socket"
    assert json.dumps(paths).count('"operationId"') == sum(len(operations) for operations in paths.values())


def test_every_operation_says_what_it_gives() -> None:
    """No good answer is a nameless object: it has a shape, or is text, or has nothing in it."""
    for path, operations in files.http_document()["paths"].items():
        for method, described in operations.items():
            good = {status: answer for status, answer in described["responses"].items() if status[0] in "23"}
            assert len(good) == 1, (method, path)
            ((status, answer),) = good.items()
            assert ("content" in answer) is (status not in {"204", "303"}), (method, path)
            for media, content in answer.get("content", {}).items():
                assert (media == JSON) is ("$ref" in content["schema"]), (method, path)


def test_no_handler_reads_a_body_by_itself() -> None:
    """So that none is read that the document does not show."""
    reading = {
        path.name for path in (files.ROOT / "chat" / "http").rglob("*.py") if "await read(request" in path.read_text()
    }
    assert reading == {"routes.py"}
    taken = [one for one in files.operations() if one.takes is not None]
    assert len(taken) > 20
    assert all(one.method in {"POST", "PUT"} for one in taken)


def test_what_is_declared_is_what_the_document_shows() -> None:
    """A body by name, a body by schema, another media type, a status, a query and a role each reach it."""
    given = Operation(
        method="POST",
        path="/api/x/{n:int}",
        takes=FormDefinition,
        gives=FormDefinition,
        status=201,
        query={"desk": {"type": "string"}},
        others=("text/csv",),
        role="form.write",
        media="text/plain",
    )
    made = openapi.document([given, Operation(method="PUT", path="/api/y", takes={"title": "Y"}, status=204)], Refusal)
    described = made["paths"]["/api/x/{n}"]["post"]
    assert described["requestBody"]["content"] == {"text/plain": {"schema": {"$ref": FORM}}}
    assert described["responses"]["201"]["content"].keys() == {JSON, "text/csv"}
    assert [one["name"] for one in described["parameters"]] == ["n", "desk"]
    assert (described["x-operation"], described["security"]) == ("form.write", [{"session": [], "csrf": []}])
    assert made["paths"]["/api/y"]["put"]["requestBody"]["content"][JSON]["schema"] == {"title": "Y"}
    assert {"FormDefinition", "FormField", "Refusal"} <= made["components"]["schemas"].keys()


def test_the_forms_we_ship_have_the_shape_that_is_described() -> None:
    """As they are stored, and as they are shown with their lists written out."""
    schema = {"$ref": FORM, **{key: value for key, value in files.http_document().items() if key == "components"}}
    for path in (files.ROOT / "storage" / "profiles").glob("*/form.json"):
        given = json.loads(path.read_text())
        for form in (given, msgspec.to_builtins(read_form(given))):
            Draft202012Validator(schema).validate(form)


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for value in part.values() for found in references(value)]
    return [found for value in part for found in references(value)] if isinstance(part, list) else []


def test_all_frames_are_imported_from_one_place() -> None:
    assert {struct.__name__ for struct in typescript.structs()} >= {"HelloTeen", "HelloStaff", "Board"}
    assert frames.TeenFrame
