"""A store on each database, with the newest schema."""

from collections.abc import AsyncIterator

import pytest

from storage import Store, open_store
from storage.migrate import migrate


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    """Empty, on SQLite and on PostgreSQL in turn."""
    await migrate(store_url)
    it = open_store(store_url)
    await it.start()
    yield it
    await it.close()
