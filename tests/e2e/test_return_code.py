"""A return code in the browser: from a phone that others use to a device of one's own, waiting and in the chat."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.helpline import on_duty
from tests.e2e.people import SLOW_MS, Teen, enter, words
from tests.e2e.staff_pages import console, wrap_up_all
from tests.e2e.test_widget_screens import is_clean

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def other(browser: Browser, stack: Stack) -> AsyncIterator[Teen]:
    """The same teen at a device of their own, which speaks French."""
    context = await enter(browser, "fr", viewport={"width": 390, "height": 844})
    yield Teen(await context.new_page(), stack.url, "fr")
    await context.close()


async def ask(teen: Teen) -> str:
    """The four words, as the page shows them."""
    await expect(teen.part("leave")).to_be_visible(timeout=SLOW_MS)
    await teen.part("leave").click()
    await teen.part("elsewhere").last.click()
    await teen.part("code").wait_for()
    return str(await teen.part("code").inner_text())


async def type_in(teen: Teen, code: str) -> None:
    await teen.part("have-code").locator("summary").click()
    await teen.part("code").fill(code)
    await teen.part("code").press("Enter")


async def is_over(teen: Teen) -> None:
    """The old page: said plainly, wiped, nothing to reread."""
    title = teen.page.get_by_role("heading", name=words(teen.language, "widget.ended.moved.title"))
    await expect(title).to_be_visible(timeout=SLOW_MS)
    await expect(teen.page.locator("details, .bubble, textarea")).to_have_count(0)
    assert "hearline.chat" not in await teen.kept()
    await is_clean(teen.page, "moved")


async def test_a_place_goes_along_and_the_first_page_says_so(teen: Teen, other: Teen, stack: Stack) -> None:
    await teen.open()
    await teen.start()
    code = await ask(teen)
    await is_clean(teen.page, "a return code")
    await other.open()
    await type_in(other, "tofi radu mina fetu")
    await expect(other.page.get_by_text(words("fr", "widget.have.why.gone"))).to_be_visible()
    await is_clean(other.page, "no such code")
    await other.part("code").fill(code.upper().replace(" ", "-"))
    await other.part("code-go").click()
    await expect(other.page.get_by_role("heading", name=words("fr", "widget.waiting.title"))).to_be_visible()
    await is_over(teen)
    await other.page.reload()
    await expect(other.part("kept")).to_have_text(words("fr", "widget.keep.back"), timeout=SLOW_MS)
    async with on_duty(stack.url, "an") as an:
        chat = await an.accept()
        an.client.say(chat, "dag Noor")
        await other.reads("dag Noor")
        await an.client.finish(chat)


async def test_a_chat_goes_on_and_nothing_of_before_is_there(
    teen: Teen, other: Teen, stack: Stack, browser: Browser
) -> None:
    async with console(browser, stack.url, "an") as an:
        await teen.open()
        await teen.start()
        await an.accept()
        await teen.say("op de telefoon van school")
        await an.reads("op de telefoon van school")
        code = await ask(teen)
        await is_clean(teen.page, "a return code in the chat")
        await other.open()
        await type_in(other, code)
        await expect(other.page.get_by_text(words("fr", "widget.happening.returned"))).to_be_visible(timeout=SLOW_MS)
        await is_over(teen)
        await expect(an.page.get_by_text(words("nl", "console.returned.line"))).to_be_visible(timeout=SLOW_MS)
        await other.say("thuis nu")
        await an.reads("thuis nu")
        await an.say("fijn dat je er bent")
        await other.reads("fijn dat je er bent")
        assert await other.transcript() == ["thuis nu", "fijn dat je er bent"]
        assert await an.transcript() == ["op de telefoon van school", "thuis nu", "fijn dat je er bent"]
        await is_clean(other.page, "after coming back")
        await other.page.reload()
        await other.reads("fijn dat je er bent")
        assert await other.transcript() == ["thuis nu", "fijn dat je er bent"]
        await an.end()
        await wrap_up_all(an)


async def test_a_page_that_was_away_while_its_chat_left_says_so_too(teen: Teen, other: Teen, stack: Stack) -> None:
    await teen.open()
    await teen.start()
    code = await ask(teen)
    await teen.page.wait_for_function("'hearline.chat' in sessionStorage")
    address = teen.page.url
    await teen.page.goto("about:blank")
    await other.open()
    await type_in(other, code)
    await expect(other.page.get_by_role("heading", name=words("fr", "widget.waiting.title"))).to_be_visible()
    await teen.page.goto(address)
    await is_over(teen)
    await other.leave()


async def test_leaving_the_device_ends_nothing(teen: Teen, other: Teen, stack: Stack) -> None:
    await teen.open()
    await teen.start()
    code = await ask(teen)
    await teen.part("leave-device").click()
    await teen.page.wait_for_url("https://www.meteo.be/**")
    await other.open()
    await type_in(other, code)
    await expect(other.page.get_by_role("heading", name=words("fr", "widget.waiting.title"))).to_be_visible()
    await other.leave()
    await expect(other.page.get_by_role("heading", name=words("fr", "widget.ended.abandoned.title"))).to_be_visible()
