"""Around a chat: a place kept, a turn told discreetly, a cover below which the chat goes on, how bad it is told to who
talks with them, and of how they feel only the difference."""

import pytest
from playwright.async_api import expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.helpline import on_duty
from tests.e2e.people import Counsellor, Teen, enter, words
from tests.e2e.staff_pages import young
from tests.e2e.test_widget_screens import is_clean

pytestmark = pytest.mark.asyncio(loop_scope="session")

ELSEWHERE = "document.hasFocus = () => false"


async def test_a_place_is_kept_through_a_reload_and_their_turn_shows_in_the_title(teen: Teen, stack: Stack) -> None:
    page = teen.page
    await page.add_init_script(ELSEWHERE)
    await teen.open()
    await expect(page).to_have_title(words("nl", "widget.title"))
    await teen.start()
    await teen.part("draft").fill("hoi")
    await expect(page.get_by_text(words("nl", "widget.keep.how_other", count=3))).to_be_visible()
    await page.reload()
    await expect(teen.part("kept")).to_have_text(words("nl", "widget.keep.back"))
    await expect(teen.part("draft")).to_have_value("hoi")
    await expect(page).to_have_title(words("nl", "widget.title"))
    async with on_duty(stack.url, "an") as an:
        await an.accept()
        await expect(page).to_have_title(f"(1) {words('nl', 'widget.title')}")
        await page.evaluate("document.hasFocus = () => true; dispatchEvent(new Event('focus'))")
        await expect(page).to_have_title(words("nl", "widget.title"))


async def test_who_was_away_for_long_is_asked_and_keeps_or_gives_their_place(teen: Teen, stack: Stack) -> None:
    await teen.open()
    await teen.start()
    await teen.part("draft").wait_for()
    await teen.look_away(9)
    await teen.look_away(11)
    await is_clean(teen.page, "still there")
    await teen.part("still-yes").click()
    await expect(teen.part("still")).to_have_count(0)
    await expect(teen.page.get_by_role("heading", level=1)).to_be_focused()
    await teen.look_away(11)
    await teen.part("still-no").click()
    await expect(teen.page.get_by_role("heading", name=words("nl", "widget.ended.abandoned.title"))).to_be_visible()
    async with on_duty(stack.url, "an") as an, young(stack.url) as later:
        chat = await later.join()
        await an.until(an.offered, "an offer")
        assert an.offered() == [chat]


async def test_below_a_cover_the_chat_goes_on_unseen_and_silent(teen: Teen, stack: Stack) -> None:
    page = teen.page
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start()
        chat = await an.accept()
        await teen.part("message").fill("half")
        await teen.part("message").press("Escape")
        await expect(page).to_have_title(words("nl", "widget.cover.title"))
        await expect(page.get_by_role("heading", name=words("nl", "widget.cover.title"))).to_be_focused()
        await expect(page.get_by_role("log")).to_have_count(0)
        an.client.say(chat, "ben je er nog?")
        await expect(page.locator(".bubble", has_text="ben je er nog?")).to_be_attached()
        await expect(page.locator(".bubble", has_text="ben je er nog?")).to_be_hidden()
        await expect(page).to_have_title(words("nl", "widget.cover.title"))
        await page.keyboard.press("Escape")
        await expect(teen.part("message")).to_be_focused()
        await expect(teen.part("message")).to_have_value("half")
        await teen.reads("ben je er nog?")


async def test_how_bad_it_is_and_danger_reach_who_talks_with_them(teen: Teen, stack: Stack, browser: Browser) -> None:
    context = await enter(browser)
    an = Counsellor(await context.new_page(), stack.url)
    await an.sign_in("an")
    await an.be_available()
    await teen.open()
    await teen.page.locator(".danger-card summary").click()
    await expect(teen.part("in-danger")).to_be_visible()
    for _ in range(2):
        await teen.part("before-next").click()
    await teen.part("bad-4").check()
    await teen.part("start").click()
    told, first = words("nl", "console.how_bad", level=4), words("nl", "console.priority.1")
    for shown in (told, first):
        await expect(an.page.get_by_text(shown, exact=True).first).to_be_visible()
    await an.accept()
    await expect(an.page.get_by_text(told, exact=True).first).to_be_visible()
    await an.end()
    await an.fill_form()
    await context.close()


async def test_of_how_they_feel_only_the_difference_leaves_though_the_page_was_reloaded(
    teen: Teen, stack: Stack
) -> None:
    sent: list[str] = []
    teen.page.on("request", lambda request: sent.append(request.post_data or ""))
    await teen.open()
    await teen.start()
    await teen.part("feel-1").check()
    await teen.page.reload()
    await expect(teen.part("feel-1")).to_be_checked()
    async with on_duty(stack.url, "an") as an:
        await an.accept()
        await teen.say("hallo")
        await an.reads("hallo")
        await teen.leave()
        await teen.part("feel-3").check()
        await teen.part("survey").click()
        await expect(teen.page.get_by_text(words("nl", "widget.survey.thanks"))).to_be_visible()
    assert [body for body in sent if '"feel":2' in body]
    assert not [body for body in sent if "feels" in body]
