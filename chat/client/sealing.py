"""Sealing end to end: messages under a fence's key, and grants that hand this key to a console. No I/O, no network.

A fence's key is derived from the chat's secret, which the teen's end alone holds, and the kid of who holds the fence:
fence numbers may repeat after Redis forgot, keys may not.
"""

import base64
import json
import os
from dataclasses import dataclass
from typing import Any, TypedDict, cast

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

from chat.protocol.common import EntryKind, Who
from chat.protocol.limits import MAX_TEXT
from chat.protocol.payloads import Unreadable, decode

KEY_BYTES = 32
_IV_BYTES = 12
_STEP = 256
_HEAD = 4


class Unopened(Exception):
    """Not sealed for this chat, fence, sender, id or key; or not a sealed body at all."""


class Payload(TypedDict, total=False):
    """What travels inside an entry (docs/payloads.schema.json). A text has at most 2,000 characters."""

    text: str
    name: str
    card: str
    answers: list[str]
    note: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a message is bound to. `kid`: of who holds the fence; `log`: `main`, or `side.<fence>`."""

    chat: str
    fence: int
    kid: str
    who: Who
    cid: str
    kind: EntryKind = "text"
    log: str = "main"

    @property
    def label(self) -> bytes:
        return f"hearline/message/2|{self.chat}|{self.log}|{self.fence}|{self.kid}|{self.who}".encode()


@dataclass(frozen=True, slots=True)
class Granted:
    """The key of one fence, as a grant handed it over; `kid` is of who held that fence."""

    fence: int
    kid: str
    key: bytes


class ConsoleKey:
    """A console's key pair for one fence."""

    def __init__(self, private: EllipticCurvePrivateKey | None = None) -> None:
        self.private = private or generate_private_key(SECP256R1())

    @property
    def public(self) -> str:
        """The uncompressed point, base64url."""
        return b64u(_point(self.private.public_key()))

    @property
    def kid(self) -> str:
        return kid_of(self.public)


def kid_of(public: str) -> str:
    """The name of a public key, by which entries and grants call it. Raises Unopened."""
    return b64u(_digest(b"hearline/kid/1|" + _bytes(public))[:16])


def new_secret() -> bytes:
    """A chat's secret: drawn by the teen's end, told to nobody."""
    return os.urandom(KEY_BYTES)


def fence_key(secret: bytes, chat: str, fence: int, kid: str) -> bytes:
    """The key of one fence while `kid` holds it."""
    info = f"hearline/fence/2|{chat}|{fence}|{kid}".encode()
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(secret)


def seal(key: bytes, context: Context, payload: Payload, iv: bytes | None = None) -> str:
    """One entry's body. `iv` is given only by tests. Raises ValueError, as `plain`."""
    iv = iv or os.urandom(_IV_BYTES)
    return "m2." + b64u(iv + AESGCM(_message_key(key, context)).encrypt(iv, plain(payload), _bound(context)))


def plain(payload: Payload) -> bytes:
    """What is sealed. Raises ValueError for a text that is too long, or that UTF-8 cannot hold."""
    if len(payload.get("text", "")) > MAX_TEXT:
        raise ValueError(f"a text has at most {MAX_TEXT} characters")
    return pad(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def unseal(key: bytes, context: Context, body: str) -> Payload:
    """Raises Unopened."""
    prefix, _, rest = body.partition(".")
    sealed = _bytes(rest)
    if prefix != "m2":
        raise Unopened
    try:
        padded = AESGCM(_message_key(key, context)).decrypt(sealed[:_IV_BYTES], sealed[_IV_BYTES:], _bound(context))
    except (InvalidTag, ValueError) as problem:
        raise Unopened from problem
    try:
        return cast(Payload, decode(context.kind, context.who, unpad(padded)))
    except Unreadable as problem:
        raise Unopened from problem


def grant(
    chat: str,
    fence: int,
    kid: str,
    public: str,
    key: bytes,
    ephemeral: EllipticCurvePrivateKey | None = None,
    iv: bytes | None = None,
) -> str:
    """Wrap the key of `fence`, held by `kid`, for the console with this public key. The last two are for tests."""
    ephemeral = ephemeral or generate_private_key(SECP256R1())
    iv = iv or os.urandom(_IV_BYTES)
    own, theirs, receiving = _point(ephemeral.public_key()), _bytes(public), kid_of(public)
    info = _grant_label(chat, fence, kid, receiving)
    wrap = _wrap_key(ephemeral, theirs, own + theirs, info)
    return ".".join(("g2", receiving, kid, str(fence), b64u(own), b64u(iv + AESGCM(wrap).encrypt(iv, key, info))))


def open_grant(chat: str, console: ConsoleKey, body: str) -> Granted | None:
    """None when it is for another console. Raises Unopened."""
    parts = body.split(".")
    if len(parts) != 6 or parts[0] != "g2" or not parts[3].isdecimal() or len(parts[3]) > 15:
        raise Unopened
    if parts[1] != console.kid:
        return None
    kid, fence, own, sealed = parts[2], int(parts[3]), _bytes(parts[4]), _bytes(parts[5])
    info = _grant_label(chat, fence, kid, console.kid)
    try:
        wrap = _wrap_key(console.private, own, own + _bytes(console.public), info)
        return Granted(fence, kid, AESGCM(wrap).decrypt(sealed[:_IV_BYTES], sealed[_IV_BYTES:], info))
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
    return context.label + f"|{context.cid}|{context.kind}".encode()


def _grant_label(chat: str, fence: int, kid: str, receiving: str) -> bytes:
    return f"hearline/grant/2|{chat}|main|{fence}|{kid}|{receiving}".encode()


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
