"""Writes frames.json: every frame, bare and full, and what is refused. `python -m tests.vectors.make_frames`."""

import json
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from chat.protocol import frames
from chat.protocol.codec import encode

FILE = Path(__file__).with_name("frames.json")
UNIONS = ("TeenFrame", "StaffFrame", "ToTeen", "ToStaff")
STRINGS = {
    "language": "nl",
    "skill": "lgbtq",
    "public": "B" * 87,
    "kid": "k-1",
    "body": "m2.AAAA",
    "token": "t" * 43,
    "other": "nl",
    "topic": "grooming",
    "stamp": "s" * 22,
    "place": "p" * 22,
    "handle": "h" * 22,
    "key": "k" * 43,
}
SEND = '{"t":"send","chat":"c","fence":1,"kid":"k","cid":"m-1","n":1,"kind":"text","body":"m2.A"}'
ENTRY = (
    '{"seq":1,"who":"teen","cid":"x","n":1,"fence":1,"kid":"k","kind":"text","body":"b",'
    '"stamp":"ssssssssssssssssssssss","place":"pppppppppppppppppppppp"}'
)
HELLO = '{"t":"hello_teen","v":2,"token":"tttttttttttttttttttttt"'
REFUSED = [
    ("{", "bad_json", "", ""),
    ('{"t":"pong"} {"t":"pong"}', "bad_json", "", ""),
    ('{"t":"pong"', "bad_json", "", ""),
    ('{"chat":"c"}', "unknown_type", "t", ""),
    ('{"t":"shout"}', "unknown_type", "t", ""),
    ('{"t":5}', "unknown_type", "t", ""),
    ("[]", "wrong_type", "", ""),
    ("1", "wrong_type", "", ""),
    ("null", "wrong_type", "", ""),
    ('{"t":"seen","chat":"c"}', "missing_field", "seq", ""),
    ('{"t":"send","cid":"m-1"}', "missing_field", "chat", "m-1"),
    ('{"t":"seen","chat":"c","seq":"1"}', "wrong_type", "seq", ""),
    ('{"t":"seen","chat":"c","seq":1.5}', "wrong_type", "seq", ""),
    ('{"t":"seen","chat":"c","seq":-1}', "wrong_type", "seq", ""),
    (SEND.replace('"cid":"m-1"', '"cid":"m 1"'), "wrong_type", "cid", ""),
    ('{"t":"typing","chat":"c","on":1}', "wrong_type", "on", ""),
    ('{"t":"quiet","chat":"c","why":"away"}', "wrong_type", "why", ""),
    ('{"t":"quiet","chat":"c","why":"asked","left_ms":7200001}', "wrong_type", "left_ms", ""),
    ('{"t":"quiet","chat":"c","why":"asked","left_ms":-1}', "wrong_type", "left_ms", ""),
    ('{"t":"quiet","chat":"c","why":"asked","who":"counsellor"}', "unknown_field", "who", ""),
    (SEND.replace('"text"', '"shout"'), "wrong_type", "kind", "m-1"),
    (SEND.replace('"n":1', '"n":0'), "wrong_type", "n", "m-1"),
    (SEND.replace('"n":1', '"n":1,"to":"x"'), "unknown_field", "to", "m-1"),
    ('{"t":"pong","more":1}', "unknown_field", "more", ""),
    (SEND.replace('"kid":"k",', ""), "missing_field", "kid", "m-1"),
    (SEND.replace('"kid":"k"', '"kid":"k k"'), "wrong_type", "kid", "m-1"),
    (SEND.replace('"text"', '"consent"'), "wrong_type", "kind", "m-1"),
    (HELLO + ',"stamp":"short"}', "wrong_type", "stamp", ""),
    (HELLO + ',"place":"' + "p" * 23 + '"}', "wrong_type", "place", ""),
    (HELLO + ',"wish":{"desk":"Main","language":"nl"}}', "wrong_type", "wish.desk", ""),
    (HELLO + ',"wish":{"desk":"main"}}', "missing_field", "wish.language", ""),
    (HELLO + ',"wish":{"desk":"main","language":"nl","chat":"mine"}}', "unknown_field", "wish.chat", ""),
    ('{"t":"hello_teen","v":2,"token":"short"}', "wrong_type", "token", ""),
    ('{"t":"box_key","chat":"c","handle":"' + "h" * 21 + '","key":"' + "k" * 43 + '"}', "wrong_type", "handle", ""),
    ('{"t":"box_key","chat":"c","handle":"' + "h" * 22 + '","key":"' + "k" * 42 + '+"}', "wrong_type", "key", ""),
    ('{"t":"work","answer":1}', "wrong_type", "answer", ""),
    (
        f'{{"t":"refill","chat":"c","epoch":"e","last":true,"entries":[{ENTRY.replace("ppp", "+++")}]}}',
        "wrong_type",
        "entries[0].place",
        "x",
    ),
    (
        f'{{"t":"refill","chat":"c","epoch":"e","last":true,"entries":[{ENTRY.replace("teen", "ghost")}]}}',
        "wrong_type",
        "entries[0].who",
        "x",
    ),
    (
        '{"t":"refill","chat":"c","epoch":"e","last":true,"entries":[{"seq":1}]}',
        "missing_field",
        "entries[0].who",
        "",
    ),
    ('{"t":"' + "x" * 16_384 + '"}', "oversize", "", ""),
]


def value(name: str, hint: Any) -> Any:
    """A value of this type that differs from the default."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return value(name, args[0])
    if origin is Literal:
        return args[-1]
    if origin in (Union, types.UnionType):
        return value(name, args[0])
    if origin is list:
        return [value(name, args[0])]
    if origin is dict:
        return {"one": value(name, args[1])}
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return example(hint, full=True)
    simple = {bool: True, int: 1 if name in ("n", "seq", "position") else 2, float: 0.5}
    return simple.get(hint, STRINGS.get(name.rstrip("s"), STRINGS["token"] if name == "ticket" else "x-1"))


def example(struct: type[msgspec.Struct], *, full: bool) -> msgspec.Struct:
    hints = get_type_hints(struct)
    fields = [field for field in msgspec.structs.fields(struct) if full or field.required]
    return struct(**{field.name: value(field.name, hints[field.name]) for field in fields})


def good() -> Iterator[dict[str, str]]:
    for union in UNIONS:
        for struct in get_args(getattr(frames, union)):
            texts = dict.fromkeys(encode(example(struct, full=full)) for full in (False, True))
            yield from ({"union": union, "text": text} for text in texts)


def document() -> dict[str, Any]:
    bad = [{"text": text, "code": code, "field": field, "ref": ref} for text, code, field, ref in REFUSED]
    return {"good": list(good()), "bad": bad}


if __name__ == "__main__":
    FILE.write_text(json.dumps(document(), indent=1) + "\n")
