"""A cluster that does not answer for a key is away, as a server is: no error of redis-py's own gets past its client."""

from collections.abc import Awaitable, Callable
from typing import Any
from unittest.mock import patch

import pytest
from redis.asyncio import RedisCluster
from redis.asyncio.cluster import ClusterPipeline
from redis.exceptions import RedisClusterException, RedisError, SlotNotCoveredError

from routing.open import slow_redis

CLUSTER = "redis+cluster://127.0.0.1:7000"


@pytest.mark.parametrize(
    "problem",
    [
        SlotNotCoveredError("Slot 1"),
        RedisClusterException("cannot be connected"),
        KeyError(5),
        AttributeError("'NoneType' object has no attribute 'execute_command'"),
    ],
)
@pytest.mark.parametrize(
    ("kind", "called", "asks"),
    [
        (RedisCluster, "execute_command", lambda redis: redis.get("x")),
        (ClusterPipeline, "execute", lambda redis: redis.pipeline(transaction=True).execute()),
        (RedisCluster, "initialize", lambda redis: redis.pipeline().__aenter__()),
    ],
)
async def test_what_a_cluster_cannot_say_is_an_error_of_redis(
    kind: type[Any], called: str, asks: Callable[[Any], Awaitable[Any]], problem: Exception
) -> None:
    redis = slow_redis(CLUSTER)
    with patch.object(kind, called, side_effect=problem), pytest.raises(RedisError):
        await asks(redis)
    await redis.aclose()


async def test_a_slot_that_nobody_holds_is_an_error_of_redis() -> None:
    redis: Any = slow_redis(CLUSTER)
    redis._initialize = False
    manager = redis.nodes_manager
    manager.default_node = next(iter(manager.startup_nodes.values()))
    with patch.object(RedisCluster, "_determine_slot", return_value=5), pytest.raises(RedisError):
        await redis.zcard("x")
    await redis.aclose()
