"""Clocks that jump, pages that freeze, sockets that are dead unawares: no word is lost, nobody waits long."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e import sockets
from tests.e2e.helpline import Helper, on_duty
from tests.e2e.people import Counsellor, Teen, enter, words

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHIFT_CLOCK = "(ms) => { const real = Date.now; Date.now = () => real.call(Date) + ms; }"
HIDE = """() => {
  Object.defineProperty(document, "hidden", {get: () => true});
  Object.defineProperty(document, "visibilityState", {get: () => "hidden"});
  const real = setTimeout;
  window.setTimeout = (act, ms, ...more) => real(act, Math.max(60_000, ms), ...more);
  document.dispatchEvent(new Event("visibilitychange"));
}"""
HOUR = 3_600_000


@pytest_asyncio.fixture(loop_scope="session")
async def talk(teen: Teen, stack: Stack) -> AsyncIterator[Helper]:
    """The teen and An, connected, with the page's sockets in the test's hand."""
    await sockets.hold(teen.page)
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start()
        await an.accept()
        await teen.say("hallo")
        await an.reads("hallo")
        yield an


@pytest.mark.parametrize("jump", [-HOUR, HOUR])
async def test_a_clock_that_jumps_costs_neither_the_connection_nor_time(teen: Teen, talk: Helper, jump: int) -> None:
    await teen.page.evaluate(SHIFT_CLOCK, jump)
    await teen.page.evaluate("sockets.at(-1).close(4000)")
    await teen.say("na de sprong")
    await talk.reads("na de sprong")
    await teen.say("en daarna")
    await talk.reads("en daarna")
    assert talk.heard == ["hallo", "na de sprong", "en daarna"]
    assert await sockets.count(teen.page) == 2
    await expect(teen.part("away")).to_be_hidden()


async def test_a_socket_that_is_dead_without_a_word_is_given_up_and_the_words_arrive(teen: Teen, talk: Helper) -> None:
    await sockets.deafen(teen.page)
    await teen.say("over een dode lijn")
    await expect(teen.page.get_by_text(words("nl", "widget.mark.sending"))).to_be_visible()
    await talk.reads("over een dode lijn")
    assert await sockets.count(teen.page) == 2
    assert talk.heard == ["hallo", "over een dode lijn"]


async def test_a_page_that_was_frozen_looks_at_its_connection_when_it_goes_on(teen: Teen, talk: Helper) -> None:
    await sockets.deafen(teen.page)
    await teen.page.evaluate("document.dispatchEvent(new Event('resume'))")
    await teen.say("weer wakker")
    await talk.reads("weer wakker")
    assert await sockets.count(teen.page) == 2
    assert talk.heard == ["hallo", "weer wakker"]


async def test_a_hidden_page_comes_back_on_time_though_its_own_timers_hardly_run(
    teen: Teen, browser: Browser, stack: Stack
) -> None:
    context = await enter(browser)
    an = Counsellor(await context.new_page(), stack.url)
    for page in (teen.page, an.page):
        await sockets.hold(page)
    await an.sign_in("an")
    await an.be_available()
    await teen.open()
    await teen.start()
    await an.accept()
    for page in (teen.page, an.page):
        await page.evaluate(HIDE)
        await sockets.cut(page)
        await sockets.cut(page, False)
    await teen.say("in een tab op de achtergrond")
    await an.reads("in een tab op de achtergrond")
    assert [len(page.workers) for page in (teen.page, an.page)] == [1, 1]
    await an.end()
    await an.fill_form()
    await context.close()
