"""Slows guessing down without letting a stranger lock somebody out.

A browser that has signed in before carries a device cookie and has a counter of its own; strangers share counters
by account and crowd, by crowd, and (far looser) by account. So a stranger's failures never close the owner's way.
"""

from dataclasses import dataclass
from typing import Any

from chat.entry.keyring import KeyRing
from chat.entry.tokens import digest, new_id
from routing import keys
from storage.accounts import name_key

FORGET_S = 3600
MARK_S = 180 * 86400


@dataclass(frozen=True, slots=True)
class Line:
    """One counter: `free` failures cost nothing, then the wait doubles from a second up to `longest_s`."""

    key: str
    free: int
    longest_s: int

    def wait_ms(self, failures: int) -> int:
        over = failures - self.free
        return 0 if over <= 0 else min(self.longest_s, 2 ** min(over - 1, 20)) * 1000


def lines(name: str, bucket: int, device: str) -> list[Line]:
    """The counters that one attempt is held against. `device` is the device_cookie's id, or "" for a stranger."""
    account = name_key(name)
    if device:
        return [Line(digest(f"device|{account}|{device}"), 5, 900)]
    return [
        Line(digest(f"pair|{account}|{bucket}"), 5, 900),
        Line(digest(f"crowd|{bucket}"), 60, 60),
        Line(digest(f"account|{account}"), 100, 30),
    ]


def confirming(staff: str) -> list[Line]:
    """The counter of somebody signed in who proves once more that it is them."""
    return [Line(digest(f"confirm|{staff}"), 5, 900)]


class Throttle:
    """Reserves an attempt before the password is checked, so that a burst of parallel guesses gains nothing."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis

    async def reserve(self, held: list[Line]) -> int:
        """0 when the attempt may be made (and is counted), else the seconds to wait."""
        waits = [await self._redis.pttl(keys.sign_in_gate(line.key)) for line in held]
        longest = max(waits, default=0)
        if longest > 0:
            return -(-longest // 1000)
        for line in held:
            if wait := await self._count(line):
                return wait
        return 0

    async def succeeded(self, held: list[Line]) -> None:
        """The owner came in: forget their own failures, and take this attempt back from what they share."""
        own, *shared = held
        for key in (keys.sign_in_count(own.key), keys.sign_in_gate(own.key)):
            await self._redis.delete(key)
        for line in shared:
            await self._move(line, -1)

    async def _move(self, line: Line, by: int) -> int:
        """The counter afterwards, never below 0. It is made with its end, so that none stays for ever."""
        key = keys.sign_in_count(line.key)
        both = self._redis.pipeline(transaction=True)
        both.set(key, max(0, -by), nx=True, ex=FORGET_S)
        both.incrby(key, by)
        return int((await both.execute())[1])

    async def _count(self, line: Line) -> int:
        failures = await self._move(line, 1)
        wait = line.wait_ms(failures)
        if not wait or await self._redis.set(keys.sign_in_gate(line.key), "1", nx=True, px=wait):
            return 0
        return -(-wait // 1000)


class DeviceCookies:
    """Device cookies: signed by us, tied to one account, good for half a year; they let nobody in by themselves."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def make(self, name: str, now: int) -> str:
        body = f"{self._ring.current}.{new_id()}.{now + MARK_S}"
        return f"{body}.{self._ring.mac('device', f'{body}|{name_key(name)}')}"

    def device(self, device_cookie: str, name: str, now: int) -> str:
        """The device's id, or "" when the cookie is not ours, not this account's, or too old."""
        body, _, signature = device_cookie.rpartition(".")
        parts = body.split(".")
        if len(parts) != 3 or not parts[2].isdigit() or int(parts[2]) <= now:
            return ""
        good = self._ring.is_mac(signature, "device", f"{body}|{name_key(name)}", parts[0])
        return parts[1] if good else ""
