"""Several processes tell one desk its hours, while the store and Redis fail them."""

from types import SimpleNamespace
from typing import Any

from redis.asyncio import Redis

from chat.jobs.desk_timers import DeskFollower
from routing.desk import Desk
from storage.errors import StoreDown
from tests.unit.test_desk_timers import ALWAYS


class Process:
    """One that follows the store, at the moment that it is given."""

    def __init__(self, redis: Redis) -> None:
        self.now, self.down, self.desk = 0.0, False, Desk(redis, "main")
        context: Any = SimpleNamespace(store=SimpleNamespace(hours=self, settings=SimpleNamespace(desk=self.settings)))
        self._follower = DeskFollower(context, self.desk, lambda: self.now)

    async def get(self, _desk: str) -> object:
        if self.down:
            raise StoreDown
        return SimpleNamespace(definition=ALWAYS)

    async def settings(self, _desk: str) -> dict[str, int]:
        return {}

    async def at(self, now: float) -> str:
        self.now = now
        await self._follower.tell()
        return (await self.desk.board()).service


async def test_who_never_reached_the_store_closes_no_desk_of_a_redis_that_forgot(redis: Redis) -> None:
    knows, new = Process(redis), Process(redis)
    assert await knows.at(0) == "open"
    knows.down = new.down = True
    assert await new.at(0) == "open"
    await redis.flushall()
    assert await new.at(2) == "closed", "nobody has told it any hours"
    assert await knows.at(2) == "open"
    assert await new.at(4) == "open"
