"""Signing keys derived from the configured secrets: the first signs, all of them verify, so that secrets rotate."""

import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chat.entry.tokens import b64u, same, unb64u

KEY_ID_BYTES = 6
_NONCE_BYTES = 12


class UnknownKey(Exception):
    """The key id names no secret we hold."""


class KeyRing:
    """One derived key per secret and purpose; a key id names the secret without telling it."""

    def __init__(self, known: tuple[str, ...]) -> None:
        """`known`: the secrets, newest first, at least one."""
        if not known or not all(known):
            raise ValueError("at least one secret, and none empty")
        self._secrets = {_key_id(secret): secret for secret in known}
        self.current = _key_id(known[0])

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

    def is_mac(self, given: str, purpose: str, text: str, key_id: str) -> bool:
        """Whether the secret of this id made it; of one that we do not hold nothing counts."""
        return key_id in self._secrets and same(self.mac(purpose, text, key_id), given)

    def seal(self, purpose: str, plain: bytes, bound: str = "") -> str:
        """Encrypted, and of use beside `bound` alone: `key id.nonce and ciphertext`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return f"{self.current}.{b64u(nonce + AESGCM(self.key(purpose)).encrypt(nonce, plain, bound.encode()))}"

    def unseal(self, purpose: str, sealed: str, bound: str = "") -> bytes | None:
        """None when its secret is gone, or it was sealed for something else."""
        key_id, _, body = sealed.partition(".")
        try:
            raw = unb64u(body)
            box = AESGCM(self.key(purpose, key_id))
            return box.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound.encode())
        except (UnknownKey, InvalidTag, ValueError):
            return None


def chat_of(ring: KeyRing, desk: str, token: str) -> str:
    """The chat that a token opens: a wish whose answer was lost finds it when it is made again."""
    return f"c{ring.mac('chat-id', f'{desk} {token}')[:21]}"


@lru_cache(maxsize=64)
def _derive(secret: str, purpose: str) -> bytes:
    info = f"hearline/{purpose}/1".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def _key_id(secret: str) -> str:
    return b64u(_derive(secret, "key-id")[:KEY_ID_BYTES])
