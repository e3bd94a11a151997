"""A connection of redis-py that the other side closes just as something is sent, on the loop of the service."""

import pytest
import uvloop
from redis.exceptions import ConnectionError

from routing.open import slow_redis


def test_it_is_away_and_the_next_call_has_another(valkey_url: str) -> None:
    async def met() -> None:
        redis = slow_redis(valkey_url)
        connection = await redis.connection_pool.get_connection()
        connection._writer.transport.abort()
        with pytest.raises(ConnectionError):
            await connection.send_command("PING")
        assert not connection.is_connected
        await redis.connection_pool.release(connection)
        assert await redis.ping()
        await redis.aclose()

    uvloop.run(met())
