"""Makes sealing.json from fixed keys and ivs; run only when the format changes, then check both languages."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chat.client.sealing import ConsoleKey, Context, Payload, b64u, grant, pad, seal

CHAT = "AAECAwQFBgcICQoLDA0ODw"
PAYLOADS: list[Payload] = [
    {"text": "hello"},
    {"text": "Ça va? Ik ben bang 😟", "name": "Zoë"},
    {"text": "x" * 241},
    {"text": "x" * 2000},
    {"card": "take-it-down"},
    {"note": "Über die Schule reden"},
    {"consent": True},
]


def fixed(name: str, size: int) -> bytes:
    return hashlib.shake_256(name.encode()).digest(size)


def private(name: str) -> EllipticCurvePrivateKey:
    return derive_private_key(int.from_bytes(fixed(name, 31), "big"), SECP256R1())


def pkcs8(key: EllipticCurvePrivateKey) -> str:
    return b64u(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def message(number: int, payload: Payload) -> dict[str, Any]:
    who = ("teen", "counsellor", "supervisor")[number % 3]
    context = Context(CHAT, number % 2 + 1, who, f"cid-{number}")
    key, iv = fixed(f"chat key {number % 2}", 32), fixed(f"iv {number}", 12)
    raw = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    bound = {"chat": CHAT, "fence": context.fence, "who": who, "cid": context.cid}
    known = {"chat_key": b64u(key), **bound, "iv": b64u(iv), "payload": payload}
    return {**known, "padded": b64u(pad(raw)), "body": seal(key, context, payload, iv)}


def handed(number: int) -> dict[str, Any]:
    console = ConsoleKey(f"kid-{number}", private(f"console {number}"))
    ephemeral, iv, key = private(f"ephemeral {number}"), fixed(f"grant iv {number}", 12), fixed(f"key {number}", 32)
    body = grant(CHAT, number, console.kid, console.public, key, ephemeral, iv)
    keys = {"console_private": pkcs8(console.private), "console_public": console.public}
    point = ConsoleKey("", ephemeral).public
    one_time = {"ephemeral_private": pkcs8(ephemeral), "ephemeral_public": point, "iv": b64u(iv)}
    return {"chat": CHAT, "fence": number, "kid": console.kid, **keys, **one_time, "chat_key": b64u(key), "body": body}


def main() -> None:
    vectors = {
        "message": [message(number, payload) for number, payload in enumerate(PAYLOADS)],
        "grant": [handed(number) for number in (1, 2, 12)],
    }
    path = Path(__file__).with_name("sealing.json")
    path.write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n")


def raw(text: str) -> bytes:
    """base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


if __name__ == "__main__":
    main()
