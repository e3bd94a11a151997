"""A failover in the middle of chats: the replica is promoted, the old primary takes no writes, and connections to
it are kept. All words arrive, joining works again within ten seconds, and /readyz tells the truth meanwhile."""

import asyncio
import json
import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bench.crowd import Crowd
from chat.client.teen import TeenClient
from demo.ports import HOST
from demo.stack import readiness
from tests.faults.house import House
from tests.faults.papers import persist
from tests.faults.talk import Crowded, Way
from tests.patience import PATIENCE_S, dice_of

CHATS = 50 if "HEARLINE_LONG" in os.environ else 15
PAUSE_S = 1.0
JOIN_WITHIN_S = 10.0


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    it = House(standby=True)
    await it.start()
    yield it
    await it.stop()


async def demote(house: House) -> None:
    """The replica is promoted and the primary follows it; who is connected stays so, and who comes goes to it, too."""
    assert house.standby is not None
    await house.tell(house.standby, "REPLICAOF", "NO", "ONE")
    await house.tell(house.valkey, "REPLICAOF", HOST, str(house.standby.port))


async def readied(house: House, status: int) -> None:
    """Both gateways say so."""
    async with asyncio.timeout(PATIENCE_S):
        for port in house.ports.values():
            while not (answer := await asyncio.to_thread(readiness, port)).startswith(str(status)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            assert json.loads(answer.partition(" ")[2])["parts"]["redis"] is (status == 200)


async def joined(house: House) -> str:
    teen, token = TeenClient(Way(house)), ""
    try:

        async def wish() -> str:
            nonlocal teen, token
            await teen.close()
            teen = TeenClient(Way(house))
            token = teen.token = token or teen.token
            return await teen.join("nl", JOIN_WITHIN_S)

        return await persist(wish, JOIN_WITHIN_S)
    finally:
        await teen.close()


@pytest.mark.any_redis(long=True)
async def test_a_failover_loses_no_word_and_nobody_waits_long(house: House) -> None:
    crowd = Crowd(f"redis://{HOST}:{house.back.port}", house.stack.secret)
    await crowd.start()
    chats = Crowded(house, crowd, CHATS, dice_of("failover"))
    try:
        await chats.open()
        chats.start(PAUSE_S, at_once=True)
        await demote(house)
        await readied(house, 503)
        written = chats.count()
        house.valkey, house.standby = house.standby, house.valkey
        assert await joined(house)
        await readied(house, 200)
        problems = await chats.settle()
        assert not problems, "\n".join(problems[:5])
        assert chats.count() >= written + 2 * CHATS
    finally:
        await chats.close()
        await crowd.stop()
