"""A store on each database, with the newest schema."""

from collections.abc import AsyncIterator

import pytest

from storage import Store, open_store


@pytest.fixture
async def store(ready_store_url: str) -> AsyncIterator[Store]:
    """Empty, on SQLite and on PostgreSQL in turn."""
    it = open_store(ready_store_url)
    await it.start()
    yield it
    await it.close()
