"""The dashboard in a real browser: what a supervisor sees is what is, and one click changes it."""

from typing import Any

import pytest
from playwright.async_api import expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.helpline import on_duty
from tests.e2e.people import SLOW_MS, Counsellor, enter, words
from tests.e2e.staff_pages import accessible, dashboard, settled, young

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = ("live", "reports", "profile", "hours", "replies", "resources", "site", "accounts", "audit")


async def test_a_counsellor_is_shown_the_way_to_the_console(browser: Browser, stack: Stack) -> None:
    context = await enter(browser)
    an = Counsellor(await context.new_page(), stack.url)
    await an.sign_in("an", "/dashboard")
    await expect(an.page.get_by_role("link", name=words("nl", "staff.to_console"))).to_be_visible()
    await expect(an.part("kpi-waiting")).to_have_count(0)
    await context.close()


async def test_the_service_is_switched_by_hand_and_back(browser: Browser, stack: Stack) -> None:
    async with dashboard(browser, stack.url) as sofie:
        for mode in ("closing", "closed", "open"):
            await sofie.part(f"service-{mode}").click()
            await expect(sofie.part("service")).to_have_attribute("data-service", mode, timeout=SLOW_MS)
            await expect(sofie.part(f"service-{mode}")).to_have_attribute("aria-pressed", "true")
            level = sofie.part("kpi-level")
            if mode == "closed":
                await expect(level).to_contain_text(words("nl", "dashboard.na"))
        await sofie.part("service-auto").click()
        await expect(sofie.part("service-auto")).to_have_attribute("aria-pressed", "true", timeout=SLOW_MS)


async def test_a_chat_is_seen_waiting_made_urgent_given_and_put_back(browser: Browser, stack: Stack) -> None:
    async with (
        dashboard(browser, stack.url) as sofie,
        on_duty(stack.url, "an", available=False) as an,
        young(stack.url) as teen,
    ):
        chat = await teen.join()
        row = sofie.page.locator(f'[data-chat="{chat}"]')
        await expect(row).to_have_attribute("data-state", "waiting", timeout=SLOW_MS)
        await expect(sofie.part("kpi-waiting")).to_contain_text("1")
        await row.locator("select").select_option("1")
        await expect(row.locator("select")).to_have_value("1", timeout=SLOW_MS)
        await an.client.available()
        await an.accept()
        await expect(row).to_have_attribute("data-state", "active", timeout=SLOW_MS)
        await row.get_by_role("button", name=words("nl", "dashboard.chats.why")).click()
        await expect(sofie.part("trace-dialog").locator(".decisions li")).not_to_have_count(0, timeout=SLOW_MS)
        await sofie.page.keyboard.press("Escape")
        await sofie.part("requeue").click()
        await an.until(lambda: chat in an.offered() or chat not in an.client.chats, "put back")


async def test_a_counsellor_is_set_away_and_changed(browser: Browser, stack: Stack) -> None:
    async with dashboard(browser, stack.url) as sofie, on_duty(stack.url, "bram") as bram:
        row = sofie.page.locator('[data-testid="staff-row"]', has_text="Bram")
        await expect(row).to_have_attribute("data-status", "available", timeout=SLOW_MS)
        await row.get_by_test_id("set-away").click()
        await expect(row).to_have_attribute("data-status", "away", timeout=SLOW_MS)
        await bram.until(lambda: bram.client.me is not None and bram.client.me.status == "away", "away")
        await row.get_by_test_id("edit-person").click()
        dialog = sofie.part("person-dialog")
        await dialog.get_by_role("radio", name="2").check()
        await dialog.locator("button[type=submit]").click()
        await expect(row).to_contain_text(words("nl", "dashboard.people.load_of", load=0, capacity=2), timeout=SLOW_MS)


async def test_hours_that_cannot_be_read_are_not_saved(browser: Browser, stack: Stack) -> None:
    async with dashboard(browser, stack.url, page="hours") as sofie:
        monday = sofie.page.locator(".day input").first
        await expect(monday).to_be_visible(timeout=SLOW_MS)
        held = await monday.input_value()
        await monday.fill("from two to three")
        await expect(sofie.page.get_by_text(words("nl", "dashboard.hours.unreadable"))).to_be_visible()
        await expect(sofie.part("save")).to_be_disabled()
        await monday.fill("9h-12h30")
        await expect(sofie.page.locator(".preview")).to_contain_text("09:00–12:30", timeout=SLOW_MS)
        await monday.fill(held)


async def test_a_reply_is_added_found_and_removed(browser: Browser, stack: Stack) -> None:
    async with dashboard(browser, stack.url, page="replies") as sofie:
        await sofie.part("add").click()
        dialog = sofie.part("edit-dialog")
        await dialog.locator("[name=title]").fill("Even wachten")
        await dialog.locator("[name=text]").fill("Ik zoek het even op.")
        await dialog.locator("[name=shortcut]").fill("wacht")
        await sofie.part("save").click()
        row = sofie.page.locator("tr", has_text="Even wachten")
        await expect(row).to_be_visible(timeout=SLOW_MS)
        await row.get_by_role("button").click()
        remove = dialog.locator(".btn.end")
        await remove.click()
        await remove.click()
        await expect(row).to_have_count(0, timeout=SLOW_MS)


@pytest.mark.parametrize("name", ["service", "breakdown", "pattern", "unmet", "survey", "insafe"])
async def test_reports_are_shown_with_a_csv(browser: Browser, stack: Stack, name: str) -> None:
    async with dashboard(browser, stack.url, page="reports") as sofie:
        await sofie.part("report-name").select_option(name)
        await sofie.part("report-show").click()
        await expect(sofie.part("report")).to_be_visible(timeout=SLOW_MS)
        async with sofie.page.expect_download() as download:
            await sofie.part("csv").click()
        assert (await download.value).suggested_filename.endswith(".csv")
        await accessible(sofie.page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1440)])
async def test_every_page_is_accessible(browser: Browser, stack: Stack, scheme: str, width: int) -> None:
    look: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    async with dashboard(browser, stack.url, "admin", **look) as admin, on_duty(stack.url, "an"):
        async with young(stack.url) as teen:
            await teen.join()
            await expect(admin.part("chat-row")).not_to_have_count(0, timeout=SLOW_MS)
            await accessible(admin.page)
        for page in PAGES[1:]:
            await admin.page.goto(f"{stack.url}/dashboard#/{page}")
            await expect(admin.page.locator("h1")).to_have_text(words("nl", f"dashboard.page.{page}"), timeout=SLOW_MS)
            if page == "site":
                await expect(admin.page.frame_locator(".site-preview").get_by_role("button")).to_be_visible()
            await settled(admin.page)
            await accessible(admin.page)
