"""Through every fault: each end shows the log's prefix, nothing twice, nothing that was called sent is lost; chats that
end leave exactly one record and no key."""

import contextlib
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bench.crowd import Crowd
from tests.conftest import SHARE
from tests.faults.house import House
from tests.faults.scenes import OF_REDIS, SCENES, play
from tests.faults.talk import Crowded
from tests.patience import dice_of

CHATS = 200 if "HEARLINE_LONG" in os.environ else 30 // SHARE


def marked(name: str) -> Any:
    """Those that Redis has a part in are seen on each kind of server."""
    return pytest.param(name, marks=[pytest.mark.any_redis] if name in OF_REDIS else [])


class Town:
    """A house with chats that are under way, for one fault after the other. What a fault leaves broken is told of that
    fault alone: the next one finds a house made anew."""

    def __init__(self, sql: str) -> None:
        self._sql = sql
        self._open = contextlib.AsyncExitStack()
        self._whole: tuple[House, Crowded] | None = None
        self.dice = dice_of("faults")

    async def whole(self) -> tuple[House, Crowded]:
        if self._whole is None:
            self._whole = await self._make()
        return self._whole

    async def close(self) -> None:
        self._whole = None
        await self._open.aclose()

    async def _make(self) -> tuple[House, Crowded]:
        house = House(sql=self._sql)
        self._open.push_async_callback(house.stop)
        await house.start()
        crowd = Crowd(house.redis_url, house.stack.secret)
        await crowd.start()
        self._open.push_async_callback(crowd.stop)
        chats = Crowded(house, crowd, CHATS, self.dice)
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
    house, chats = await town.whole()
    before = chats.count()
    async with contextlib.AsyncExitStack() as broken:
        broken.push_async_callback(town.close)
        problems = await play(name, house, chats, town.dice)
        assert not problems, "\n".join([*problems[:5], *problems[-3:]])
        assert chats.count() >= before + 2 * CHATS
        broken.pop_all()
