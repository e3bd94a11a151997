"""The console in a real browser: what a counsellor sees is what is."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.helpline import on_duty
from tests.e2e.people import SLOW_MS, Counsellor, enter, words
from tests.e2e.staff_pages import accessible, console, dashboard, sign_out, young

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What a browser keeps of pairs as such, and what the console keeps of them in its box.
DATABASES = "indexedDB.databases().then((found) => found.length)"
BOXES = "Object.keys(localStorage).filter((name) => name.startsWith('hearline.box.')).length"


async def test_a_wrong_password_is_said_in_words(browser: Browser, stack: Stack) -> None:
    context = await enter(browser)
    page = await context.new_page()
    await page.goto(f"{stack.url}/console")
    await page.locator("input[name=username]").fill("an")
    await page.locator("input[name=password]").fill("not the password")
    await page.locator("[data-testid=signin] button[type=submit]").click()
    await expect(page.get_by_role("alert")).to_contain_text(words("nl", "staff.error.bad_credentials"))
    await context.close()


@pytest.mark.parametrize("path", ["console", "dashboard"])
async def test_nothing_that_is_dropped_opens_or_takes_the_pages_place(
    browser: Browser, stack: Stack, tmp_path: Path, path: str
) -> None:
    (tmp_path / "proof.txt").write_text("x")
    file = {"items": [], "files": [str(tmp_path / "proof.txt")]}
    link = {"items": [{"mimeType": "text/uri-list", "data": f"{stack.url}/livez"}]}
    context = await enter(browser)
    page = await context.new_page()
    await page.goto(f"{stack.url}/{path}")
    await expect(page.locator("[data-testid=signin]")).to_be_visible()
    devtools = await context.new_cdp_session(page)
    for dragged in (link, file):
        for kind in ("dragEnter", "dragOver", "drop"):
            given = {"type": kind, "x": 5, "y": 5, "data": {"dragOperationsMask": 1, **dragged}}
            await devtools.send("Input.dispatchDragEvent", given)
    await expect(page.get_by_test_id("toast")).to_contain_text(words("nl", "staff.no_files"))
    assert [one.url for one in context.pages] == [f"{stack.url}/{path}"]
    await context.close()


async def test_status_is_what_the_desk_says_and_outlives_a_reload(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an:
        await an.part("status").click()
        await an.part("status-away-meal").click()
        await expect(an.part("status")).to_have_attribute("data-status", "away")
        await an.page.reload()
        await expect(an.part("status")).to_have_attribute("data-status", "away", timeout=SLOW_MS)
        await expect(an.part("status")).to_contain_text(words("nl", "console.reason.meal"))


async def test_an_offer_that_ends_is_said_in_words_and_the_teen_keeps_waiting(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await teen.join(topic="school")
        await expect(an.part("offer")).to_be_visible(timeout=SLOW_MS)
        await an.part("status").click()
        await an.part("status-finishing").click()
        await expect(an.part("offer")).to_be_hidden(timeout=SLOW_MS)
        await expect(an.part("toast")).to_be_visible()
        assert teen.client.view is not None
        assert teen.client.view.state in {"waiting", "offered"}


async def test_sent_and_delivered_are_shown_only_when_true(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await teen.join()
        teen.say("Hallo", name="Noor")
        await an.accept()
        await an.reads("Hallo")
        await expect(an.page.get_by_role("heading", name="Noor")).to_be_visible()
        await an.say("Dag Noor")
        await expect(an.part("mark").last).to_have_attribute("data-mark", "delivered", timeout=SLOW_MS)
        await teen.client.driver.stop()
        await expect(an.part("standing")).to_have_text(words("nl", "console.teen.offline"), timeout=SLOW_MS)
        await an.say("Ben je er nog?")
        await expect(an.part("mark").last).to_have_attribute("data-mark", "sent", timeout=SLOW_MS)


async def test_the_transcript_stays_when_the_teen_leaves(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await teen.join()
        teen.say("Ik moet weg")
        await an.accept()
        await an.reads("Ik moet weg")
        teen.client.leave()
        await expect(an.part("wrap-up")).to_be_visible(timeout=SLOW_MS)
        await expect(an.part("standing")).to_have_text(words("nl", "console.end.left"))
        await an.reads("Ik moet weg")
        await an.part("wrap-done").click()
        await expect(an.part("wrap-up").get_by_role("alert")).to_contain_text(words("nl", "console.wrap.missing"))
        await an.part("extend").click()
        await an.fill_form()


async def test_a_chat_handed_on_hides_what_was_said_until_the_teen_agrees(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "bram") as bram, young(stack.url) as teen:
        async with on_duty(stack.url, "an") as an:
            await bram.part("status").click()
            await bram.part("status-away-meeting").click()
            await teen.join()
            chat = await an.accept()
            teen.say("Dit is geheim")
            await an.reads("Dit is geheim")
            await bram.part("status").click()
            await bram.part("status-available").click()
            await an.client.transfer(chat, note="Wees zacht")
            await bram.accept()
        await expect(bram.part("earlier")).to_be_visible(timeout=SLOW_MS)
        assert await bram.transcript() == []
        teen.say("Hallo Bram")
        await bram.reads("Hallo Bram")
        teen.client.share_history(True)
        await bram.reads("Dit is geheim")
        await bram.reads("Wees zacht")
        await expect(bram.part("earlier")).to_be_hidden()


async def test_words_and_note_go_before_and_with_a_hand_over_that_follows_at_once(
    browser: Browser, stack: Stack
) -> None:
    async with console(browser, stack.url, "bram") as bram, young(stack.url) as teen:
        await teen.join()
        await bram.accept()
        teen.say("Hallo")
        await bram.reads("Hallo")
        async with on_duty(stack.url, "an") as an:
            await bram.part("act-transfer").click()
            await bram.part("transfer-dialog").locator("textarea").fill("Wees zacht")
            await bram.page.evaluate(
                """() => {
                  const box = document.querySelector('[data-testid=composer]');
                  box.value = 'Iemand anders helpt je verder';
                  box.dispatchEvent(new InputEvent('input', {bubbles: true}));
                }"""
            )
            await bram.page.evaluate(
                """() => {
                  document.querySelector('[data-testid=composer]').form.requestSubmit();
                  document.querySelector('[data-testid=transfer-confirm]').click();
                }"""
            )
            await an.accept()
            await expect(bram.part("gone")).to_be_visible(timeout=SLOW_MS)
            assert teen.heard == ["Iemand anders helpt je verder"]
            teen.say("Hallo An")
            await an.reads("Hallo An")
            teen.client.share_history(True)
            await an.reads("Hallo")
            (follower,) = an.client.core.followers.values()
            told = [(entry.who, entry.kind) for entry in follower.transcript if entry.kind in ("text", "note")]
            assert told == [*[("teen", "text"), ("counsellor", "text"), ("counsellor", "note")], ("teen", "text")]


async def test_the_newest_tab_works_and_the_older_one_says_so(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an:
        second = Counsellor(await an.page.context.new_page(), stack.url)
        await second.page.goto(f"{stack.url}/console")
        await second.be_available()
        await expect(an.part("connection")).to_have_attribute("data-state", "elsewhere", timeout=SLOW_MS)
        await an.part("link-notice").get_by_role("button").click()
        await expect(an.part("connection")).to_have_attribute("data-state", "online", timeout=SLOW_MS)
        await expect(second.part("connection")).to_have_attribute("data-state", "elsewhere", timeout=SLOW_MS)
        await second.page.close()


async def soon(page: Page, script: str) -> Any:
    """Chromium now and then never answers about a database that is being cleared; then it is asked again."""
    for _ in range(4):
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(page.evaluate(script), 5)
    raise AssertionError(f"no answer to {script}")


async def test_signing_out_drops_the_keys(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await teen.join()
        await an.accept()
        await an.page.wait_for_function(f"{BOXES} === 1")
        assert await soon(an.page, DATABASES) == 0
        await an.end()
        await sign_out(an)
        assert [await soon(an.page, DATABASES), await an.page.evaluate(BOXES)] == [0, 0]


async def test_a_whole_chat_by_keyboard_alone(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await teen.join(topic="school")
        await expect(an.part("offer")).to_be_visible(timeout=SLOW_MS)
        keys = an.page.keyboard
        await keys.press("Alt+a")
        await expect(an.part("composer")).to_be_visible(timeout=SLOW_MS)
        await keys.press("Alt+w")
        await expect(an.part("composer")).to_be_focused()
        await keys.type("/hi")
        await keys.press("Enter")
        await expect(an.part("composer")).not_to_have_value("/hi")
        await keys.press("Shift+Enter")
        await keys.type("Tot zo")
        await keys.press("Enter")
        await expect(an.part("composer")).to_have_value("")
        await expect(an.part("mark").last).to_have_attribute("data-mark", "delivered", timeout=SLOW_MS)
        assert teen.heard[-1].endswith("\nTot zo")
        await keys.press("Alt+e")
        await expect(an.part("end-dialog")).to_be_visible()
        await keys.press("Escape")
        await expect(an.part("end-dialog")).to_be_hidden()
        await expect(an.part("composer")).to_be_focused()


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (320, "light"),
        (1440, "dark"),
        pytest.param(320, "dark", marks=pytest.mark.endurance),
        pytest.param(1440, "light", marks=pytest.mark.endurance),
    ],
)
async def test_every_screen_is_accessible(browser: Browser, stack: Stack, scheme: str, width: int) -> None:
    context = await enter(browser, color_scheme=scheme, viewport={"width": width, "height": 800})
    an = Counsellor(await context.new_page(), stack.url)
    await an.page.goto(f"{stack.url}/console")
    await expect(an.part("signin")).to_be_visible(timeout=SLOW_MS)
    await accessible(an.page)
    await an.sign_in("an")
    await accessible(an.page)
    await an.be_available()
    async with young(stack.url) as teen:
        await teen.join(topic="school")
        teen.say("Dag")
        await expect(an.part("offer")).to_be_visible(timeout=SLOW_MS)
        await accessible(an.page)
        await an.accept()
        await an.say("Dag")
        await accessible(an.page)
        for act in ("transfer", "invite", "block", "end"):
            await an.part(f"act-{act}").click()
            await accessible(an.page)
            await an.page.keyboard.press("Escape")
        await an.end()
        await an.part("wrap-up").locator("select").first.select_option("counselling")
        await accessible(an.page)
        await an.fill_form()
    await sign_out(an)
    await context.close()


async def test_a_supervisor_comes_in_when_asked(browser: Browser, stack: Stack) -> None:
    async with (
        console(browser, stack.url, "an") as an,
        dashboard(browser, stack.url) as sofie,
        young(stack.url) as teen,
    ):
        second = await at_the_console(sofie)
        await teen.join()
        await an.accept()
        await an.part("act-invite").click()
        await an.part("invite-confirm").click()
        await expect(sofie.part("invited")).to_be_visible(timeout=SLOW_MS)
        await second.part("invited").get_by_role("button").first.click(timeout=SLOW_MS)
        await expect(second.part("composer")).to_be_visible(timeout=SLOW_MS)
        await expect(sofie.part("invited")).to_be_hidden(timeout=SLOW_MS)
        teen.say("Wie is daar?")
        await second.reads("Wie is daar?")
        await second.say("Ik ben Sofie, ik lees even mee.")
        await an.reads("Ik ben Sofie, ik lees even mee.")
        await expect(an.part("log")).to_contain_text(words("nl", "console.who.supervisor"))
        await second.part("act-step-out").click()
        await expect(second.part("chat")).to_have_count(0, timeout=SLOW_MS)
        await an.say("We zijn weer met twee.")
        await expect(an.part("mark").last).to_have_attribute("data-mark", "delivered", timeout=SLOW_MS)
        teen.say("Fijn")
        await an.reads("Fijn")
        assert teen.heard[-1] == "We zijn weer met twee."
        await sign_out(second)


async def test_a_block_needs_a_second_person(browser: Browser, stack: Stack) -> None:
    async with (
        console(browser, stack.url, "an") as an,
        dashboard(browser, stack.url) as sofie,
        young(stack.url) as teen,
    ):
        second = await at_the_console(sofie)
        await teen.join()
        await an.accept()
        await an.part("act-block").click()
        await an.part("block-confirm").click()
        await expect(an.part("chat")).to_contain_text(words("nl", "console.block.waiting"), timeout=SLOW_MS)
        await sofie.part("block-asked").get_by_role("button").first.click(timeout=SLOW_MS)
        await expect(an.part("standing")).to_have_text(words("nl", "console.end.blocked"), timeout=SLOW_MS)
        await sign_out(second)


async def at_the_console(sofie: Counsellor) -> Counsellor:
    """A second tab, on duty and away."""
    second = Counsellor(await sofie.page.context.new_page(), sofie.url)
    await second.page.goto(f"{sofie.url}/console")
    await second.page.get_by_role("button", name=words("nl", "console.shift.away")).click()
    await expect(second.part("status")).to_have_attribute("data-status", "away", timeout=SLOW_MS)
    return second


async def test_what_is_written_while_the_connection_is_away_arrives_once(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await teen.join()
        await an.accept()
        await an.page.context.set_offline(True)
        await an.page.evaluate("dispatchEvent(new Event('online'))")
        await expect(an.part("link-notice")).to_be_visible(timeout=SLOW_MS)
        await an.say("Ik ben er nog")
        await expect(an.part("mark").last).to_have_attribute("data-mark", "waiting")
        await an.page.context.set_offline(False)
        await expect(an.part("mark").last).to_have_attribute("data-mark", "delivered", timeout=SLOW_MS)
        assert teen.heard == ["Ik ben er nog"]


async def test_signing_out_in_a_chat_is_asked_once_more(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await teen.join()
        await an.accept()
        await an.part("menu").click()
        await an.part("signout").click()
        await expect(an.part("leave-dialog")).to_be_visible()
        await accessible(an.page)
        await an.page.keyboard.press("Escape")
        await expect(an.part("composer")).to_be_visible()
