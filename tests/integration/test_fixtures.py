"""The shared fixtures give what they promise."""

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.browsers import Browser


async def test_valkey_answers_and_starts_empty(redis: Redis) -> None:
    assert await redis.dbsize() == 0
    assert await redis.set("a", "b")
    assert await redis.get("a") == "b"


async def test_each_store_is_an_empty_database(store_url: str) -> None:
    engine = create_async_engine(store_url)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    await engine.dispose()


@pytest.mark.asyncio(loop_scope="session")
async def test_a_browser_shows_a_page(browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto("data:text/html,<title>Hello</title>")
    assert await page.title() == "Hello"
    await page.close()
