"""The frames as strict TypeScript: one interface for each struct, unions discriminated on `t`. Pure."""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from chat.protocol import common, frames
from chat.protocol.errors import close_codes

WIDTH = 100
UNIONS = ("TeenFrame", "StaffFrame", "ToTeen", "ToStaff")
_HEAD = "// The frames of the wire. Made by `hearline docs write` from chat/protocol; do not edit.\n"
_SIMPLE = {Any: "unknown", str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def document() -> str:
    """The whole of web/shared/protocol.ts."""
    aliases = [f"export type {name} = {_literal(value)};" for name, value in _named().items()]
    parts = [_HEAD + "\n" + "\n".join(_constants()), "\n".join(aliases)]
    parts += ["\n".join(_interface(struct) for struct in structs())]
    parts += ["\n".join(_union(name) for name in UNIONS)]
    return "\n\n".join(parts) + "\n"


def structs() -> list[type[msgspec.Struct]]:
    """Every struct of the wire, each once, those it uses before it."""
    found: dict[type[msgspec.Struct], None] = {}
    for name in UNIONS:
        for struct in get_args(getattr(frames, name)):
            _collect(struct, found)
    return list(found)


def tag_of(struct: type[msgspec.Struct]) -> str:
    """The value of `t`, or nothing for a struct inside frames."""
    return str(struct.__struct_config__.tag or "")


def _collect(struct: type[msgspec.Struct], found: dict[type[msgspec.Struct], None]) -> None:
    for hint in get_type_hints(struct).values():
        for inner in _inner(hint):
            _collect(inner, found)
    found.setdefault(struct)


def _inner(hint: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    for part in get_args(hint):
        yield from _inner(part)


def _constants() -> list[str]:
    codes = ", ".join(f"{name}: {number}" for name, number in close_codes().items())
    lines = [f"export const {name} = {getattr(common, name)};" for name in ("VERSION", "MAX_FRAME_BYTES")]
    return [*lines, *_wrapped(f"export const CLOSE = {{ {codes} }} as const;")]


def _wrapped(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    head, _, rest = line.partition("{ ")
    inside, _, tail = rest.rpartition(" }")
    return [f"{head}{{", *(f"  {part}," for part in inside.split(", ")), f"}}{tail}"]


def _named() -> dict[str, Any]:
    """Literal types that have a name in the protocol."""
    return {name: value for name, value in vars(common).items() if get_origin(value) is Literal}


def _literal(hint: Any) -> str:
    return " | ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in get_args(hint))


def _interface(struct: type[msgspec.Struct]) -> str:
    hints = get_type_hints(struct, include_extras=False)
    tag = tag_of(struct)
    lines = [f"export interface {struct.__name__} {{"]
    lines += [f'  t: "{tag}";'] if tag else []
    for field in msgspec.structs.fields(struct):
        mark = "" if field.required else "?"
        lines += _member(f"  {field.encode_name}{mark}:", _type(hints[field.name]))
    return "\n".join([*lines, "}"])


def _member(name: str, kind: str) -> list[str]:
    line = f"{name} {kind};"
    if len(line) <= WIDTH:
        return [line]
    parts = kind.split(" | ")
    return [name, *(f"    | {part}" for part in parts[:-1]), f"    | {parts[-1]};"]


def _type(hint: Any) -> str:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _type(args[0])
    if origin is Literal:
        return next((name for name, value in _named().items() if value == hint), _literal(hint))
    if origin in (Union, types.UnionType):
        return " | ".join(_type(part) for part in args)
    if origin is list:
        inner = _type(args[0])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<{_type(args[0])}, {_type(args[1])}>"
    return _SIMPLE.get(hint) or str(hint.__name__)


def _union(name: str) -> str:
    parts = [struct.__name__ for struct in get_args(getattr(frames, name))]
    line = f"export type {name} = {' | '.join(parts)};"
    if len(line) <= WIDTH:
        return line
    return f"export type {name} =\n" + "\n".join(f"  | {part}" for part in parts) + ";"


def golden(rows: list[dict[str, str]]) -> str:
    """The golden frames as typed literals: that they compile is the test. `rows`: union and text of each."""
    lines = [
        "// The golden frames of tests/vectors/frames.json, typed. Made by `hearline docs write`; do not edit.",
        f'import type {{ {", ".join(sorted(UNIONS))} }} from "./protocol";',
    ]
    for union in UNIONS:
        texts = [row["text"] for row in rows if row["union"] == union]
        lines += ["", f"export const golden{union}: {union}[] = [", *(f"  {text}," for text in texts), "];"]
    return "\n".join(lines) + "\n"
