"""Frames to text and back. Decoding is strict and says precisely what was wrong; encoding happens once."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

import msgspec

from chat.protocol.common import MAX_FRAME_BYTES, VERSION, Cursor, Error, Frame
from chat.protocol.errors import (
    BadHello,
    BadJson,
    BinaryFrame,
    FrameError,
    MissingField,
    Outdated,
    Oversize,
    ProtocolError,
    UnknownField,
    UnknownType,
    WrongType,
)
from chat.protocol.frames import StaffFrame, TeenFrame, ToStaff, ToTeen

T = TypeVar("T", bound=Frame)
_NAMED = re.compile(r"field `([^`]*)`")
_PATH = re.compile(r" - at `\$\.?([^`]*)`$")
_REFERENCE = re.compile(r'"(?:id|cid)"\s*:\s*"([A-Za-z0-9_-]{1,64})"')
_encoder = msgspec.json.Encoder()
# What a hello has of a log: it proves something or nothing, and is nobody's place.
_PROOFS = ("epoch", "seq", "stamp", "place")
_CURSORS_BYTES = MAX_FRAME_BYTES // 2


class _Version(msgspec.Struct):
    v: int


_version = msgspec.json.Decoder(_Version)


class Codec:
    """One direction of the wire."""

    def __init__(self, kind: Any) -> None:
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(kind)

    def decode(self, data: str | bytes | None) -> Any:
        """Text of one frame → its struct. `None` stands for a binary frame. Raises FrameError."""
        if data is None:
            raise BinaryFrame
        if _size(data) > MAX_FRAME_BYTES:
            raise Oversize
        try:
            return self._decoder.decode(data)
        except msgspec.DecodeError as error:
            raise explain(str(error), isinstance(error, msgspec.ValidationError), reference(data)) from None
        except RecursionError:
            raise BadJson(ref=reference(data)) from None


from_teen = Codec(TeenFrame)
from_staff = Codec(StaffFrame)
to_teen = Codec(ToTeen)
to_staff = Codec(ToStaff)


def hello_of(codec: Codec, text: str | None, kind: type[T]) -> T:
    """The first frame of a connection, of its kind. Raises Outdated, BadHello."""
    if speaks_another(text):
        raise Outdated
    try:
        frame = read_hello(codec, text)
    except FrameError:
        raise BadHello from None
    if not isinstance(frame, kind):
        raise BadHello
    return frame


def read_hello(codec: Codec, text: str | bytes | None) -> Any:
    """A first frame. Cursors that cannot be read, or are more than one frame holds, are left out: no list of a client's
    own may cost it its chats. Raises FrameError."""
    try:
        return codec.decode(text)
    except FrameError:
        given = _given(text)
        if given is None:
            raise
        return codec.decode(msgspec.json.encode(given))


def fitting(cursors: Iterable[Cursor]) -> list[Cursor]:
    """As many as a hello has room for, the first ones first."""
    kept, room = [], _CURSORS_BYTES
    for one in cursors:
        size = len(_encoder.encode(one))
        if size <= room:
            kept.append(one)
            room -= size
    return kept


def encode(frame: Frame) -> str:
    """The text of one frame, as the socket wants it."""
    return _encoder.encode(frame).decode()


@cache
def tag_of(kind: type[Frame]) -> str:
    """The `t` of this kind of frame."""
    return str(kind.__struct_config__.tag)


def speaks_another(hello: str | bytes | None) -> bool:
    """Whether a first frame names another version than ours; its other fields may then be unknown here."""
    try:
        return hello is not None and _version.decode(hello).v != VERSION
    except msgspec.DecodeError:
        return False


def explain(message: str, valid_json: bool, ref: str) -> FrameError:
    """msgspec's words → the error that names the field's path."""
    if not valid_json:
        return BadJson(ref=ref)
    at = _PATH.search(message)
    path = at.group(1) if at else ""
    if path == "t" or message.startswith("Object missing required field `t`"):
        return UnknownType(field="t", ref=ref)
    for error, start in ((MissingField, "Object missing required field"), (UnknownField, "Object contains unknown")):
        if message.startswith(start):
            return error(field=_join(path, message), ref=ref)
    return WrongType(field=path, ref=ref)


def reference(data: str | bytes) -> str:
    """The `id` or `cid` of a frame that could not be read, so that its sender can tell which one failed."""
    found = _REFERENCE.search(data if isinstance(data, str) else data.decode(errors="replace"))
    return found.group(1) if found else ""


def error_frame(error: ProtocolError, ref: str = "") -> Error:
    return Error(code=error.code, ref=ref or error.ref, field=error.field, retry=error.retry)


def _given(text: str | bytes | None) -> dict[str, Any] | None:
    """The fields of a hello, without what can be left out; None when it has no fields."""
    try:
        given = msgspec.json.decode(text or b"")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(given, dict):
        return None
    rest = {name: value for name, value in given.items() if name not in _PROOFS}
    if isinstance(rest.get("chats"), list):
        rest["chats"] = fitting(_readable(rest["chats"]))
    return rest


def _readable(cursors: list[Any]) -> Iterator[Cursor]:
    for one in cursors:
        with suppress(msgspec.ValidationError):
            yield msgspec.convert(one, Cursor)


def _size(data: str | bytes) -> int:
    """In bytes on the wire."""
    return len(data.encode()) if isinstance(data, str) and not data.isascii() else len(data)


def _join(path: str, message: str) -> str:
    named = _NAMED.search(message)
    return ".".join(part for part in (path, named.group(1) if named else "") if part)
