"""What ASGI is told of a WebSocket that asks in."""

import asyncio
from typing import Any
from urllib.parse import unquote

from websockets.http11 import Request


def scope_of(
    request: Request, transport: asyncio.Transport, root_path: str, app_state: dict[str, Any]
) -> dict[str, Any]:
    """The scope of ASGI's `websocket`, with room for extensions."""
    path, _, query = request.path.partition("?")
    protocols = request.headers.get_all("Sec-WebSocket-Protocol")
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "server": _address(transport, "sockname"),
        "client": _address(transport, "peername"),
        "root_path": root_path,
        "path": root_path + unquote(path),
        "raw_path": (root_path + path).encode("ascii"),
        "query_string": query.encode("ascii"),
        "headers": [(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers.raw_items()],
        "subprotocols": [name.strip() for line in protocols for name in line.split(",")],
        "state": dict(app_state),
        "extensions": {},
    }


def _address(transport: asyncio.Transport, which: str) -> tuple[str, int] | None:
    """None where it has no host and port (a unix socket)."""
    found = transport.get_extra_info(which)
    return (str(found[0]), int(found[1])) if isinstance(found, tuple) else None
