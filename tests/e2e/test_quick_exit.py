"""Quick exit: from every screen, by button or by Shift, it leaves nothing to go back to and ends the chat."""

import re

import pytest
from playwright.async_api import Page, expect

from demo.stack import Stack
from tests.e2e import sockets
from tests.e2e.helpline import Helper, on_duty, service
from tests.e2e.people import Teen, asks_itself, words
from tests.e2e.staff_pages import young

pytestmark = pytest.mark.asyncio(loop_scope="session")

AWAY = "https://www.meteo.be/"


async def left(page: Page) -> None:
    # the page around a chat and the chat both lead away: the second one cuts the first one short
    await expect(page).to_have_url(re.compile(re.escape(AWAY)))
    await expect(page.get_by_role("heading", name="Zonnig")).to_be_visible()


async def shows_nothing(teen: Teen, *words: str) -> None:
    """Going back finds no chat, and no word of it."""
    await teen.page.go_back(wait_until="load")
    await teen.page.wait_for_load_state("networkidle")
    body = await teen.page.inner_text("body")
    assert not [word for word in words if word in body], body


async def talking(teen: Teen, an: Helper) -> str:
    """A chat in which something was said; its id."""
    await teen.open()
    await teen.start()
    chat = await an.accept()
    await teen.say("mijn geheim")
    await an.reads("mijn geheim")
    return chat


async def test_from_the_welcome_screen_by_button(teen: Teen) -> None:
    await teen.open()
    await teen.part("nickname").fill("Noor")
    await teen.part("exit").click()
    await left(teen.page)
    await shows_nothing(teen, "Noor")


async def test_from_a_chat_by_three_presses_of_shift(teen: Teen, stack: Stack) -> None:
    async with on_duty(stack.url, "an") as an:
        chat = await talking(teen, an)
        for _ in range(3):
            await teen.page.keyboard.press("Shift")
        await left(teen.page)
        await an.gone(chat)
        await shows_nothing(teen, "mijn geheim", "An")
        await teen.page.goto(f"{stack.url}/widget/main")
        await expect(teen.part("start")).to_be_visible()
        assert await teen.kept() == "{}"


async def test_where_the_browser_sends_no_beacon_the_line_says_it(teen: Teen, stack: Stack) -> None:
    await teen.page.add_init_script("navigator.sendBeacon = () => false")
    async with on_duty(stack.url, "an") as an:
        chat = await talking(teen, an)
        await teen.part("exit").click()
        await left(teen.page)
        await an.gone(chat)


async def test_while_waiting_the_place_is_given_up_and_a_capital_letter_is_no_press(teen: Teen, stack: Stack) -> None:
    await teen.open()
    await teen.start()
    await teen.part("draft").press_sequentially("ABC")
    await expect(teen.part("draft")).to_have_value("ABC")
    await teen.part("exit").click()
    await left(teen.page)
    async with on_duty(stack.url, "an") as an, young(stack.url) as later:
        chat = await later.join()
        await an.until(an.offered, "an offer")
        assert an.offered() == [chat], "whoever came later is first now"


async def test_inside_a_host_page_it_leaves_the_host_page_too(teen: Teen, stack: Stack) -> None:
    page = teen.page
    await page.goto(f"{stack.url}/?lang=nl")
    await page.get_by_role("button", name="Chat met ons").click()
    frame = page.frame_locator("iframe")
    await frame.locator('[data-test="exit"]').click()
    await left(page)


async def test_the_way_out_is_free_while_a_question_is_asked(teen: Teen) -> None:
    await teen.open()
    await teen.start()
    await teen.part("leave").click()
    await expect(teen.part("leave-yes")).to_be_visible()
    await teen.part("exit").click()
    await left(teen.page)


async def test_while_joining_nobody_waits_afterwards(teen: Teen, stack: Stack) -> None:
    """The wish may have been heard, or may be heard later: its chat ends all the same."""
    await sockets.hold(teen.page)
    await teen.open()
    await teen.page.evaluate("() => { window.cut = true; }")
    await teen.start()
    await expect(teen.part("start")).to_have_attribute("aria-disabled", "true")
    await teen.part("exit").click()
    await left(teen.page)
    await shows_nothing(teen, "Noor")
    async with on_duty(stack.url, "an") as an, young(stack.url) as later:
        chat = await later.join()
        await an.until(an.offered, "an offer")
        assert an.offered() == [chat]


@pytest.mark.parametrize("presses", [False, True], ids=["button", "shift"])
async def test_from_below_the_cover(teen: Teen, stack: Stack, presses: bool) -> None:
    async with on_duty(stack.url, "an") as an:
        chat = await talking(teen, an)
        await teen.part("cover").click()
        if presses:
            for _ in range(3):
                await teen.page.keyboard.press("Shift")
        else:
            await teen.page.locator(".sheet [data-test=exit]").click()
        await left(teen.page)
        await an.gone(chat)
        await shows_nothing(teen, "mijn geheim")


async def test_after_the_end(teen: Teen, stack: Stack) -> None:
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start()
        await an.accept()
        await teen.say("mijn geheim")
        await an.reads("mijn geheim")
        await teen.leave()
        await expect(teen.part("receipt")).to_be_visible()
        await teen.part("exit").click()
        await left(teen.page)
        await shows_nothing(teen, "mijn geheim")


async def test_when_the_desk_is_closed_and_when_nobody_is_reached(teen: Teen, stack: Stack) -> None:
    page = teen.page
    async with service(stack.url, "closed"):
        await page.goto(f"{stack.url}/widget/main?lang=nl")
        await page.get_by_role("link", name="116 000").first.wait_for()
        await teen.part("exit").click()
        await left(page)
    await asks_itself(page)
    await page.route("**/api/desks/main", lambda route: route.abort())
    await page.goto(f"{stack.url}/widget/main?lang=nl")
    await page.get_by_role("heading", name=words("nl", "widget.trouble.offline.title")).wait_for()
    await teen.part("exit").click()
    await left(page)


async def test_from_the_host_page_while_somebody_joins_and_before_the_chat_has_come(teen: Teen, stack: Stack) -> None:
    page = teen.page
    await sockets.hold(page)
    await page.goto(f"{stack.url}/?lang=nl")
    await page.get_by_role("button", name="Chat met ons").click()
    frame = page.frame_locator("iframe")
    await frame.locator('[data-test="start"]').wait_for()
    await page.frames[1].evaluate("() => { window.cut = true; }")
    await frame.locator('[data-test="start"]').click()
    await page.evaluate("document.body.tabIndex = -1, document.body.focus()")
    for _ in range(3):
        await page.keyboard.press("Shift")
    await left(page)
    await page.route("**/widget/main*", lambda route: None)
    await page.goto(f"{stack.url}/?lang=nl")
    await page.get_by_role("button", name="Chat met ons").click()
    await page.evaluate("document.body.tabIndex = -1, document.body.focus()")
    for _ in range(3):
        await page.keyboard.press("Shift")
    await left(page)
