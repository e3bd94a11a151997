"""Passwords: Argon2id with OWASP's parameters, a few at a time so that nobody can spend all memory."""

import asyncio
from typing import Final
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 12
LONGEST: Final = 256
AT_ONCE: Final = 4
COMMON: Final = ("password", "passwort", "wachtwoord", "motdepasse", "123456", "qwerty", "azerty", "hearline", "welkom")

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16)
# Of a password that nobody has; made with the parameters above.
_nobody = "$argon2id$v=19$m=19456,t=2,p=1$J6zMg8FMGH6BwYSyn5klxw$Qz56KR0EEPYA9s2/pg0Nxqe0jBBCJw9UUgOEtyLISEo"


class Passwords:
    """Hashes and checks off the event loop; one object for each process."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._room:
            return await asyncio.to_thread(_hasher.hash, _typed(password))

    async def check(self, stored: str, password: str) -> bool:
        """Takes as long for no account (`stored` empty) as for a wrong password."""
        async with self._room:
            return await asyncio.to_thread(_matches, stored or _nobody, password) and bool(stored)


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def weakness(password: str, name: str) -> str:
    """Why a new password will not do, as a code, or "": counted as it is hashed."""
    password = _typed(password)
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    bare = password.lower()
    if len(set(bare)) < 5 or (name and name.lower() in bare and len(bare) < len(name) + 8):
        return "too_simple"
    rest = bare
    for word in COMMON:
        rest = rest.replace(word, "")
    return "too_common" if len(rest) < SHORTEST - 4 else ""


def _typed(password: str) -> str:
    """The same on every keyboard: some write é as one character, some as two; a space is a space (RFC 8265)."""
    return "".join(" " if sign.isspace() else sign for sign in normalize("NFC", password))


def _matches(stored: str, password: str) -> bool:
    """As it came, too, for what was hashed so before."""
    return any(_verifies(stored, one) for one in dict.fromkeys((_typed(password), password)))


def _verifies(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
