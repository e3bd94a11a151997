"""In a crowd the widget does its proof of work in the background, and the teen comes in without noticing."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Response, expect

from demo.stack import Stack, free_port
from demo.tether import Tether
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, Teen, enter
from tests.security.wire import join

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def crowded(tether: Tether, tmp_path: Path, prepared: Callable[[Path], Path]) -> AsyncIterator[Stack]:
    """A service where the second join of a minute is a crowd."""
    it = Stack(tether, prepared(tmp_path), free_port(), {"HEARLINE_CALM_JOINS": "1"})
    it.start_all()
    for _ in range(3):
        await join(it.url, "de")
    yield it
    it.stop()


class Watched:
    """A teen at the widget, and what their browser did."""

    def __init__(self, page: Page, url: str) -> None:
        self.teen = Teen(page, url)
        self.workers: list[str] = []
        self.asked: list[Response] = []
        self.joins: list[dict[str, Any]] = []
        page.on("worker", lambda worker: self.workers.append(worker.url))
        page.on("response", lambda answer: self.asked.append(answer) if answer.url.endswith("/challenge") else None)
        page.on("request", lambda made: self.joins.append(made.post_data_json) if made.url.endswith("/chats") else None)

    async def comes_in(self) -> None:
        await self.teen.open()
        await self.teen.start()
        await expect(self.teen.part("leave")).to_be_visible(timeout=SLOW_MS)

    async def difficulties(self) -> list[int]:
        return [(await answer.json())["difficulty"] for answer in self.asked]


async def test_the_widget_does_the_work_in_a_worker_of_its_own(crowded: Stack, browser: Browser) -> None:
    context = await enter(browser)
    it = Watched(await context.new_page(), crowded.url)
    await it.comes_in()
    assert [difficulty > 0 for difficulty in await it.difficulties()] == [True]
    assert [url.startswith(f"{crowded.url}/static/widget/") for url in it.workers] == [True]
    assert [bool(join.get("pow")) for join in it.joins] == [True]
    await context.close()


async def test_when_it_is_calm_nobody_works(stack: Stack, browser: Browser) -> None:
    context = await enter(browser)
    it = Watched(await context.new_page(), stack.url)
    await it.comes_in()
    assert set(await it.difficulties()) == {0}
    assert it.workers == []
    assert [bool(join.get("pow")) for join in it.joins] == [False]
    await it.teen.leave()
    await context.close()
