"""Everybody can use the widget: by keyboard alone, with focus never lost, at 400 %, in forced colours, without motion,
above a keyboard on the screen, from right to left. What docs/accessibility.md says of it is shown here."""

import pytest
from playwright.async_api import Page, expect

from demo.stack import Stack
from tests.e2e.helpline import on_duty
from tests.e2e.people import Teen, becomes, words
from tests.e2e.test_talking import DROP
from tests.e2e.test_widget_screens import is_clean

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOCUSED = "document.activeElement.dataset.test || document.activeElement.tagName"
# What has the focus is seen: it has an outline, and nothing lies over its middle.
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, innerHeight / 2));
  const outlined = [one, one.nextElementSibling].some((it) => it && getComputedStyle(it).outlineStyle !== 'none');
  return outlined && (one === top || one.contains(top) || one.parentElement.contains(top));
}"""
MOVES = "document.getAnimations().filter((one) => one.playState === 'running').length"
BOTTOM = "document.querySelector('.composer').getBoundingClientRect().bottom"
COVER = """(height) => {
  Object.defineProperty(visualViewport, 'height', { configurable: true, get: () => height });
  visualViewport.dispatchEvent(new Event('resize'));
}"""


async def tab_to(page: Page, name: str) -> None:
    """By Tab alone; on the way nothing that has the focus is hidden or unmarked."""
    for _ in range(60):
        if await page.evaluate(FOCUSED) == name:
            return
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement !== document.body"):
            assert await page.evaluate(SEEN), await page.evaluate(FOCUSED)
    raise AssertionError(f"Tab never comes to {name}")


async def not_lost(page: Page, where: str) -> None:
    await becomes(page, "document.activeElement !== document.body", f"the focus is lost: {where}")


@pytest.mark.parametrize("language", ["nl", pytest.param("fr", marks=pytest.mark.endurance)])
async def test_a_whole_chat_by_keyboard_and_the_focus_is_never_lost(language: str, teen: Teen, stack: Stack) -> None:
    page, teen.language = teen.page, language
    async with on_duty(stack.url, "bram", available=False) as bram:
        await teen.open()
        await expect(teen.part("nickname")).to_be_visible()
        await tab_to(page, "start")
        await page.keyboard.press("Enter")
        await expect(teen.part("draft")).to_be_visible()
        await not_lost(page, "waiting")
        await tab_to(page, "draft")
        await page.keyboard.type("ik wacht")
        await bram.client.set_status("available")
        chat = await bram.accept()
        await expect(teen.part("message")).to_be_visible()
        await not_lost(page, "chat")
        await tab_to(page, "message")
        await page.keyboard.press("Enter")
        await bram.reads("ik wacht")
        assert await page.evaluate(FOCUSED) == "message"
        bram.client.say(chat, "ik luister")
        await teen.reads("ik luister")
        await tab_to(page, "leave")
        await page.keyboard.press("Enter")
        await becomes(page, "document.activeElement.id === 'leave'", "the question does not take the focus")
        await page.keyboard.press("Escape")
        await expect(teen.part("message")).to_be_visible()
        await not_lost(page, "the chat goes on")
        await tab_to(page, "leave")
        await page.keyboard.press("Enter")
        await tab_to(page, "leave-yes")
        await page.keyboard.press("Enter")
        await expect(teen.part("again")).to_be_visible()
        await not_lost(page, "ended")
        await tab_to(page, "helped-yes")
        await page.keyboard.press("Space")
        await tab_to(page, "survey")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(words(language, "widget.survey.thanks"))).to_be_visible()
        await not_lost(page, "thanks")
        await tab_to(page, "again")
        await page.keyboard.press("Enter")
        await expect(teen.part("start")).to_be_visible()
        await not_lost(page, "the first screen again")


async def test_a_button_that_goes_with_what_it_did_loses_no_focus(teen: Teen, stack: Stack) -> None:
    page = teen.page

    async def press(name: str) -> None:
        await teen.part(name).focus()
        await page.keyboard.press("Enter")

    async def at_the_box(after: str) -> None:
        await becomes(page, f"({FOCUSED}) === 'message'", f"the focus is lost after {after}")

    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start()
        chat = await an.accept()
        await teen.part("message").focus()
        await page.keyboard.press("Shift+Tab")
        await press("choose-emoji")
        await expect(teen.part("emoji")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(teen.part("emoji")).to_have_count(0)
        await at_the_box("emoji")
        await page.evaluate(DROP, "paste")
        await teen.part("no-files").get_by_role("button").focus()
        await page.keyboard.press("Enter")
        await at_the_box("a picture")
        await press("think")
        await expect(teen.part("thinking")).to_be_visible()
        await at_the_box("time to think")
        await press("here")
        await expect(teen.part("thinking")).to_have_count(0)
        await at_the_box("coming back")
        await an.client.finish(chat)


async def test_at_400_percent_every_screen_can_be_used(teen: Teen, stack: Stack) -> None:
    """1280 by 1024 pixels at 400 % are 320 by 256."""
    page = teen.page
    await page.set_viewport_size({"width": 320, "height": 256})
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await is_clean(page, "welcome")
        await teen.start()
        chat = await an.accept()
        await teen.say("hallo")
        await an.reads("hallo")
        an.client.say(chat, "ik luister")
        await teen.reads("ik luister")
        await is_clean(page, "chat")
        for name in ("message", "leave", "send"):
            await teen.part(name).scroll_into_view_if_needed()
            await expect(teen.part(name)).to_be_in_viewport(ratio=1)
        await an.client.finish(chat)
        await expect(teen.part("again")).to_be_visible()
        await is_clean(page, "ended")


# By what a finger can move alone: the page itself does not scroll.
REACHED = """(name) => {
  const one = document.querySelector(`[data-test="${name}"]`);
  for (let box = one.parentElement; box; box = box.parentElement) {
    const moves = /auto|scroll/.test(getComputedStyle(box).overflowY);
    if (moves) box.scrollTop += one.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom;
  }
  const { top, bottom } = one.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight + 1 && document.scrollingElement.scrollTop === 0;
}"""


@pytest.mark.parametrize(("width", "height"), [(568, 320), (320, 256)], ids=["phone on its side", "400 %"])
async def test_what_is_asked_on_a_low_screen_can_be_scrolled_to(
    width: int, height: int, teen: Teen, stack: Stack
) -> None:
    page = teen.page

    async def reached(name: str) -> None:
        await expect(teen.part(name)).to_be_attached()
        assert await page.evaluate(REACHED, name), name

    await page.set_viewport_size({"width": width, "height": height})
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start()
        await expect(teen.part("draft")).to_be_visible()
        chat = await an.accept()
        await teen.say("mail me op noor@example.be of bel 0471 23 45 67")
        for name in ("stop-change", "stop-send", "message", "send"):
            await reached(name)
        await teen.part("stop-send").press("Enter")
        await teen.part("think").press("Enter")
        for name in ("here", "send"):
            await reached(name)
        await teen.part("here").press("Enter")
        await teen.part("leave").press("Enter")
        for name in ("leave-yes", "elsewhere"):
            await reached(name)
        await teen.part("elsewhere").press("Enter")
        for name in ("elsewhere-close", "leave-device"):
            await reached(name)
        await an.client.finish(chat)
    await teen.part("again").click()
    await teen.start()
    await teen.part("leave").press("Enter")
    await reached("leave-yes")


SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
CUT = """[...document.querySelectorAll('.btn, h1, h2, .bubble, summary')]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""


