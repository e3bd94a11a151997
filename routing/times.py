"""Exact times of stored chats, sealed, until ten can be stored together. Input and output only."""

from collections.abc import Iterable

from redis.asyncio import Redis

from routing import keys
from routing.resp import text


class WaitingTimes:
    """One desk's; EndedStream.finish puts them here. With Redis they are lost: fewer than ten of a kind."""

    def __init__(self, redis: Redis, desk: str) -> None:
        self._redis = redis
        self._key = keys.desk_key(desk, "times")

    async def all(self) -> dict[str, str]:
        """Name → what waits under it."""
        return {text(name): text(sealed) for name, sealed in (await self._redis.hgetall(self._key)).items()}

    async def names(self) -> list[str]:
        return [text(name) for name in await self._redis.hkeys(self._key)]

    async def count(self) -> int:
        return int(await self._redis.hlen(self._key))

    async def finish(self, names: Iterable[str]) -> None:
        """These are safe elsewhere, or of no use."""
        if wanted := list(names):
            await self._redis.hdel(self._key, *wanted)
