"""What waits to be stored and what could not be, for `/metrics`; read from Redis when asked."""

import contextlib

from prometheus_client import Gauge
from redis.exceptions import RedisError

from chat.context import Context
from chat.metrics import REGISTRY
from routing.stream import EndedStream

UNSTORED = Gauge("hearline_unstored_chats", "Closed chats that wait to be stored", ["desk"], registry=REGISTRY)
SET_ASIDE = Gauge("hearline_set_aside", "Entries that could not be stored", ["desk"], registry=REGISTRY)


async def measure(context: Context) -> None:
    """Bring both up to date; they keep their last value while Redis is away."""
    with contextlib.suppress(RedisError, OSError):
        for desk in context.desks:
            stream = EndedStream(context.redis, desk, context.gateway)
            UNSTORED.labels(desk).set(await stream.length())
            SET_ASIDE.labels(desk).set(await stream.aside_length())
