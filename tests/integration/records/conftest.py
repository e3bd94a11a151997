"""A store with its tables, on each database."""

from collections.abc import AsyncIterator

import pytest

from storage import Store, open_store
from storage.migrate import migrate


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    await migrate(store_url)
    it = open_store(store_url)
    yield it
    await it.close()
