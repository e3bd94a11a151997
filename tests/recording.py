"""The recorder in tests: with a secret of its own, or without Redis at all."""

from redis.asyncio import Redis

from chat.entry.keyring import KeyRing
from chat.jobs.recorder import DeskRecorder, Recording
from storage import Store

RING = KeyRing(("the recorder's tests sign with this",))


def recorder(redis: Redis, store: Store, name: str = "one", desk: str = "main") -> DeskRecorder:
    return DeskRecorder(desk, redis, store, RING, name)


def recording(redis: Redis, store: Store, name: str = "one", desk: str = "main") -> Recording:
    return Recording(recorder(redis, store, name, desk))
