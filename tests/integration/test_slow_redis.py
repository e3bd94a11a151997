"""The client for what is not hot: a connection that the other side closed, or that leads to a replica, is left."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.exceptions import ReadOnlyError

from routing.open import slow_redis
from tests.faults.proxy import Proxy
from tests.patience import PATIENCE_S

AT_ONCE = 20


@pytest.fixture
async def proxy(redis: Redis, valkey_url: str) -> AsyncIterator[Proxy]:
    it = Proxy(lambda: [valkey_url.removeprefix("unix://")])
    await it.start()
    yield it
    await it.stop()


@pytest.fixture
async def client(proxy: Proxy) -> AsyncIterator[Redis]:
    it = slow_redis(f"redis://127.0.0.1:{proxy.port}")
    yield it
    await it.aclose()


async def idle(client: Redis, proxy: Proxy) -> None:
    """Several connections that nobody uses."""
    await asyncio.gather(*(client.ping() for _ in range(AT_ONCE)))
    assert len(proxy.passages) > 1


async def closed(client: Redis) -> None:
    """The news of the end has come to each connection."""
    idle = client.connection_pool._available_connections
    async with asyncio.timeout(PATIENCE_S):
        while not all([await one.can_read() for one in idle]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_idle_connections_that_were_closed_cost_nobody_an_error(client: Redis, proxy: Proxy) -> None:
    await idle(client, proxy)
    proxy.cut_all()
    await closed(client)
    assert all(await asyncio.gather(*(client.ping() for _ in range(AT_ONCE))))


async def test_those_that_the_server_closes_neither(client: Redis, proxy: Proxy, redis: Redis) -> None:
    await idle(client, proxy)
    await redis.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    await closed(client)
    async with client.pipeline(transaction=True) as pipe:
        pipe.set("k", 1)
        assert await pipe.execute() == [True]


async def test_a_replica_is_left_at_its_first_refusal(client: Redis, proxy: Proxy, redis: Redis) -> None:
    await client.set("k", 1)
    (before,) = proxy.passages
    await redis.execute_command("REPLICAOF", "127.0.0.1", "1")
    try:
        with pytest.raises(ReadOnlyError):
            await client.set("k", 2)
    finally:
        await redis.execute_command("REPLICAOF", "NO", "ONE")
    assert await client.set("k", 3)
    assert before not in proxy.passages
