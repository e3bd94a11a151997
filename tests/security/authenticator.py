"""A passkey in software, enough of WebAuthn to register and sign in, and to lie on demand."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from chat.entry.tokens import b64u

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One credential. `flags` 0x01 without 0x04 is a touch without a PIN."""

    def __init__(self, origin: str, host: str, flags: int = PRESENT | VERIFIED) -> None:
        self.origin, self.host, self.flags = origin, host, flags
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.count = 0

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        point = self.key.public_key().public_numbers()
        cose = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + point.x.to_bytes(32, "big")
        cose += b"\x22\x58\x20" + point.y.to_bytes(32, "big")
        data = self._data(self.flags | ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58" + len(data).to_bytes(1, "big") + data
        client = self._client("webauthn.create", options["challenge"])
        return self._credential({"clientDataJSON": b64u(client), "attestationObject": b64u(attestation)})

    def sign_in(self, options: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        data, client = self._data(self.flags), self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            {"clientDataJSON": b64u(client), "authenticatorData": b64u(data), "signature": b64u(signature)}
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": b64u(self.id), "rawId": b64u(self.id), "type": "public-key", "response": response}
