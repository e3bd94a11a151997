"""A store with its tables, on each database."""

from collections.abc import AsyncIterator

import pytest

from storage import Store, open_store


@pytest.fixture
async def store(ready_store_url: str) -> AsyncIterator[Store]:
    it = open_store(ready_store_url)
    yield it
    await it.close()
