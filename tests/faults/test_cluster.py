"""A Redis Cluster of three primaries with a replica each, and chats in the middle of which slots move and primaries
die: nobody loses a word that was called sent, and everybody talks on."""

import os
import random
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from redis.crc import key_slot

from demo.redis_servers import Cluster, Server, until
from routing import keys
from tests.faults.house import House
from tests.faults.scenes import Scene
from tests.faults.test_delivery import Town

LONG = pytest.mark.endurance
DESK = key_slot(keys.tag("main").encode())


def cluster(house: House) -> Cluster:
    assert isinstance(house.many, Cluster)
    return house.many


async def the_desk_moves(house: House, dice: random.Random) -> None:
    """Its slot goes to another node, key by key, while everybody talks."""
    servers = cluster(house)
    former = await servers.holder(DESK)
    await servers.move(DESK, await servers.another(former))


async def the_desk_moves_as_a_whole(house: House, dice: random.Random) -> None:
    servers = cluster(house)
    await servers.move_whole(DESK, await servers.another(await servers.holder(DESK)))


async def the_logs_move(house: House, dice: random.Random) -> None:
    """The slots of all chats of one node, one after the other."""
    servers = cluster(house)
    former = await servers.another(await servers.holder(DESK))
    for key in await former.tell("KEYS", "{chat:*:meta"):
        await servers.move(key_slot(key.encode()), await servers.another(former))


async def the_desks_primary_dies(house: House, dice: random.Random) -> None:
    await _dies(cluster(house), await cluster(house).holder(DESK))


async def a_primary_of_logs_dies(house: House, dice: random.Random) -> None:
    servers = cluster(house)
    await _dies(servers, await servers.another(await servers.holder(DESK)))


async def _dies(servers: Cluster, node: Server) -> None:
    """It comes back as a replica of the one that took its place."""
    node.kill()
    await servers.replaced(node)
    node.start()
    await until(servers.well, "six nodes again")


async def a_primary_stands_still(house: House, dice: random.Random) -> None:
    """And wakes as one who does not know that another was chosen."""
    servers = cluster(house)
    node = await servers.holder(DESK)
    node.signal(signal.SIGSTOP)
    await servers.replaced(node)
    node.signal(signal.SIGCONT)
    await until(servers.well, "six nodes again")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(postgres_server: str) -> AsyncIterator[Town]:
    it = Town(postgres_server, many=Cluster, chats=200 if "HEARLINE_LONG" in os.environ else 12)
    yield it
    await it.close()


SCENES = [
    the_desk_moves,
    the_desks_primary_dies,
    pytest.param(the_desk_moves_as_a_whole, marks=LONG),
    pytest.param(the_logs_move, marks=LONG),
    pytest.param(a_primary_of_logs_dies, marks=LONG),
    pytest.param(a_primary_stands_still, marks=LONG),
]


@pytest.mark.any_redis(long=True)
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("scene", SCENES)
async def test_the_cluster_changes_in_the_middle_of_chats(scene: Scene, town: Town) -> None:
    await town.lives_through(scene)
