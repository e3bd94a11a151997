"""Sealing end to end: messages under a chat key, and grants that hand this key to a console. No I/O, no network."""

import base64
import json
import os
from dataclasses import dataclass
from typing import Any, TypedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY_BYTES = 32
MAX_TEXT = 2_000
_IV_BYTES = 12
_STEP = 256
_HEAD = 4


class Unopened(Exception):
    """Not sealed for this chat, fence, sender, id or key; or not a sealed body at all."""


class Payload(TypedDict, total=False):
    """What travels inside an entry. A text has at most 2,000 characters; `name` is the nickname."""

    text: str
    name: str
    card: str
    note: str
    consent: bool


@dataclass(frozen=True, slots=True)
class Context:
    """What a message is bound to."""

    chat: str
    fence: int
    who: str
    cid: str

    @property
    def label(self) -> bytes:
        return f"hearline/message/1|{self.chat}|{self.fence}|{self.who}".encode()


@dataclass(frozen=True, slots=True)
class Granted:
    """The chat key of one fence, as a grant handed it over."""

    fence: int
    key: bytes


class ConsoleKey:
    """A console's key pair for one login."""

    def __init__(self, kid: str, private: EllipticCurvePrivateKey | None = None) -> None:
        self.kid = kid
        self.private = private or generate_private_key(SECP256R1())

    @property
    def public(self) -> str:
        """The uncompressed point, base64url: what `hello_staff` carries."""
        return b64u(_point(self.private.public_key()))


def new_chat_key() -> bytes:
    return os.urandom(KEY_BYTES)


def seal(key: bytes, context: Context, payload: Payload, iv: bytes | None = None) -> str:
    """One entry's body. `iv` is given only by tests. Raises ValueError for a text that is too long."""
    if len(payload.get("text", "")) > MAX_TEXT:
        raise ValueError("a text has at most 2,000 characters")
    iv = iv or os.urandom(_IV_BYTES)
    padded = pad(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())
    return "m1." + b64u(iv + AESGCM(_message_key(key, context)).encrypt(iv, padded, _bound(context)))


def unseal(key: bytes, context: Context, body: str) -> Payload:
    """Raises Unopened."""
    prefix, _, rest = body.partition(".")
    sealed = _bytes(rest)
    if prefix != "m1":
        raise Unopened
    try:
        padded = AESGCM(_message_key(key, context)).decrypt(sealed[:_IV_BYTES], sealed[_IV_BYTES:], _bound(context))
    except (InvalidTag, ValueError) as problem:
        raise Unopened from problem
    payload: Payload = json.loads(unpad(padded))
    return payload


def grant(
    chat: str,
    fence: int,
    kid: str,
    public: str,
    key: bytes,
    ephemeral: EllipticCurvePrivateKey | None = None,
    iv: bytes | None = None,
) -> str:
    """Wrap the chat key of `fence` for the console `kid` with this public key. The last two are given only by tests."""
    ephemeral = ephemeral or generate_private_key(SECP256R1())
    iv = iv or os.urandom(_IV_BYTES)
    own, theirs, info = _point(ephemeral.public_key()), _bytes(public), _grant_label(chat, fence, kid)
    wrap = _wrap_key(ephemeral, theirs, own + theirs, info)
    return ".".join(("g1", kid, str(fence), b64u(own), b64u(iv + AESGCM(wrap).encrypt(iv, key, info))))


def open_grant(chat: str, console: ConsoleKey, body: str) -> Granted | None:
    """None when it is for another console. Raises Unopened."""
    parts = body.split(".")
    if len(parts) != 5 or parts[0] != "g1" or not parts[2].isdigit():
        raise Unopened
    if parts[1] != console.kid:
        return None
    fence, own, sealed = int(parts[2]), _bytes(parts[3]), _bytes(parts[4])
    info = _grant_label(chat, fence, console.kid)
    try:
        wrap = _wrap_key(console.private, own, own + _bytes(console.public), info)
        return Granted(fence, AESGCM(wrap).decrypt(sealed[:_IV_BYTES], sealed[_IV_BYTES:], info))
    except (InvalidTag, ValueError) as problem:
        raise Unopened from problem


def pad(raw: bytes) -> bytes:
    """Length, bytes, zeros up to a multiple of 256: the size of a body tells little of its words."""
    framed = len(raw).to_bytes(_HEAD, "big") + raw
    return framed + bytes(-len(framed) % _STEP)


def unpad(padded: bytes) -> bytes:
    """Raises Unopened."""
    size = int.from_bytes(padded[:_HEAD], "big")
    if _HEAD + size > len(padded):
        raise Unopened
    return padded[_HEAD : _HEAD + size]


def b64u(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as problem:
        raise Unopened from problem


def _message_key(key: bytes, context: Context) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=context.label).derive(key)


def _bound(context: Context) -> bytes:
    return context.label + b"|" + context.cid.encode()


def _grant_label(chat: str, fence: int, kid: str) -> bytes:
    return f"hearline/grant/1|{chat}|{fence}|{kid}".encode()


def _wrap_key(private: EllipticCurvePrivateKey, theirs: bytes, salted: bytes, info: bytes) -> bytes:
    shared = private.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
    return HKDF(SHA256(), KEY_BYTES, salt=_digest(salted), info=info).derive(shared)


def _digest(raw: bytes) -> bytes:
    sha: Any = Hash(SHA256())
    sha.update(raw)
    digest: bytes = sha.finalize()
    return digest


def _point(public: EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
