"""Beside the words of a chat, on both pages: what is stopped before it leaves, answers, emoji, files, silence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.helpline import on_duty
from tests.e2e.people import Counsellor, Teen, becomes, words
from tests.e2e.staff_pages import accessible, console, hurried

pytestmark = pytest.mark.asyncio(loop_scope="session")

DROP = """(type) => {
  const held = new DataTransfer();
  held.items.add(new File(["seen by nobody"], "me.png", { type: "image/png" }));
  const event = type === "paste"
    ? new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true });
  document.querySelector("#message").dispatchEvent(event);
  return event.defaultPrevented;
}"""


@asynccontextmanager
async def talking(teen: Teen, stack: Stack, browser: Browser, name: str = "an") -> AsyncIterator[Counsellor]:
    """Both at their pages, in a chat that ends afterwards."""
    async with console(browser, stack.url, name) as an:
        await teen.open()
        await teen.start()
        await an.accept()
        await expect(teen.part("message")).to_be_visible()
        try:
            yield an
        finally:
            if await an.part("act-end").count():
                await an.end()


async def answered(teen: Teen, an: Counsellor) -> None:
    """The teen has spoken, and it is their turn again."""
    await teen.say("hallo")
    await an.reads("hallo")
    await an.say("Vertel maar.")
    await teen.reads("Vertel maar.")


@pytest.mark.parametrize(("language", "told"), [("nl", "ik woon Kerkstraat 12"), ("fr", "j'habite rue de la Loi 16")])
async def test_words_that_say_who_one_is_leave_only_with_a_second_tap(
    teen: Teen, stack: Stack, browser: Browser, language: str, told: str
) -> None:
    teen.language = language
    requests: list[str] = []
    async with talking(teen, stack, browser, "bram" if language == "fr" else "an") as an:
        teen.page.on("request", lambda request: requests.append(request.url))
        await teen.say(told)
        await expect(teen.part("stop")).to_contain_text(words(language, "widget.stop.address"))
        await accessible(teen.page)
        await teen.page.keyboard.press("Escape")
        await expect(teen.part("message")).to_be_focused()
        await expect(teen.part("message")).to_have_value(told)
        await teen.part("message").fill("0471 23 45 67")
        await teen.part("send").click()
        await expect(teen.part("stop")).to_contain_text(words(language, "widget.stop.phone"))
        assert await an.transcript() == []
        await teen.part("stop-send").click()
        await an.reads("0471 23 45 67")
        await expect(teen.part("stop")).to_have_count(0)
        assert requests == [], "looked at in the browser alone"


async def test_an_answer_that_is_offered_is_tapped_and_said(teen: Teen, stack: Stack, browser: Browser) -> None:
    async with talking(teen, stack, browser) as an:
        await an.part("composer").fill("Ben je nu veilig?")
        await an.part("offer-answers").click()
        await an.page.keyboard.type("Ja")
        await an.page.keyboard.press("ArrowDown")
        await an.page.keyboard.press("End")
        await an.page.keyboard.type("Nee")
        await expect(an.part("answers").locator("li")).to_have_text(["Ja", "Nee"])
        await accessible(an.page)
        await an.part("composer").press("Enter")
        await expect(teen.part("answers").get_by_role("button")).to_have_text(["Ja", "Nee"])
        await accessible(teen.page)
        await teen.part("answers").get_by_role("button", name="Nee").focus()
        await teen.page.keyboard.press("Enter")
        await an.reads("Nee")
        await expect(teen.part("answers")).to_have_count(0)
        await expect(teen.part("message")).to_be_focused()
        assert await teen.transcript() == ["Ben je nu veilig?", "Nee"]


async def test_emoji_go_where_the_caret_is_and_pictures_nowhere(teen: Teen, stack: Stack, browser: Browser) -> None:
    async with talking(teen, stack, browser) as an:
        await teen.part("choose-emoji").click()
        await accessible(teen.page)
        await teen.page.keyboard.press("ArrowDown")
        await teen.page.keyboard.press("Enter")
        await expect(teen.part("message")).to_be_focused()
        await teen.part("send").click()
        await an.reads("😭")
        for kind in ("paste", "drop"):
            assert await teen.page.evaluate(DROP, kind)
            await expect(teen.part("no-files")).to_contain_text(words("nl", "widget.nofiles.title"))
            await expect(teen.part("no-files").locator(".resource")).not_to_have_count(0)
            await accessible(teen.page)
            await teen.part("no-files").get_by_role("button").click()
            await expect(teen.part("no-files")).to_have_count(0)


async def test_a_card_that_is_sent_is_read_and_opened_by_keyboard(teen: Teen, stack: Stack, browser: Browser) -> None:
    async with talking(teen, stack, browser) as an:
        await an.part("cards").focus()
        await an.page.keyboard.press("Enter")
        cards = an.part("card-dialog")
        await accessible(an.page)
        await cards.get_by_role("searchbox").fill("misbruik")
        await cards.get_by_role("button", name="Beelden van misbruik").focus()
        await an.page.keyboard.press("Enter")
        await expect(an.part("log").locator(".line-card")).to_have_count(1)
        card = teen.page.get_by_role("log").locator(".resource")
        await expect(card.get_by_role("heading")).to_have_text("Beelden van misbruik melden")
        await accessible(teen.page)
        await teen.page.get_by_role("log").focus()
        await teen.page.keyboard.press("Tab")
        await expect(card.get_by_role("link")).to_be_focused()
        assert "Beelden van misbruik" in str(await card.get_by_role("link").inner_text())


async def silence(an: Counsellor, what: str) -> None:
    await expect(an.part("silence")).to_have_attribute("data-what", what)


async def test_time_to_think_is_seen_across_reloads_and_ends_with_a_word(
    teen: Teen, stack: Stack, browser: Browser
) -> None:
    async with talking(teen, stack, browser) as an:
        await answered(teen, an)
        await teen.part("think").click()
        await silence(an, "thinking")
        await accessible(teen.page)
        await accessible(an.page)
        await an.page.reload()
        await silence(an, "thinking")
        await teen.page.reload()
        await expect(teen.part("thinking")).to_be_visible()
        await silence(an, "thinking")
        await teen.part("message").fill("ik")
        await expect(teen.part("thinking")).to_have_count(0)
        await silence(an, "")
        await teen.part("message").fill("")
        await teen.part("think").click()
        await silence(an, "thinking")
        await teen.part("here").click()
        await silence(an, "")
        await expect(teen.part("think")).to_have_count(0)


async def test_a_silence_is_asked_about_seen_by_both_and_ends_with_the_draft_kept(
    teen: Teen, stack: Stack, browser: Browser
) -> None:
    await hurried(teen.page)
    async with talking(teen, stack, browser) as an:
        await answered(teen, an)
        await teen.page.clock.run_for(15_000)
        await expect(teen.part("asked")).to_be_visible()
        await silence(an, "asked")
        await accessible(teen.page)
        await accessible(an.page)
        await teen.part("here").click()
        await expect(teen.part("asked")).to_have_count(0)
        await silence(an, "")
        await teen.part("message").fill("wat ik nog wou")
        await teen.page.clock.run_for(15_000)
        await expect(teen.part("asked")).to_be_visible()
        await teen.page.clock.run_for(15_000)
        await expect(teen.page.get_by_text(words("nl", "widget.ended.quiet.title"))).to_be_visible()
        await expect(teen.part("unsent")).to_contain_text("wat ik nog wou")
        await accessible(teen.page)
        await expect(an.part("wrap-up")).to_be_visible()
        await teen.part("take-along").click()
        await teen.start()
        await expect(teen.part("draft")).to_have_value("wat ik nog wou")


async def test_what_is_written_is_seen_whole_on_a_device_that_is_turned(teen: Teen, stack: Stack) -> None:
    async with on_duty(stack.url, "an") as an:
        await teen.page.set_viewport_size({"width": 844, "height": 390})
        await teen.open()
        await teen.start()
        await an.accept()
        await teen.part("message").fill("dit past op een breed scherm op één lijn, op een smal scherm niet")
        await teen.page.set_viewport_size({"width": 390, "height": 844})
        whole = (
            "(box => innerWidth === 390 && box.scrollHeight <= box.clientHeight)(document.querySelector('#message'))"
        )
        await becomes(teen.page, whole, "some of it is hidden")
