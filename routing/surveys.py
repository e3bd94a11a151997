"""Answers after chats on their way to the recorder: in no order, at no time, tied to nothing. Input and output only."""

from collections.abc import Sequence
from typing import Literal

from redis.asyncio import Redis

from routing import keys
from routing.resp import text

MOST = 20_000


class WaitingSurveys:
    """One desk's. With equal scores a sorted set is ordered by its members, which begin with a random id."""

    def __init__(self, redis: Redis, desk: str) -> None:
        self._redis = redis
        self._key = keys.desk_key(desk, "surveys")

    async def add(self, survey: str) -> Literal["added", "there", "full"]:
        """The same survey twice is one."""
        if await self.count() >= MOST:
            return "full"
        return "added" if await self._redis.zadd(self._key, {survey: 0}) else "there"

    async def count(self) -> int:
        return int(await self._redis.zcard(self._key))

    async def some(self, count: int) -> list[str]:
        """They stay until finished."""
        return [text(one) for one in await self._redis.zrange(self._key, 0, count - 1)]

    async def finish(self, surveys: Sequence[str]) -> None:
        """These are safe elsewhere, or of no use."""
        if surveys:
            await self._redis.zrem(self._key, *surveys)
