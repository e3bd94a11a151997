"""The WebSocket as an AsyncAPI 3 document. Pure."""

from typing import Any, get_args

import msgspec

from chat.documents.typescript import tag_of
from chat.protocol import common, frames
from chat.protocol.errors import Final, ProtocolError, every

_CHANNELS = {
    "teen": ("/ws/teen", frames.TeenFrame, frames.ToTeen, "The teen's connection; the first frame is hello_teen."),
    "staff": ("/ws/staff", frames.StaffFrame, frames.ToStaff, "A console or dashboard; first comes hello_staff."),
}


def document() -> dict[str, Any]:
    """Channels, who sends what, every frame's schema, every close code."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Hearline WebSocket", "version": str(common.VERSION), "description": _about()},
        "defaultContentType": "application/json",
        "channels": {name: _channel(name) for name in _CHANNELS},
        "operations": _operations(),
        "components": {"schemas": schemas(), "messages": _messages()},
        "x-close-codes": [_close(error) for error in every() if error.close],
    }


def schemas() -> dict[str, Any]:
    """JSON Schema of every struct of the wire."""
    wanted = [struct for _, up, down, _ in _CHANNELS.values() for struct in (*get_args(up), *get_args(down))]
    _, found = msgspec.json.schema_components(dict.fromkeys(wanted), ref_template="#/components/schemas/{name}")
    return dict(sorted(found.items()))


def _about() -> str:
    return (
        "One JSON text message is one frame, its tag in `t`. "
        f"A frame has at most {common.MAX_FRAME_BYTES} bytes; hello comes within {common.HELLO_WITHIN_S} s; "
        f"the server pings about every {common.PING_EVERY_S} s. A refused frame is answered by `error`."
    )


def _channel(name: str) -> dict[str, Any]:
    address, up, down, about = _CHANNELS[name]
    tags = dict.fromkeys(tag_of(struct) for struct in (*get_args(up), *get_args(down)))
    return {
        "address": address,
        "description": about,
        "messages": {tag: {"$ref": f"#/components/messages/{tag}"} for tag in tags},
    }


def _operations() -> dict[str, Any]:
    """From the server's side: what it receives, what it sends."""
    found: dict[str, Any] = {}
    for name, (_, up, down, _) in _CHANNELS.items():
        found[f"{name}Sends"] = _operation(name, "receive", up)
        found[f"{name}Gets"] = _operation(name, "send", down)
    return found


def _operation(channel: str, action: str, union: Any) -> dict[str, Any]:
    messages = [{"$ref": f"#/channels/{channel}/messages/{tag_of(struct)}"} for struct in get_args(union)]
    return {"action": action, "channel": {"$ref": f"#/channels/{channel}"}, "messages": messages}


def _messages() -> dict[str, Any]:
    structs = {struct for _, up, down, _ in _CHANNELS.values() for struct in (*get_args(up), *get_args(down))}
    made = {
        tag_of(struct): {
            "title": struct.__name__,
            "summary": " ".join((struct.__doc__ or "").split()),
            "payload": {"$ref": f"#/components/schemas/{struct.__name__}"},
        }
        for struct in structs
    }
    return dict(sorted(made.items()))


def _close(error: type[ProtocolError]) -> dict[str, Any]:
    return {
        "code": error.close,
        "reason": error.code,
        "reconnect": not issubclass(error, Final),
        "meaning": " ".join((error.__doc__ or "").split()),
    }