@pytest.mark.parametrize("language", ["nl", "de"])
async def test_with_wide_spacing_nothing_is_cut(language: str, teen: Teen, stack: Stack) -> None:
    page, teen.language = teen.page, language
    await page.set_viewport_size({"width": 320, "height": 640})
    async with on_duty(stack.url, "chloe" if language == "de" else "an") as helper:
        await teen.open()
        await page.evaluate(SPACED)
        assert await page.evaluate(CUT) == []
        await is_clean(page, "welcome")
        await teen.start()
        await helper.accept()
        await teen.say("hallo")
        await helper.reads("hallo")
        assert await page.evaluate(CUT) == []
        await is_clean(page, "chat")


async def test_in_forced_colours_everything_keeps_its_edge(teen: Teen, stack: Stack) -> None:
    page = teen.page
    await page.emulate_media(forced_colors="active")
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await is_clean(page, "welcome")
        for name in ("exit", "start"):
            style = await teen.part(name).evaluate("(one) => getComputedStyle(one).borderTopStyle")
            assert style == "solid", name
        await teen.start()
        chat = await an.accept()
        await teen.say("hallo")
        await an.reads("hallo")
        edges = "[...document.querySelectorAll('.bubble')].map((one) => getComputedStyle(one).borderTopWidth)"
        assert set(await page.evaluate(edges)) == {"1px"}
        room = await teen.part("think").evaluate("(one) => getComputedStyle(one).paddingInlineStart")
        assert room != "0px", "its words lie on its edge"
        await an.client.finish(chat)
        await teen.part("helped-yes").check(force=True)
        chosen = "getComputedStyle(document.querySelector('.tap :checked + span')).backgroundColor"
        other = "getComputedStyle(document.querySelector('.tap :not(:checked) + span')).backgroundColor"
        assert await page.evaluate(chosen) != await page.evaluate(other)
        await is_clean(page, "ended")


