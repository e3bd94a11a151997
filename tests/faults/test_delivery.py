"""Through every fault: each end shows the log's prefix, nothing twice, nothing that was called sent is lost; chats that
end leave exactly one record and no key."""

import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bench.crowd import Crowd
from tests.faults.house import House
from tests.faults.scenes import OF_REDIS, SCENES, play
from tests.faults.talk import Crowded

CHATS = 200
SEED = 20


def marked(name: str) -> Any:
    """Those that Redis has a part in are seen on each kind of server."""
    return pytest.param(name, marks=[pytest.mark.any_redis] if name in OF_REDIS else [])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def talking(postgres_server: str) -> AsyncIterator[tuple[House, Crowded, random.Random]]:
    """A house with chats that are under way; shared, since what one fault leaves broken the next must show."""
    dice = random.Random(SEED)
    house = House(sql=postgres_server)
    await house.start()
    crowd = Crowd(house.redis_url, house.stack.secret)
    await crowd.start()
    chats = Crowded(house, crowd, CHATS, dice)
    await chats.open()
    yield house, chats, dice
    await chats.close()
    await crowd.stop()
    await house.stop()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", [marked(name) for name in SCENES])
async def test_nothing_is_lost_or_repeated(name: str, talking: tuple[House, Crowded, random.Random]) -> None:
    house, chats, dice = talking
    before = chats.count()
    problems = await play(name, house, chats, dice)
    assert not problems, "\n".join([*problems[:5], *problems[-3:]])
    assert chats.count() >= before + 2 * CHATS
