"""Makes sealing.json from fixed keys and ivs; run only when the format changes, then check both languages."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chat.client.sealing import ConsoleKey, Context, Payload, b64u, fence_key, grant, pad, seal
from chat.entry.box_keys import BoxKeys, name_of
from chat.entry.holders import Holder, HolderSeals, kid_of
from chat.entry.keyring import KeyRing
from chat.entry.stamps import Stamps

CHAT = "AAECAwQFBgcICQoLDA0ODw"
SECRETS = ("vectors-first-Zq3v8Yt1Kx7Lw9Rb2Nc5Hd4Fg6Jm0Ps", "vectors-second-Yt1Kx7Lw9Rb2Nc5Hd4Fg6Jm0PsZq3")
PAYLOADS: list[tuple[str, str, Payload]] = [
    ("teen", "text", {"text": "hello"}),
    ("teen", "text", {"text": "Ça va? Ik ben bang 😟", "name": "Zoë"}),
    ("counsellor", "text", {"text": "x" * 241}),
    ("supervisor", "text", {"text": "x" * 2000}),
    ("counsellor", "text", {"card": "take-it-down"}),
    ("counsellor", "text", {"text": "Hoe gaat het?", "answers": ["goed", "niet goed"]}),
    ("counsellor", "note", {"note": "Über die Schule reden"}),
]


def fixed(name: str, size: int) -> bytes:
    return hashlib.shake_256(name.encode()).digest(size)


def private(name: str) -> EllipticCurvePrivateKey:
    return derive_private_key(int.from_bytes(fixed(name, 31), "big"), SECP256R1())


def pkcs8(key: EllipticCurvePrivateKey) -> str:
    return b64u(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def message(number: int, who: str, kind: str, payload: Payload) -> dict[str, Any]:
    kid = ConsoleKey(private(f"console {number % 2}")).kid
    log = "side.2" if number == 3 else "main"
    context = Context(CHAT, number % 2 + 1, kid, who, f"cid-{number}", kind, log)
    secret, iv = fixed("chat secret", 32), fixed(f"iv {number}", 12)
    key = fence_key(secret, CHAT, context.fence, kid)
    raw = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    bound = {"chat": CHAT, "fence": context.fence, "kid": kid, "who": who, "cid": context.cid, "kind": kind, "log": log}
    known = {"secret": b64u(secret), "fence_key": b64u(key), **bound, "iv": b64u(iv), "payload": payload}
    return {**known, "padded": b64u(pad(raw)), "body": seal(key, context, payload, iv)}


def handed(number: int) -> dict[str, Any]:
    console, holding = ConsoleKey(private(f"console {number}")), ConsoleKey(private(f"holding {number}"))
    ephemeral, iv, key = private(f"ephemeral {number}"), fixed(f"grant iv {number}", 12), fixed(f"key {number}", 32)
    body = grant(CHAT, number, holding.kid, console.public, key, ephemeral, iv)
    keys = {"console_private": pkcs8(console.private), "console_public": console.public, "kid": console.kid}
    one_time = {"ephemeral_private": pkcs8(ephemeral), "ephemeral_public": ConsoleKey(ephemeral).public, "iv": b64u(iv)}
    about = {"chat": CHAT, "fence": number, "holding": holding.kid}
    return {**about, **keys, **one_time, "fence_key": b64u(key), "body": body}


def house() -> dict[str, Any]:
    """What only the house makes: stamps, places, holder seals, masks of boxes."""
    ring = KeyRing(SECRETS)
    stamps, core = Stamps(ring), '"who":"teen","cid":"cid-1","n":1,"fence":1,"kid":"k","kind":"text","body":"m2.abc"'
    stored = stamps.stamped(CHAT, core)
    stamp = stamps.stamp_of(CHAT, stored)
    public = ConsoleKey(private("console 1")).public
    holder = Holder("main", CHAT, 3, "an", "counsellor", "Zoë", kid_of(public), public, "occurrence", 1_800_000_000_000)
    handle, key = b64u(fixed("handle", 16)), b64u(fixed("box key", 32))
    return {
        "secrets": SECRETS,
        "stamp": {"chat": CHAT, "core": core, "stored": stored, "stamp": stamp},
        "place": {"chat": CHAT, "epoch": "1-e", "seq": 7, "stamp": stamp, "place": stamps.place(CHAT, "1-e", 7, stamp)},
        "holder": {"label": holder.label, "sealed": HolderSeals(ring).seal(holder)},
        "box": {"handle": handle, "key": key, "name": name_of(handle), "masked": BoxKeys(ring).mask(handle, key)},
    }


def main() -> None:
    vectors = {
        "message": [message(number, *one) for number, one in enumerate(PAYLOADS)],
        "grant": [handed(number) for number in (1, 2, 12)],
        "house": house(),
    }
    path = Path(__file__).with_name("sealing.json")
    path.write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n")


def raw(text: str) -> bytes:
    """base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


if __name__ == "__main__":
    main()
