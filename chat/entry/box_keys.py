"""The key of a page's box on its disk, masked for Redis: Redis alone never gives the key away. Pure."""

import hashlib

from chat.entry.keyring import KeyRing, UnknownKey
from chat.entry.tokens import b64u, unb64u

KEY_BYTES = 32


class BoxKeys:
    """`handle`: 128 bits that the page drew, kept beside the box; `key`: 256 bits, kept nowhere but here."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def mask(self, handle: str, key: str) -> str:
        """What Redis keeps: `key id.masked`. Raises ValueError for a key that is not 32 bytes of base64url."""
        return f"{self._ring.current}.{b64u(_mixed(unb64u(key), self._ring.mac('box', handle)))}"

    def unmask(self, handle: str, stored: str) -> str | None:
        """The key; None for what this house did not store."""
        key_id, _, masked = stored.partition(".")
        try:
            return b64u(_mixed(unb64u(masked), self._ring.mac("box", handle, key_id)))
        except (UnknownKey, ValueError):
            return None


def name_of(handle: str) -> str:
    """What the key is kept under: the handle itself opens nothing in Redis and is not there."""
    return b64u(hashlib.sha256(handle.encode()).digest())


def _mixed(key: bytes, mac: str) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError("a box key has 32 bytes")
    return bytes(one ^ other for one, other in zip(key, unb64u(mac), strict=True))
