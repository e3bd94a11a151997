"""Signing keys derived from the configured secrets: the first signs, all of them verify, so that secrets rotate."""

import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chat.entry.tokens import b64u

KEY_ID_BYTES = 6


class UnknownKey(Exception):
    """The key id names no secret we hold."""


class KeyRing:
    """One derived key per secret and purpose; a key id names the secret without telling it."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        """`secrets`: newest first, at least one."""
        if not secrets or not all(secrets):
            raise ValueError("at least one secret, and none empty")
        self._secrets = {_key_id(secret): secret for secret in secrets}
        self.current = _key_id(secrets[0])

    @property
    def key_ids(self) -> list[str]:
        return list(self._secrets)

    def key(self, purpose: str, key_id: str | None = None) -> bytes:
        """32 bytes for this purpose; raises UnknownKey."""
        secret = self._secrets.get(key_id or self.current)
        if secret is None:
            raise UnknownKey(key_id)
        return _derive(secret, purpose)

    def mac(self, purpose: str, text: str, key_id: str | None = None) -> str:
        """HMAC-SHA-256 of `text`, base64url; raises UnknownKey."""
        return b64u(hmac.digest(self.key(purpose, key_id), text.encode(), "sha256"))


def chat_of(ring: KeyRing, desk: str, token: str) -> str:
    """The chat that a token opens: a wish whose answer was lost finds it when it is made again."""
    return f"c{ring.mac('chat-id', f'{desk} {token}')[:21]}"


@lru_cache(maxsize=64)
def _derive(secret: str, purpose: str) -> bytes:
    info = f"hearline/{purpose}/1".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def _key_id(secret: str) -> str:
    return b64u(_derive(secret, "key-id")[:KEY_ID_BYTES])
