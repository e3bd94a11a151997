"""Proof of work on altcha's second format: signed whole, bound to a desk, expiring. Pure but for randomness."""

import base64
from dataclasses import dataclass
from typing import Any

import altcha.v2 as altcha
import msgspec

from chat.entry.errors import BadProof, ExpiredProof
from chat.entry.keyring import KeyRing, UnknownKey

ALGORITHM = "SHA-256"
PREFIX = "000"
LIFE_S = 120
MAX_PAYLOAD = 4096


@dataclass(frozen=True, slots=True)
class Proven:
    """A good proof: `nonce` names the challenge it answers."""

    nonce: str
    cost: int


class _Compared(int):
    """An expiry that was compared with the house's clock; altcha's own look at this machine's changes nothing."""

    def __lt__(self, _now: object) -> bool:
        return False


class Proofs:
    """Makes challenges and checks solutions. `now` is in seconds since 1970."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def challenge(self, desk: str, cost: int, now: int) -> dict[str, Any]:
        """An ALTCHA challenge whose solution takes `cost` times 4,096 hashes, as expected."""
        made = altcha.create_challenge(
            ALGORITHM,
            cost,
            key_prefix=PREFIX,
            expires_at=now + LIFE_S,
            data={"desk": desk, "key": self._ring.current},
            hmac_secret=self._ring.key("proof"),
        )
        found: dict[str, Any] = made.to_dict()
        return found

    def nonce_of(self, challenge: dict[str, Any]) -> str:
        """What tells this challenge from every other."""
        return str(challenge["parameters"]["nonce"])

    def check(self, payload: str, desk: str, now: int) -> Proven:
        """Raises BadProof (wrong, spliced, another desk's) or ExpiredProof."""
        given = _read(payload)
        parameters = given.challenge.parameters
        data = parameters.data
        if not isinstance(data, dict) or data.get("desk") != desk:
            raise BadProof
        try:
            secret = self._ring.key("proof", str(data.get("key")))
        except UnknownKey as error:
            raise BadProof from error
        expires = parameters.expires_at
        if type(expires) is not int:
            raise BadProof
        if expires <= now:
            raise ExpiredProof
        parameters.expires_at = _Compared(expires)
        if not altcha.verify_solution(given, secret).verified:
            raise BadProof
        return Proven(parameters.nonce, parameters.cost)


def _read(payload: str) -> altcha.Payload:
    if len(payload) > MAX_PAYLOAD:
        raise BadProof
    try:
        return altcha.Payload.from_dict(msgspec.json.decode(base64.b64decode(payload, validate=True)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadProof from error
