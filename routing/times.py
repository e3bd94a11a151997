"""Exact times of stored chats, sealed, until ten can be stored together. Input and output only."""

from collections.abc import Callable, Iterable, Mapping

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

    async def replace(self, changed: Callable[[Mapping[str, str]], dict[str, str]]) -> int:
        """Put what `changed` makes of all that wait in their place; how many. Raises WatchError when some were taken
        away or came meanwhile."""
        async with self._redis.pipeline(transaction=True) as pipe:
            await pipe.watch(self._key)
            found = await pipe.hgetall(self._key)
            wanted = changed({text(name): text(sealed) for name, sealed in found.items()})
            pipe.multi()  # type: ignore[no-untyped-call]
            if wanted:
                pipe.hset(self._key, items=[part for pair in wanted.items() for part in pair])
            await pipe.execute()
        return len(wanted)

    async def finish(self, names: Iterable[str]) -> None:
        """These are safe elsewhere, or of no use."""
        if wanted := list(names):
            await self._redis.hdel(self._key, *wanted)
