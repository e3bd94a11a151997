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
TRIES = 16 ** len(PREFIX)
LIFE_S = 600
MAX_PAYLOAD = 4096


@dataclass(frozen=True, slots=True)
class Proven:
    """A good proof: `nonce` is what may be used only once, until `expires` (seconds since 1970)."""

    nonce: str
    cost: int
    expires: int


class _Compared(int):
    """An expiry that was compared with the house's clock; altcha's own look at this machine's changes nothing."""

    def __lt__(self, _now: object) -> bool:
        return False


class Proofs:
    """Makes challenges and checks solutions. `now` is in seconds since 1970."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def challenge(self, desk: str, cost: int, now: int) -> dict[str, Any]:
        """`{"difficulty": expected hashes, "challenge": …}`; with `cost` 0 only `{"difficulty": 0}`."""
        if cost == 0:
            return {"difficulty": 0}
        made = altcha.create_challenge(
            ALGORITHM,
            cost,
            key_prefix=PREFIX,
            expires_at=now + LIFE_S,
            data={"desk": desk, "key": self._ring.current},
            hmac_secret=self._ring.key("proof"),
        )
        return {"difficulty": cost * TRIES, "challenge": made.to_dict()}

    def check(self, payload: str, desk: str, now: int) -> Proven:
        """Raises BadProof (wrong, spliced, another desk's) or ExpiredProof. Does not know what was used before."""
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
        return Proven(parameters.nonce, parameters.cost, expires)


def _read(payload: str) -> altcha.Payload:
    if len(payload) > MAX_PAYLOAD:
        raise BadProof
    try:
        return altcha.Payload.from_dict(msgspec.json.decode(base64.b64decode(payload, validate=True)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadProof from error
