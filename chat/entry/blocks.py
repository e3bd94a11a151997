"""Whether anybody is blocked at a desk just now, asked of Redis at most every ten seconds."""

import time
from typing import Any

from chat.redis_time import now_ms
from routing import keys

REMEMBER_S = 10.0


class Blocks:
    """`stand` is what admission asks: while a block stands, tabs without a pass do a little work. `redis`: a redis-py
    asyncio client."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self._known: dict[str, tuple[float, bool]] = {}

    async def stand(self, desk: str) -> bool:
        until, found = self._known.get(desk, (0.0, False))
        if until <= time.monotonic():
            found = await self._redis.zcount(keys.desk_key(desk, "blocked"), now_ms(), "+inf") > 0
            self._known[desk] = (time.monotonic() + REMEMBER_S, found)
        return found
