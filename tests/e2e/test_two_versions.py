"""Pages that stay open while their house goes to another version, and are loaded anew in the middle of a chat."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, Counsellor, Teen, enter
from tests.version_before import tree_before

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.endurance]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tree_before(tmp_path_factory.mktemp("before") / "tree")


@pytest.fixture
async def house(tether: Tether, tmp_path: Path, prepared: Callable[[Path], Path]) -> AsyncIterator[Stack]:
    it = Stack(tether, prepared(tmp_path), free_port())
    it.start_valkey()
    yield it
    await asyncio.to_thread(it.stop)


@pytest_asyncio.fixture(loop_scope="session")
async def people(browser: Browser, house: Stack) -> AsyncIterator[tuple[Teen, Counsellor]]:
    contexts = [await enter(browser), await enter(browser)]
    pages = [await context.new_page() for context in contexts]
    yield Teen(pages[0], house.url), Counsellor(pages[1], house.url)
    for context in contexts:
        await context.close()


async def runs(house: Stack, code: Path) -> None:
    """One gateway and one worker of this tree, at the same address as those before them."""
    await asyncio.to_thread(house.stop)
    house.code = code
    for part in ("web", "worker"):
        house.start(part)
    await asyncio.to_thread(house.wait)


async def start(teen: Teen) -> None:
    """By the steps of either version."""
    await expect(teen.part("before-next").or_(teen.part("topic"))).to_be_visible(timeout=SLOW_MS)
    if await teen.part("before-next").count():
        await teen.start()
    else:
        await teen.part("nickname").fill("Noor")
        await teen.part("topic").select_option("cyberbullying")
        await teen.part("start").click()


@pytest.mark.parametrize("first", ["this", "before"])
async def test_a_chat_goes_on_in_the_other_version(
    first: str, people: tuple[Teen, Counsellor], house: Stack, before: Path
) -> None:
    teen, counsellor = people
    order = (ROOT, before) if first == "this" else (before, ROOT)
    await runs(house, order[0])
    await counsellor.sign_in("an")
    await counsellor.be_available()
    await teen.open()
    await start(teen)
    await counsellor.accept()
    await exchange(teen, counsellor, "one")
    await runs(house, order[1])
    await exchange(teen, counsellor, "two, with pages of the other version")
    await teen.page.reload()
    await counsellor.page.reload()
    await teen.reads("teen: one")
    await exchange(teen, counsellor, "three, with pages loaded anew")
    await counsellor.end()


async def exchange(teen: Teen, counsellor: Counsellor, text: str) -> None:
    await teen.say(f"teen: {text}")
    await counsellor.reads(f"teen: {text}")
    await counsellor.say(f"counsellor: {text}")
    await teen.reads(f"counsellor: {text}")
