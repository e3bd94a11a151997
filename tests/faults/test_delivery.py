"""Through every fault: each end shows the log's prefix, nothing twice, nothing that was called sent is lost; chats that
end leave exactly one record and no key."""

import contextlib
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bench.crowd import Crowd
from demo.redis_servers import Cluster, Sentinels
from tests.conftest import SHARE
from tests.faults.house import House
from tests.faults.scenes import OF_REDIS, SCENES, UNNOTICED, Scene, play_scene
from tests.faults.talk import Crowded
from tests.patience import dice_of

CHATS = 200 if "HEARLINE_LONG" in os.environ else 30 // SHARE


def marked(name: str) -> Any:
    """Those that Redis has a part in are seen on each kind of server."""
    return pytest.param(name, marks=[pytest.mark.any_redis] if name in OF_REDIS else [])


class Town:
    """A house with chats that are under way, for one fault after the other. What a fault leaves broken is told of that
    fault alone: the next one finds a house made anew."""

    def __init__(self, sql: str, *, many: "type[Sentinels] | type[Cluster] | None" = None, chats: int = CHATS) -> None:
        """`many`: the servers that stand for Valkey."""
        self._sql, self._many, self._count = sql, many, chats
        self._open = contextlib.AsyncExitStack()
        self._whole: tuple[House, Crowded] | None = None
        self.dice = dice_of("faults")

    async def whole(self) -> tuple[House, Crowded]:
        if self._whole is None:
            self._whole = await self._make()
        return self._whole

    async def lives_through(self, scene: Scene) -> None:
        """No promise is broken, and everybody goes on writing."""
        house, chats = await self.whole()
        before = chats.count()
        async with contextlib.AsyncExitStack() as broken:
            broken.push_async_callback(self.close)
            try:
                problems = await play_scene(scene, house, chats, self.dice, unnoticed=scene.__name__ in UNNOTICED)
            except Exception as problem:
                problem.add_note(house.errors())
                raise
            assert not problems, "\n".join([*problems[:5], *problems[-3:], house.errors()])
            assert chats.count() >= before + 2 * self._count
            broken.pop_all()

    async def close(self) -> None:
        self._whole = None
        await self._open.aclose()

    async def _make(self) -> tuple[House, Crowded]:
        house = House(sql=self._sql, many=self._many)
        self._open.push_async_callback(house.stop)
        await house.start()
        crowd = Crowd(house.redis_url, house.stack.secret)
        await crowd.start()
        self._open.push_async_callback(crowd.stop)
        chats = Crowded(house, crowd, self._count, self.dice)
        self._open.push_async_callback(chats.close)
        await chats.open()
        return house, chats


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(postgres_server: str) -> AsyncIterator[Town]:
    it = Town(postgres_server)
    yield it
    await it.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", [marked(name) for name in SCENES])
async def test_nothing_is_lost_or_repeated(name: str, town: Town) -> None:
    await town.lives_through(SCENES[name])
