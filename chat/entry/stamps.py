"""What the house puts on every entry of a log, and checks before one is delivered, obeyed or refilled. Pure.

A stamp says that a gateway took this entry for this chat; a place says that it stands at this seq of this epoch. Redis
holds neither key, so whoever writes Redis can make neither. Labels and inputs: docs/protocol.md.
"""

import hashlib
from collections.abc import Sequence

from chat.entry.keyring import KeyRing
from chat.entry.tokens import b64u, same

_BYTES = 16
_STAMP_CHARS = 22
_OPENING = ',"stamp":"'
# What follows the entry itself in its stored text: the stamp, and the end of the object.
_TAIL = len(_OPENING) + _STAMP_CHARS + 2


class Stamps:
    """`ring` signs with its first secret and accepts all of them, so that secrets rotate."""

    def __init__(self, ring: KeyRing) -> None:
        self._stamp_keys = [Mac(ring.key("log-stamp", one)) for one in ring.key_ids]
        self._place_keys = [Mac(ring.key("log-place", one)) for one in ring.key_ids]

    def stamped(self, chat: str, core: str) -> str:
        """The stored text of an entry: `core` (`"who":…,"body":"…"` without braces), its stamp, and the end."""
        return f'{core}{_OPENING}{self._stamp_keys[0].of(_stamped(chat, core))}"}}'

    def stamp_of(self, chat: str, stored: str) -> str:
        """The stamp of a stored text; "" when it is not ours, and then nothing of it may pass."""
        core, tail = stored[:-_TAIL], stored[-_TAIL:]
        if not tail.startswith(_OPENING) or not tail.endswith('"}'):
            return ""
        given = tail[len(_OPENING) : -2]
        return given if _made(self._stamp_keys, _stamped(chat, core), given) else ""

    def holds(self, chat: str, core: str, stamp: str) -> bool:
        """Whether a gateway of this house took this entry."""
        return _made(self._stamp_keys, _stamped(chat, core), stamp)

    def place(self, chat: str, epoch: str, seq: int, stamp: str) -> str:
        return self._place_keys[0].of(_placed(chat, epoch, seq, stamp))

    def is_place(self, chat: str, epoch: str, seq: int, stamp: str, place: str) -> bool:
        """Whether the entry with this stamp was once delivered at this seq of this epoch."""
        return _made(self._place_keys, _placed(chat, epoch, seq, stamp), place)


def end_of(stored: str) -> str:
    """The stamp of a text that was stamped here."""
    return stored[-_STAMP_CHARS - 2 : -2]


class Mac:
    """HMAC-SHA-256 under one key, its first 128 bits as base64url. Its two hashes are begun once: for messages of this
    size that is the larger part."""

    def __init__(self, key: bytes) -> None:
        block = key.ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(one ^ 0x36 for one in block))
        self._outer = hashlib.sha256(bytes(one ^ 0x5C for one in block))

    def of(self, message: bytes) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return b64u(outer.digest()[:_BYTES])


def _stamped(chat: str, core: str) -> bytes:
    return f"{chat}|main|{core}".encode()


def _placed(chat: str, epoch: str, seq: int, stamp: str) -> bytes:
    return f"{chat}|main|{epoch}|{seq}|{stamp}".encode()


def _made(keys: Sequence[Mac], message: bytes, given: str) -> bool:
    """Whether one of these keys made it: the first one, mostly."""
    return same(keys[0].of(message), given) or any(same(key.of(message), given) for key in keys[1:])
