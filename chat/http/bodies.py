"""Reading request bodies: bounded, strict JSON into structs, with the field that is wrong."""

import re
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from chat.http.errors import BadRequest
from chat.web_addresses import web_address

MAX_BODY = 64 * 1024
DEEPEST = 32
_NUL = b"\\u0000"
# One without an end goes to the end of what there is: a pattern that wished for it would try again from each quote.
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")

T = TypeVar("T")


async def raw_body(request: Request, limit: int = MAX_BODY) -> bytes:
    """At most `limit` bytes. Raises BadRequest (413 when it is larger)."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise BadRequest(413, "too_large")
            parts.append(part)
    except ClientDisconnect as error:
        raise BadRequest(400, "cut_off") from error
    return b"".join(parts)


async def read(request: Request, kind: type[T], limit: int = MAX_BODY) -> T:
    """The body as `kind`; raises BadRequest. Only JSON is taken, so that no foreign form can be posted here."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise BadRequest(415, "not_json")
    return parse(await raw_body(request, limit), kind)


def parse(body: bytes, kind: type[T]) -> T:
    """Raises BadRequest."""
    if _too_deep(body):
        raise BadRequest(400, "bad_json")
    try:
        found = msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise BadRequest(422, "bad_value", _field(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(400, "bad_json") from error
    if _NUL in body and _has_nul(msgspec.to_builtins(found)):
        raise BadRequest(422, "bad_value")
    return found


def with_addresses(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    """Those of the names that hold an address, or one for each language, hold it as browsers write it. Raises
    BadRequest."""
    for name in names:
        given = fields.get(name)
        if isinstance(given, dict):
            fields[name] = {code: _address(one, f"{name}.{code}") for code, one in given.items()}
        elif given:
            fields[name] = _address(given, name)
    return fields


def _address(text: str, field: str) -> str:
    try:
        return web_address(text)
    except ValueError as problem:
        raise BadRequest(422, "bad_value", field, str(problem)) from None


def _too_deep(body: bytes) -> bool:
    """Deeper than anything of ours; whoever reads it one call into another would run out of stack."""
    depth = 0
    for mark in _BRACKETS.findall(_STRINGS.sub(b"", body)):
        depth += 1 if mark in b"[{" else -1
        if depth > DEEPEST:
            return True
    return False


def _has_nul(value: Any) -> bool:
    """In any text, of a value or of a name: it means nothing there, and PostgreSQL stores none."""
    if isinstance(value, str):
        return "\0" in value
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list | tuple) else []
    return any(_has_nul(part) for part in parts)


def _field(message: str) -> str:
    """msgspec ends with "- at `$.name`" or names the field in backticks; never quote the value."""
    if path := re.search(r"`\$([^`]*)`$", message):
        return path[1].lstrip(".").removeprefix("[...]").lstrip(".")[:64]
    parts = message.split("`")
    return parts[1][:64] if len(parts) == 3 else ""
