"""What is inside an entry once it is opened: one struct for each kind, decoded strictly. Pure.

The server never sees one. The Python client, the tests and docs/payloads.schema.json come from here; the browsers check
the same shapes (`web/shared/payloads.ts`). Both are held to `tests/vectors/payloads.json`.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from chat.protocol.clean_text import clean, clean_line, clean_name
from chat.protocol.common import EntryKind, Who, whole
from chat.protocol.limits import MAX_NOTE, MAX_TEXT
from chat.protocol.senders import may_write

Answer = Annotated[str, Meta(min_length=1, max_length=60)]


class Unreadable(Exception):
    """Opened, and not what this kind of entry may hold. Shown as unreadable; the rest goes on."""


class TextPayload(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words, a card, or a name alone. `name`: the nickname. `card`: a resource's id; `answers`: to tap; both only from
    staff."""

    text: Annotated[str, Meta(max_length=MAX_TEXT)] = ""
    name: Annotated[str, Meta(max_length=200)] = ""
    card: Annotated[str, Meta(max_length=64, pattern=whole(r"[A-Za-z0-9_-]*"))] = ""
    answers: Annotated[list[Answer], Meta(max_length=4)] = []


class NotePayload(Struct, frozen=True, forbid_unknown_fields=True):
    """A counsellor's hand-over note, for who takes the chat next."""

    note: Annotated[str, Meta(min_length=1, max_length=MAX_NOTE)]


PAYLOADS: dict[str, type[Struct]] = {"text": TextPayload, "note": NotePayload}


def decode(kind: EntryKind, who: Who, raw: bytes) -> dict[str, Any]:
    """The fields that are there, cleaned of what cannot be seen. Raises Unreadable."""
    if kind not in PAYLOADS or not may_write(who, kind):
        raise Unreadable
    try:
        payload = msgspec.json.decode(raw, type=PAYLOADS[kind])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
        raise Unreadable from problem
    found = _cleaned(payload)
    if not _means_something(found, who):
        raise Unreadable
    return found


def schema() -> dict[str, Any]:
    """A JSON Schema for each kind of sealed entry."""
    return {kind: msgspec.json.schema(payload) for kind, payload in PAYLOADS.items()}


def _cleaned(payload: Struct) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(payload)
    for name in fields.keys() & {"text", "note"}:
        fields[name] = clean(fields[name])
    if "name" in fields:
        fields["name"] = clean_name(fields["name"])
    if "answers" in fields:
        fields["answers"] = [line for one in fields["answers"] if (line := clean_line(one))]
    return {name: value for name, value in fields.items() if value}


def _means_something(fields: dict[str, Any], who: str) -> bool:
    if who == "teen" and fields.keys() & {"card", "answers"}:
        return False
    return bool(fields.keys() & {"text", "card", "note", "name"})
