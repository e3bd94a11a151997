"""What the recorder lays down in Redis or SQL for a while says nothing to who reads it there.

An entry of the stream is named for its moment. In the store, where its row is, it goes by another name, and its exact
times wait for nine others by a third, sealed; only the house's secret leads from one to another.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chat.entry.keyring import KeyRing
from storage.errors import BadInput
from storage.records.cells import Timed, as_text, from_text

NONCE_BYTES = 12
NAME_BYTES = 16


class SealedTimes:
    """One desk's names and seals."""

    def __init__(self, ring: KeyRing, desk: str) -> None:
        self._desk = desk
        self._keys = [ring.key("record-name", key_id) for key_id in ring.key_ids]
        self._boxes = [AESGCM(ring.key("record-times", key_id)) for key_id in ring.key_ids]

    def row(self, entry: str) -> str:
        """What the store calls the entry."""
        return self._name("row", entry, self._keys[0])

    def rows(self, entry: str) -> set[str]:
        """What it may have been called, before the secret was changed too."""
        return {self._name("row", entry, key) for key in self._keys}

    def seal(self, entry: str, timed: Timed) -> tuple[str, str]:
        """Under what name its times wait, and how."""
        name = self._name("times", entry, self._keys[0])
        return name, self._sealed(name, timed)

    def seal_anew(self, waiting: Mapping[str, str]) -> dict[str, str]:
        """With the newest secret, whatever can be opened."""
        return {name: self._sealed(name, timed) for name, timed in self.open(waiting)[0].items()}

    def open(self, waiting: Mapping[str, str]) -> tuple[dict[str, Timed], list[str]]:
        """By name, what can be opened; and the names of what cannot, which is of no use to anybody."""
        found: dict[str, Timed] = {}
        for name, sealed in waiting.items():
            if timed := self._opened(name, sealed):
                found[name] = timed
        return found, [name for name in waiting if name not in found]

    def _sealed(self, name: str, timed: Timed) -> str:
        nonce = urandom(NONCE_BYTES)
        return urlsafe_b64encode(
            nonce + self._boxes[0].encrypt(nonce, as_text(timed).encode(), self._bound(name))
        ).decode()

    def _opened(self, name: str, sealed: str) -> Timed | None:
        for box in self._boxes:
            try:
                given = urlsafe_b64decode(sealed)
                return from_text(box.decrypt(given[:NONCE_BYTES], given[NONCE_BYTES:], self._bound(name)).decode())
            except (InvalidTag, BadInput, ValueError):
                continue
        return None

    def _bound(self, name: str) -> bytes:
        return f"{self._desk} {name}".encode()

    def _name(self, kind: str, entry: str, key: bytes) -> str:
        return hmac.digest(key, f"{kind} {self._desk} {entry}".encode(), "sha256")[:NAME_BYTES].hex()
