"""Three Sentinels, a primary and a replica, and chats in the middle of which another becomes the primary: nobody loses
a word that was called sent, and everybody talks on."""

import contextlib
import os
import random
import signal
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chat.entry.tokens import new_id
from demo.ports import HOST
from demo.redis_servers import Sentinels, Server, until
from routing.desk import Desk
from routing.errors import Refused
from routing.log import ChatLog
from routing.pipe import Pipe
from tests.faults.house import House
from tests.faults.scenes import Scene
from tests.faults.talk import Crowded
from tests.faults.test_delivery import Town
from tests.patience import PATIENCE_S

LONG = pytest.mark.endurance
HANDED_OVER = 6


def sentinels(house: House) -> Sentinels:
    assert isinstance(house.many, Sentinels)
    return house.many


async def handed_over(house: House, dice: random.Random) -> None:
    """An operator asks for it: the former primary lives, and takes writes for a moment that nobody will have."""
    servers = sentinels(house)
    former = await servers.primary()
    await until(servers.failed_over, "a failover that begins")
    await servers.switched(former)
    await until(servers.well, "a former primary that follows")


async def killed(house: House, dice: random.Random) -> None:
    """The primary dies, and comes back empty as a replica."""
    servers = sentinels(house)
    former = await servers.primary()
    former.kill()
    await servers.switched(former)
    former.start()
    await until(servers.well, "a former primary that follows")


async def stopped(house: House, dice: random.Random) -> None:
    """The primary stands still, and wakes as one who does not know that another was chosen."""
    servers = sentinels(house)
    former = await servers.primary()
    former.signal(signal.SIGSTOP)
    await servers.switched(former)
    former.signal(signal.SIGCONT)
    await until(servers.well, "a former primary that follows")


async def two_primaries(house: House, chats: Crowded, dice: random.Random, wait_s: float) -> None:
    """One gateway sees neither Sentinels nor the new primary, and the former one cannot be told to follow: for more
    than a minute both take writes, people change sides, counsellors are lost to each, and both raise fences."""
    servers = sentinels(house)
    former = leads_to = await servers.primary()
    way = await house.proxy_to(lambda: [f"{HOST}:{leads_to.port}"])
    await house.stop_gateway("web2")
    house.set("REDIS_URL", f"redis://{HOST}:{way.port}")
    house.start_gateway("web2")
    await house.ready("web2")
    await former.tell("ACL", "SETUSER", "default", "-replicaof", "-slaveof")
    await until(servers.failed_over, "a failover that begins")
    now = await servers.switched(former)
    raised = [await fences(server) for server in (former, now)]
    some = sorted(set(raised[0]) & set(raised[1]))[:HANDED_OVER]
    for server in (former, now):
        await requeue(server, some)
    for _ in range(3):
        until_s = time.monotonic() + wait_s / 3
        while time.monotonic() < until_s:
            await chats.take_over()
        for passage in house.front.some(0.3, dice):
            passage.cut()
    both = [await fences(server) for server in (former, now)]
    assert all(
        one[chat] > before[chat] for one, before in zip(both, raised, strict=True) for chat in some if chat in one
    )
    await former.tell("ACL", "SETUSER", "default", "+replicaof", "+slaveof")
    leads_to = await servers.primary()
    await until(servers.well, "a former primary that follows")
    leads_to = await servers.primary()


async def fences(server: Server) -> dict[str, int]:
    """By chat, as its log there has it."""
    found = {}
    for key in await server.tell("KEYS", "{chat:*:meta"):
        found[key[6:-6]] = int(await server.tell("HGET", key, "fence") or 0)
    return found


async def requeue(server: Server, chats: list[str]) -> None:
    """Handed on to somebody else, by a supervisor whose gateway sees this primary alone."""
    pipe = Pipe(f"redis://{HOST}:{server.port}")
    await pipe.start()
    try:
        for chat in chats:
            with contextlib.suppress(Refused):
                fence = await Desk(pipe, "main").requeue(new_id(), "senior", chat)
                await ChatLog(pipe).raise_fence(chat, fence)
    finally:
        await pipe.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(postgres_server: str) -> AsyncIterator[Town]:
    it = Town(postgres_server, many=Sentinels, chats=200 if "HEARLINE_LONG" in os.environ else 12)
    yield it
    await it.close()


SCENES = [killed, *(pytest.param(scene, marks=LONG) for scene in (handed_over, stopped))]


@pytest.mark.any_redis(long=True)
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("scene", SCENES)
async def test_another_primary_in_the_middle_of_chats(scene: Scene, town: Town) -> None:
    await town.lives_through(scene)


@LONG
@pytest.mark.any_redis(long=True)
async def test_two_primaries_that_both_raise_fences(postgres_server: str) -> None:
    town = Town(postgres_server, many=Sentinels, chats=24)
    try:
        house, chats = await town.whole()
        chats.start(1.0, at_once=True)
        await two_primaries(house, chats, town.dice, 75.0)
        problems = await chats.settle_handed(time.monotonic() + 2 * PATIENCE_S)
        assert not problems, "\n".join(problems[:9])
    finally:
        await town.close()
