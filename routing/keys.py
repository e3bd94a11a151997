"""Every key name, made here once, for Python and (rendered by `lua`) for the scripts.

A desk's keys share the hash tag `{desk:NAME}`, a chat's log has its own, `{chat:ID}`. A name in braces is a part
that the caller gives, in order.
"""

import hashlib
import re

DESK_KEYS = {
    "settings": "settings",
    "service": "service",
    "chat": "chat:{chat}",
    "ended": "ended",
    "set_aside": "set_aside",
    "surveys": "surveys",
    "times": "times",
    "tombstone": "tombstone:{chat}",
    "request": "request:{request}",
    "code": "code:{find}",
    "line": "line:{language}:{priority}",
    "since": "since:{language}",
    "wish": "wish:{wish}",
    "wishes": "wishes",
    "bucket": "bucket:{signature}",
    "heads": "heads",
    "staff": "staff:{staff}",
    "crew": "crew",
    "seniors": "seniors",
    "able": "able:{language}",
    "skilled": "able:{language}:{skill}",
    "agenda": "agenda",
    "live": "live",
    "today": "today",
    "traces": "traces",
    "blocked": "blocked",
}

_PART = re.compile(r"\{(\w+)\}")


def tag(desk: str) -> str:
    """The hash tag that keeps one desk's keys in one slot."""
    return f"{{desk:{desk}}}"


def desk_key(desk: str, name: str, *parts: str) -> str:
    """The key called `name` of a desk, its braces filled with `parts` in order."""
    given = iter(parts)
    return tag(desk) + ":" + _PART.sub(lambda _: next(given), DESK_KEYS[name])


def request_id(operation: str, actor: str, rid: str, about: str) -> str:
    """One actor's request for one operation on the same things, so that nobody can replay another's answer, nor their
    own for something else; empty stays empty."""
    return f"{operation}/{actor}/{rid}/{hashlib.sha256(about.encode()).hexdigest()[:32]}" if rid else ""


def gateway_channel(gateway: str) -> str:
    """The pub/sub channel that wakes one gateway."""
    return f"gw:{gateway}"


def _lua_one(name: str, pattern: str) -> str:
    parts = _PART.findall(pattern)
    pieces = [piece for piece in re.split(r"(\{\w+\})", ":" + pattern) if piece]
    terms = [piece[1:-1] if piece.startswith("{") else f"'{piece}'" for piece in pieces]
    return f"local function key_{name}({', '.join(parts)}) return TAG .. {' .. '.join(terms)} end"


def lua() -> str:
    """Lua functions `key_NAME(parts…)` for every desk key, over the register TAG."""
    lines = [_lua_one(name, pattern) for name, pattern in DESK_KEYS.items()]
    return "\n".join(["local TAG", "local function channel(gateway) return 'gw:' .. gateway end", *lines, ""])


def chat_meta(chat: str) -> str:
    """Hash, 6 h: what a chat's log knows beside its entries."""
    return of_chat(chat)[0]


def chat_log(chat: str) -> str:
    """Stream, as long as its meta: a chat's entries, ids `<seq>-0`."""
    return of_chat(chat)[1]


def of_chat(chat: str) -> tuple[str, str]:
    """Both keys of a chat, as its scripts take them."""
    return f"{{chat:{chat}}}:meta", f"{{chat:{chat}}}:log"


def handed(chat: str, role: str) -> str:
    """List, as long as its meta: what one end has handed in of a log that was lost, until its last frame."""
    return f"{{chat:{chat}}}:handed:{role}"


def box(name: str) -> str:
    """String: the masked key of a box by its handle's hash. A teen's, with desk and chat, or `gone`: 6 h at most;
    staff's, with person and sign-in: 1 h after the last deposit."""
    return f"box:{name}"


def chat_box(chat: str) -> str:
    """String, while the chat runs, 6 h at most: the hash of its box's handle, and with which fence its device came
    there when it is not the first."""
    return f"{{chat:{chat}}}:box"


def readiness(desk: str) -> str:
    """String, 1 min: written by whoever asks whether Redis takes a write where this desk is."""
    return f"{tag(desk)}:ready"


def processes() -> str:
    """Hash, 1 h: by the id of each gateway and worker of the house, what it is and when it lived last."""
    return "processes"


def boxes_of(staff: str) -> str:
    """Hash, 1 h after the last deposit: for each sign-in and desk of one person, the hash of their box's handle."""
    return f"box-of:{staff}"


def socket_ticket(digest: str) -> str:
    """String, 30 s: a signed-in console on its way to its WebSocket."""
    return f"wst:{digest}"


def known_sign_in(digest: str) -> str:
    """String, 5 min: whose sign-in this is, for when SQL is down; or that it is over."""
    return f"known:{digest}"


def known_sign_ins(staff: str) -> str:
    """Set, 5 min: the digests of one person's known sign-ins."""
    return f"known-of:{staff}"


def anonymous_count(digest: str) -> str:
    """Counter, 1 h: visits or surveys of one salted bucket at one desk."""
    return f"anon:{digest}"


def sign_in_count(digest: str) -> str:
    """Counter, 1 h: failed sign-ins of one account, browser or crowd."""
    return f"fails:{digest}"


def sign_in_gate(digest: str) -> str:
    """String, up to minutes: no sign-in attempt until it is gone."""
    return f"gate:{digest}"


def webauthn_challenge(digest: str) -> str:
    """String, 5 min: a challenge a passkey has yet to answer."""
    return f"wac:{digest}"
