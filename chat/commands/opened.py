"""The store and Redis for as long as one command runs."""

import contextlib
from collections.abc import AsyncIterator

from routing.open import open_pipe
from routing.pipe import Pipe
from storage.store import Store, open_store


@contextlib.asynccontextmanager
async def opened_store(database_url: str, *, ready: bool = True) -> AsyncIterator[Store]:
    """`ready`: its tables must be those of this program. Raises StoreError."""
    store = open_store(database_url)
    try:
        if ready:
            await store.start()
        yield store
    finally:
        await store.close()


@contextlib.asynccontextmanager
async def opened_pipe(redis_url: str) -> AsyncIterator[Pipe]:
    """Raises RoutingError."""
    pipe = open_pipe(redis_url)
    try:
        await pipe.start()
        yield pipe
    finally:
        await pipe.stop()
