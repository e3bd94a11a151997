"""Reloads and a second tab while the other end goes on writing: nobody misses a line, nobody sees one twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, Counsellor, Teen, enter, words

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINES = 4


@pytest_asyncio.fixture(loop_scope="session")
async def counsellor(browser: Browser, stack: Stack) -> AsyncIterator[Counsellor]:
    context = await enter(browser)
    it = Counsellor(await context.new_page(), stack.url)
    await it.sign_in("an")
    await it.be_available()
    yield it
    await context.close()


async def count(person: Teen | Counsellor, which: str) -> list[str]:
    """A few numbered lines, written while something else happens."""
    lines = [f"{which} {number}" for number in range(1, LINES + 1)]
    for line in lines:
        await person.say(line)
        await asyncio.sleep(0.1)
    return lines


async def same(said: list[str], *people: Teen | Counsellor) -> None:
    """Everybody shows every line once; all show them in one order, and each writer's in the order of writing."""
    for person in people:
        for line in said:
            await person.reads(line)
    shown = [await person.transcript() for person in people]
    assert all(one == shown[0] for one in shown), shown
    assert sorted(shown[0]) == sorted(said)
    for which in {line.split()[0] for line in said}:
        mine = [line for line in shown[0] if line.split()[0] == which]
        assert mine == [line for line in said if line.split()[0] == which]


async def test_reloads_and_a_second_tab_in_the_middle_of_the_talk(
    teen: Teen, counsellor: Counsellor, profile: BrowserContext, stack: Stack
) -> None:
    await teen.open()
    await teen.start()
    await counsellor.accept()
    said = await count(teen, "begin")
    await same(said, teen, counsellor)

    said += (await asyncio.gather(count(counsellor, "answer"), teen.page.reload()))[0]
    await same(said, teen, counsellor)

    said += (await asyncio.gather(count(teen, "question"), counsellor.page.reload()))[0]
    await same(said, teen, counsellor)

    await teen.say("last words")
    await teen.page.reload()
    said.append("last words")
    await same(said, teen, counsellor)

    tab = Teen(await profile.new_page(), stack.url)
    await teen.copy_to(tab.page)
    said += (await asyncio.gather(count(counsellor, "more"), tab.page.goto(f"{stack.url}/widget/main")))[0]
    told = words("nl", "widget.trouble.newer_connection.title")
    await expect(teen.page.get_by_role("heading", name=told)).to_be_visible(timeout=SLOW_MS)
    said += await count(tab, "tab")
    await same(said, tab, counsellor)

    await counsellor.end()
    await expect(tab.part("again")).to_be_visible(timeout=SLOW_MS)
    await counsellor.fill_form()
