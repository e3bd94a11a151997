"""One-time codes (RFC 6238) whose secrets are stored sealed, and recovery codes."""

import secrets
from unicodedata import decimal, normalize

import pyotp

from chat.entry.keyring import KeyRing
from chat.entry.tokens import digest, same

STEP_S = 30
DRIFT_STEPS = 1
RECOVERY_CODES = 10
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """Base32, 160 bits."""
    return pyotp.random_base32()


def uri(secret: str, name: str) -> str:
    """What the authenticator app reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=name, issuer_name="Hearline")


def accepted_step(secret: str, code: str, now: int, after: int) -> int | None:
    """The time step this code belongs to, if it is near `now` and later than step `after`; else None."""
    made = pyotp.TOTP(secret, interval=STEP_S)
    here = now // STEP_S
    for step in range(here - DRIFT_STEPS, here + DRIFT_STEPS + 1):
        if same(made.at(step * STEP_S), code) and step > after:
            return step
    return None


def seal(ring: KeyRing, staff: str, secret: str) -> str:
    """For storage, bound to its owner."""
    return ring.seal("totp", secret.encode(), staff)


def unseal(ring: KeyRing, staff: str, sealed: str) -> str | None:
    """The secret, or None when its key is gone or it was moved from another account."""
    plain = ring.unseal("totp", sealed, staff)
    return None if plain is None else plain.decode()


def stale(ring: KeyRing, sealed: str) -> bool:
    """Whether it was sealed with a former key and should be sealed again."""
    return not sealed.startswith(f"{ring.current}.")


def new_recovery_codes() -> list[str]:
    """Ten codes of 16 letters (80 bits), each good once, in place of a one-time code."""
    return ["-".join(_word(4) for _ in range(4)) for _ in range(RECOVERY_CODES)]


def recovery_digest(staff: str, code: str) -> str:
    """What is stored of a recovery code; spaces, dashes and capitals do not matter."""
    plain = "".join(letter for letter in code.lower() if letter in _LETTERS)
    return digest(f"{staff}|{plain}")


def typed(code: str) -> str:
    """As an app shows it (123 456), or a keyboard of another script writes it: without spaces, in plain digits."""
    plain = "".join(normalize("NFKC", code).split())
    return "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in plain)


def is_totp(code: str) -> bool:
    return len(code) == 6 and code.isascii() and code.isdigit()


def _word(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
