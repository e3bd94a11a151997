"""In a crowd the widget does its proof of work in the background, and the teen comes in without noticing."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, WebSocket, expect

from demo.ports import free_port
from demo.stack import Stack
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
    """A teen at the widget, and what their browser did: its workers, and the frames of its joining."""

    def __init__(self, page: Page, url: str) -> None:
        self.teen = Teen(page, url)
        self.workers: list[str] = []
        self.heard: list[str] = []
        self.said: list[dict[str, Any]] = []
        page.on("worker", lambda worker: self.workers.append(worker.url))
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda text: self.heard.append(json.loads(text)["t"]))
        socket.on("framesent", lambda text: self.said.append(json.loads(text)))

    async def comes_in(self) -> None:
        await self.teen.open()
        await self.teen.start()
        await expect(self.teen.part("leave")).to_be_visible(timeout=SLOW_MS)

    @property
    def joining(self) -> list[str]:
        """What the server said until the chat had begun."""
        return self.heard[: self.heard.index("joined") + 1]

    @property
    def works(self) -> list[str]:
        return [frame["answer"] for frame in self.said if frame["t"] == "work"]


async def test_the_widget_does_the_work_in_a_worker_of_its_own(crowded: Stack, browser: Browser) -> None:
    context = await enter(browser)
    it = Watched(await context.new_page(), crowded.url)
    await it.comes_in()
    assert it.joining == ["work_needed", "joined"]
    assert [url.startswith(f"{crowded.url}/static/widget/") for url in it.workers] == [True]
    assert [len(answer) > 100 for answer in it.works] == [True]
    await context.close()


async def test_when_it_is_calm_nobody_works(stack: Stack, browser: Browser) -> None:
    context = await enter(browser)
    it = Watched(await context.new_page(), stack.url)
    await it.comes_in()
    assert it.joining == ["joined"]
    assert it.workers == []
    assert it.works == []
    await it.teen.leave()
    await context.close()
