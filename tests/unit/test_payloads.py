"""What an opened entry may hold: the vectors both languages share, lengths, depth; and what is taken out of texts."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.protocol.clean_text import NAME_BYTES, clean, clean_name
from chat.protocol.limits import MAX_NAME, MAX_NOTE, MAX_TEXT
from chat.protocol.payloads import Unreadable, decode, schema

FOLDER = Path(__file__).parents[1] / "vectors"
PAYLOADS: list[dict[str, Any]] = json.loads((FOLDER / "payloads.json").read_text())
TEXTS: dict[str, list[dict[str, str]]] = json.loads((FOLDER / "texts.json").read_text())


@pytest.mark.parametrize(
    "vector", PAYLOADS, ids=lambda vector: f"{vector['who']} {vector['kind']} {vector['raw'][:40]}"
)
def test_payload_vectors(vector: dict[str, Any]) -> None:
    opened = (vector["kind"], vector["who"], vector["raw"].encode())
    if "payload" in vector:
        assert decode(*opened) == vector["payload"]
    else:
        with pytest.raises(Unreadable):
            decode(*opened)


@pytest.mark.parametrize(
    ("kind", "field", "most"), [("text", "text", MAX_TEXT), ("note", "note", MAX_NOTE)], ids=["text", "note"]
)
def test_lengths_count_what_people_see(kind: Any, field: str, most: int) -> None:
    assert decode(kind, "counsellor", json.dumps({field: "😟" * most}).encode()) == {field: "😟" * most}
    with pytest.raises(Unreadable):
        decode(kind, "counsellor", json.dumps({field: "a" * (most + 1)}).encode())


def test_no_depth_stops_the_decoder() -> None:
    with pytest.raises(Unreadable):
        decode("text", "teen", b'{"text":' + b"[" * 3_900 + b"]" * 3_900 + b"}")


@given(st.binary(max_size=400))
def test_whatever_was_sealed_is_readable_or_unreadable(raw: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert decode("text", "teen", raw)


@pytest.mark.parametrize("vector", TEXTS["texts"], ids=lambda vector: ascii(vector["given"])[:40])
def test_text_vectors(vector: dict[str, str]) -> None:
    assert clean(vector["given"]) == vector["clean"]
    assert clean(vector["clean"]) == vector["clean"], "cleaning once is enough"


@pytest.mark.parametrize("vector", TEXTS["names"], ids=lambda vector: ascii(vector["given"])[:40])
def test_name_vectors(vector: dict[str, str]) -> None:
    assert clean_name(vector["given"]) == vector["clean"]


@given(st.text(max_size=400))
def test_a_name_is_one_short_line(text: str) -> None:
    name = clean_name(text)
    assert len(name) <= MAX_NAME
    assert len(name.encode()) <= NAME_BYTES
    assert name == " ".join(name.split())


def test_the_schema_in_the_documents_is_this_one() -> None:
    written = Path(__file__).parents[2] / "docs" / "payloads.schema.json"
    assert json.loads(written.read_text()) == schema()
