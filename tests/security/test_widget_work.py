"""In a crowd the widget does its proof of work in the background, and the teen comes in without noticing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from chat.demo.stack import Stack, free_port
from chat.demo.tether import Tether
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, Teen, enter
from tests.security.wire import join


@pytest.fixture
async def crowded(tether: Tether, tmp_path: Path) -> AsyncIterator[Stack]:
    """A service where the second join of a minute is a crowd."""
    it = Stack(tether, tmp_path, free_port(), {"HEARLINE_CALM_JOINS": "1"})
    it.start_all()
    for _ in range(3):
        await join(it.url, "de")
    yield it
    it.stop()


async def test_the_widget_does_the_work(crowded: Stack, browser: Browser) -> None:
    context = await enter(browser)
    page = await context.new_page()
    answers: list[tuple[str, int]] = []
    page.on("response", lambda answer: answers.append((answer.url.rpartition("/")[2], answer.status)))
    teen = Teen(page, crowded.url)
    await teen.open()
    await teen.start()
    await expect(teen.part("leave")).to_be_visible(timeout=SLOW_MS)
    assert ("challenge", 200) in answers
    assert ("chats", 201) in answers
    await context.close()
