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


@pytest.mark.parametrize("problem", [SlotNotCoveredError("Slot 1"), RedisClusterException("cannot be connected")])
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
