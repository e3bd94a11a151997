"""What anybody may write without a chat (a visit, a survey, a wish at a closed desk) counts a few times an hour from
one address, and no more.

An address is a bucket (`chat.anonymize`), the same on all gateways for an hour; it is known here as a digest alone.
"""

import hmac
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

from chat.entry.keyring import KeyRing
from chat.redis_time import now_s
from routing import keys

PER_HOUR: Final = 5
HOUR_S: Final = 3600
MOST: Final = 20_000


@dataclass(slots=True)
class AnonymousWriters:
    """`redis`: a redis-py asyncio client. What this process knows to be used up costs no call."""

    redis: Any
    ring: KeyRing
    per_hour: int = PER_HOUR
    _used_up: OrderedDict[str, None] = field(default_factory=OrderedDict, init=False)

    async def take(self, kind: str, desk: str, bucket: int) -> str:
        """The name under which it was counted, or "" where this bucket has written enough. Raises RedisError."""
        name = self._name(kind, desk, bucket)
        if name in self._used_up:
            return ""
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.set(name, 0, ex=HOUR_S, nx=True)
            pipe.incr(name)
            _, count = await pipe.execute()
        if count > self.per_hour:
            self._remember(name)
            return ""
        return name

    def used_up(self, kind: str, desk: str, bucket: int) -> bool:
        """Whether this process knows that this bucket has written enough."""
        return self._name(kind, desk, bucket) in self._used_up

    async def give_back(self, name: str) -> None:
        """What was written had been written before."""
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.set(name, 1, ex=HOUR_S, nx=True)
            pipe.decr(name)
            await pipe.execute()

    def _remember(self, name: str) -> None:
        self._used_up[name] = None
        if len(self._used_up) > MOST:
            self._used_up.popitem(last=False)

    def _name(self, kind: str, desk: str, bucket: int) -> str:
        """Another one each hour, so that what is used up is free again."""
        said = f"{kind} {desk} {bucket} {now_s() // HOUR_S}"
        return keys.anonymous_count(hmac.digest(self.ring.key("anonymous"), said.encode(), "sha256")[:16].hex())
