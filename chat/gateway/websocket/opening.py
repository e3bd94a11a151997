"""How a WebSocket is asked for and answered: RFC 6455's handshake by `websockets`, and what ASGI is told."""

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import httptools
from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.server import ServerProtocol

quiet = logging.getLogger("hearline.websocket")
quiet.disabled = True
# Only asked what a handshake's answer is: it keeps nothing of one request for the next.
_handshake = ServerProtocol(logger=quiet)
_ACCEPTED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
_HEEDED = frozenset({b"connection", b"upgrade", b"origin"})

Address = tuple[str, int | None] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to open one, as HTTP's parser read it; names of headers in lower case."""

    method: str
    url: bytes
    version: str
    headers: list[tuple[bytes, bytes]]
    server: Address
    client: Address


def answer_to(asked: Asked) -> tuple[bool, bytes]:
    """Whether it asks as it must; and what is said if so (once the house agrees) or if not."""
    if _has_body(asked):
        return False, refusal(400)
    headers = Headers()
    for name, value in asked.headers:
        if name in _HEEDED or name.startswith(b"sec-websocket-"):
            headers.set_insecure(name.decode("ascii"), value.decode("latin-1"))
    request = Request(asked.url.decode("ascii", "replace"), headers, asked.method, f"HTTP/{asked.version}")
    try:
        accept, _, _ = _handshake.process_request(request)
    except Exception:
        return False, _handshake.accept(request).serialize()
    return True, b"".join((_ACCEPTED, accept.encode(), b"\r\n\r\n"))


def refusal(status: int) -> bytes:
    """The answer to who may not come in."""
    return _handshake.reject(status, "").serialize()


def scope_of(asked: Asked, root_path: str, app_state: dict[str, Any]) -> dict[str, Any]:
    """The scope of ASGI's `websocket`, with room for extensions."""
    url = httptools.parse_url(asked.url)
    path, query = url.path or b"/", url.query or b""
    protocols = [value for name, value in asked.headers if name == b"sec-websocket-protocol"]
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "server": asked.server,
        "client": asked.client,
        "root_path": root_path,
        "path": root_path + unquote(path.decode("latin-1")),
        "raw_path": root_path.encode("ascii") + path,
        "query_string": query,
        "headers": asked.headers,
        "subprotocols": [name.strip() for line in protocols for name in line.decode("latin-1").split(",")],
        "state": dict(app_state),
        "extensions": {},
    }


def _has_body(asked: Asked) -> bool:
    """Some devices say that it has one of no bytes."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0") for name, value in asked.headers
    )
