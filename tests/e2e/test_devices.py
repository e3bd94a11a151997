"""Clocks that jump, pages that freeze, sockets that are dead unawares: no word is lost, nobody waits long."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from chat.demo.stack import Stack
from tests.e2e import sockets
from tests.e2e.helpline import Helper, on_duty
from tests.e2e.people import Teen, words

SHIFT_CLOCK = "(ms) => { const real = Date.now; Date.now = () => real.call(Date) + ms; }"
HOUR = 3_600_000


@pytest.fixture
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
    await teen.page.wait_for_timeout(6_000)
    await teen.say("en daarna")
    await talk.reads("en daarna")
    assert talk.heard == ["hallo", "na de sprong", "en daarna"]
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
