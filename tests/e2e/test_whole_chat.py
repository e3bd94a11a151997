"""One real chat, from widget to record: teen, counsellor and supervisor, each in a browser of their own."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, Counsellor, Teen, enter
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass
class House:
    teen: Teen
    counsellor: Counsellor
    supervisor: Counsellor


@pytest_asyncio.fixture(loop_scope="session")
async def house(browser: Browser, stack: Stack) -> AsyncIterator[House]:
    contexts = [await enter(browser) for _ in range(3)]
    pages = [await context.new_page() for context in contexts]
    yield House(Teen(pages[0], stack.url), Counsellor(pages[1], stack.url), Counsellor(pages[2], stack.url))
    for context in contexts:
        await context.close()


async def records(stack: Stack) -> int:
    engine = create_async_engine(f"sqlite+aiosqlite:///{stack.folder}/hearline.db")
    async with engine.connect() as connection:
        count = (await connection.execute(text("SELECT count(*) FROM session"))).scalar_one()
    await engine.dispose()
    return int(count)


async def eventually(look: Callable[[], Awaitable[int]], wanted: int, within_s: float = PATIENCE_S) -> None:
    """So many, or more: a chat that a test before left behind may end just now, and is recorded, too."""
    until = time.monotonic() + within_s
    while (found := await look()) < wanted:
        assert time.monotonic() < until, f"{found}, not {wanted}"
        await asyncio.sleep(0.1)


async def test_a_whole_chat_with_a_reload_on_each_side(house: House, stack: Stack) -> None:
    teen, counsellor, supervisor = house.teen, house.counsellor, house.supervisor
    before = await records(stack)
    await counsellor.sign_in("an")
    await counsellor.be_available()
    await supervisor.sign_in("sofie", "/dashboard")
    await expect(supervisor.part("kpi-active")).to_contain_text("0", timeout=SLOW_MS)

    await teen.open()
    await teen.start()
    await counsellor.accept()
    await expect(supervisor.part("kpi-active")).to_contain_text("1", timeout=SLOW_MS)
    await teen.say("Hallo, ben je daar?")
    await counsellor.reads("Hallo, ben je daar?")
    await counsellor.say("Ja, vertel maar.")
    await teen.reads("Ja, vertel maar.")

    await teen.page.reload()
    await teen.reads("Ja, vertel maar.")
    await teen.say("Ze pesten me.")
    await counsellor.reads("Ze pesten me.")

    await counsellor.page.reload()
    await counsellor.reads("Ze pesten me.")
    await counsellor.say("Dat is niet oké.")
    await teen.reads("Dat is niet oké.")
    said = ["Hallo, ben je daar?", "Ja, vertel maar.", "Ze pesten me.", "Dat is niet oké."]
    assert await teen.transcript() == said
    assert await counsellor.transcript() == said

    await counsellor.end()
    await expect(teen.part("again")).to_be_visible(timeout=SLOW_MS)
    await expect(supervisor.part("kpi-active")).to_contain_text("0", timeout=SLOW_MS)
    await counsellor.fill_form()
    await expect(counsellor.part("status")).to_have_attribute("data-status", "available", timeout=SLOW_MS)
    await eventually(lambda: records(stack), before + 1)
