"""The golden frames: read and written back unchanged, refused with the same words, within the published schema."""

import json
import pathlib
import re
from typing import Any

import jsonschema
import msgspec
import pytest

from chat.documents import asyncapi
from chat.protocol import codec
from chat.protocol.codec import encode
from chat.protocol.errors import Closing, Final, FrameError, Reconnect, every
from tests.vectors import make_frames

GOLDEN: dict[str, list[dict[str, str]]] = json.loads(make_frames.FILE.read_text())
# Recorded from the first version whose pages and gateways stay understood; never written anew.
KEPT: list[dict[str, str]] = json.loads(make_frames.FILE.with_name("kept_frames.json").read_text())
CODECS = {
    "TeenFrame": codec.from_teen,
    "StaffFrame": codec.from_staff,
    "ToTeen": codec.to_teen,
    "ToStaff": codec.to_staff,
}
PROTOCOL = pathlib.Path(__file__).parents[2] / "docs" / "protocol.md"
SCHEMAS: dict[str, Any] = {"components": {"schemas": asyncapi.schemas()}}
TYPES = {schema["properties"]["t"]["enum"][0]: name for name, schema in SCHEMAS["components"]["schemas"].items()
         if "t" in schema.get("properties", {})}  # fmt: skip


def names(rows: list[dict[str, str]]) -> list[str]:
    return [row["text"][:60] for row in rows]


def test_every_frame_is_among_them() -> None:
    assert make_frames.document() == GOLDEN, "a frame changed: python -m tests.vectors.make_frames"


@pytest.mark.parametrize("row", GOLDEN["good"], ids=names(GOLDEN["good"]))
def test_a_good_frame_survives_the_trip(row: dict[str, str]) -> None:
    frame = CODECS[row["union"]].decode(row["text"])
    assert encode(frame) == row["text"]


@pytest.mark.parametrize("row", KEPT, ids=names(KEPT))
def test_a_frame_of_the_version_before_means_the_same(row: dict[str, str]) -> None:
    """What it said is still there; what is new since has its default."""
    told, now = json.loads(row["text"]), json.loads(encode(CODECS[row["union"]].decode(row["text"])))
    assert {name: now.get(name) for name in told} == told


@pytest.mark.parametrize("row", GOLDEN["good"], ids=names(GOLDEN["good"]))
def test_a_good_frame_fits_the_schema(row: dict[str, str]) -> None:
    frame = json.loads(row["text"])
    jsonschema.validate(frame, SCHEMAS | {"$ref": f"#/components/schemas/{TYPES[frame['t']]}"})


@pytest.mark.parametrize("row", GOLDEN["bad"], ids=names(GOLDEN["bad"]))
def test_a_bad_frame_is_named_precisely(row: dict[str, str]) -> None:
    with pytest.raises(FrameError) as caught:
        codec.from_teen.decode(row["text"])
    assert (caught.value.code, caught.value.field, caught.value.ref) == (row["code"], row["field"], row["ref"])


def test_a_binary_frame_is_refused() -> None:
    with pytest.raises(FrameError) as caught:
        codec.from_teen.decode(None)
    assert caught.value.code == "binary_frame"


def test_an_end_does_not_read_the_other_ends_frames() -> None:
    with pytest.raises(FrameError) as caught:
        codec.from_teen.decode('{"t":"accept","id":"i","chat":"c","fence":1}')
    assert caught.value.code == "unknown_type"


def test_the_largest_message_fits_a_frame() -> None:
    """2,000 characters of four bytes each, padded, sealed, base64url."""
    body = "m2." + "A" * ((12 + 16 + 8192 + 256) * 4 // 3)
    text = encode(msgspec.convert({"t": "send", "chat": "c" * 22, "fence": 9, "kid": "k" * 22, "cid": "x" * 22,
                                   "n": 1, "kind": "text", "body": body},
                                  type=codec.from_teen._decoder.type))  # fmt: skip
    assert codec.from_teen.decode(text)


def test_close_codes_tell_whether_to_come_back() -> None:
    closing = [error for error in every(Closing) if error.close]
    assert len({error.close for error in closing}) == len(closing)
    for error in closing:
        band = 4000 if issubclass(error, Reconnect) else 4100
        assert issubclass(error, Reconnect | Final)
        assert band <= error.close < band + 100
        assert error.retry is issubclass(error, Reconnect)


def test_the_table_of_close_codes_names_each_and_its_class() -> None:
    """docs/protocol.md is what other clients are written from."""
    rows = [row for row in PROTOCOL.read_text().splitlines() if re.match(r"\| 4\d{3} ", row)]
    told = {int(code): "final" in row for row in rows for code in re.findall(r"4[01]\d\d", row.split("|")[1])}
    assert told == {kind.close: not kind.retry for kind in every(Closing) if kind.close}