async def test_who_wants_no_motion_gets_none(teen: Teen, stack: Stack) -> None:
    page = teen.page
    await page.emulate_media(reduced_motion="no-preference")
    await teen.open()
    await teen.start()
    await expect(teen.part("draft")).to_be_visible()
    await becomes(page, f"{MOVES} > 0", "nothing moves")
    await page.emulate_media(reduced_motion="reduce")
    await becomes(page, f"{MOVES} === 0", "something moves")


async def test_the_composer_stays_above_a_keyboard_on_the_screen(teen: Teen, stack: Stack) -> None:
    page = teen.page
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start()
        await an.accept()
        await teen.part("message").focus()
        full = await page.evaluate(BOTTOM)
        for height in (420, 300):
            await page.evaluate(COVER, height)
            assert await page.evaluate(BOTTOM) <= height
            await expect(teen.part("exit")).to_be_in_viewport(ratio=1)
        await page.evaluate(COVER, 844)
        assert await page.evaluate(BOTTOM) == full


PLACES = """(names) => names.map((name) => document.querySelector(name).getBoundingClientRect())
  .map(({ left, right }) => [left, right])"""


async def test_from_right_to_left_in_arabic(teen: Teen, stack: Stack) -> None:
    """Everything stands mirrored, nothing is cut, and each line runs as its own words do."""
    page = teen.page
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await page.evaluate("document.documentElement.dir = 'rtl'")
        language, way_out = await page.evaluate(PLACES, [".language", '[data-test="exit"]'])
        assert way_out[1] < language[0]
        await is_clean(page, "welcome")
        await teen.start(nickname="ليلى")
        chat = await an.accept()
        await teen.say("أنا خائفة قليلاً")
        await an.reads("أنا خائفة قليلاً")
        an.client.say(chat, "Ik luister, ليلى.")
        await teen.reads("Ik luister, ليلى.")
        mine, theirs, log = await page.evaluate(PLACES, [".mine .bubble", ".theirs .bubble", ".transcript"])
        assert mine[0] - log[0] < log[1] - mine[1], "one's own words stand at the end of the line"
        assert theirs[0] - log[0] > log[1] - theirs[1]
        runs = "[...document.querySelectorAll('.bubble')].map((one) => getComputedStyle(one).direction)"
        assert await page.evaluate(runs) == ["rtl", "ltr"]
        await page.set_viewport_size({"width": 320, "height": 640})
        await is_clean(page, "chat")
