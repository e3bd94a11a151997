"""Three Sentinels, a primary and a replica, and chats in the middle of which another becomes the primary: nobody loses
a word that was called sent, and everybody talks on."""

import os
import random
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from demo.redis_servers import Sentinels, until
from tests.faults.house import House
from tests.faults.scenes import Scene
from tests.faults.test_delivery import Town

LONG = pytest.mark.endurance


def sentinels(house: House) -> Sentinels:
    assert isinstance(house.many, Sentinels)
    return house.many


async def handed_over(house: House, dice: random.Random) -> None:
    """An operator asks for it: the former primary lives, and takes writes for a moment that nobody will have."""
    servers = sentinels(house)
    former = await servers.primary()
    await until(servers.failed_over, "a failover that begins")
    await servers.switched(former)
    await until(lambda: servers.follows(former), "a former primary that follows")


async def killed(house: House, dice: random.Random) -> None:
    """The primary dies, and comes back empty as a replica."""
    servers = sentinels(house)
    former = await servers.primary()
    former.kill()
    await servers.switched(former)
    former.start()
    await until(lambda: servers.follows(former), "a former primary that follows")


async def stopped(house: House, dice: random.Random) -> None:
    """The primary stands still, and wakes as one who does not know that another was chosen."""
    servers = sentinels(house)
    former = await servers.primary()
    former.signal(signal.SIGSTOP)
    await servers.switched(former)
    former.signal(signal.SIGCONT)
    await until(lambda: servers.follows(former), "a former primary that follows")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(postgres_server: str) -> AsyncIterator[Town]:
    it = Town(postgres_server, many=Sentinels, chats=200 if "HEARLINE_LONG" in os.environ else 12)
    yield it
    await it.close()


@pytest.mark.any_redis
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("scene", [handed_over, killed, pytest.param(stopped, marks=LONG)])
async def test_another_primary_in_the_middle_of_chats(scene: Scene, town: Town) -> None:
    await town.lives_through(scene)
