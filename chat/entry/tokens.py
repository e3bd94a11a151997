"""Tokens: 256 random bits that say nothing about their owner. The server keeps only digests."""

import base64
import binascii
import hashlib
import hmac
import secrets

TOKEN_BYTES = 32
ID_BYTES = 16
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def new_token() -> str:
    """A fresh secret: 43 characters of base64url, 256 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_id() -> str:
    """A fresh identifier: 22 characters of base64url, 128 bits. Never starts with a dash (command lines)."""
    made = secrets.token_urlsafe(ID_BYTES)
    return made if made[0] != "-" else new_id()


def digest(token: str) -> str:
    """What is kept of a token: SHA-256, base64url, 43 characters."""
    return b64u(hashlib.sha256(token.encode()).digest())


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def b64u(raw: bytes) -> str:
    """base64url without padding."""
    return binascii.b2a_base64(raw, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def unb64u(text: str) -> bytes:
    """The strict inverse of `b64u`: raises ValueError for padding, foreign characters or unused bits set."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if b64u(raw) != text:
        raise ValueError("not canonical base64url")
    return raw
