"""The desk's profile in the dashboard: edited beside a preview, refused with a reason, never lost, in the audit."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Frame, expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, Counsellor, words
from tests.e2e.staff_pages import AXE, RULES, accessible, dashboard
from tests.http_client import http_client

pytestmark = pytest.mark.asyncio(loop_scope="session")

STATES = (
    "open", "busy", "closing_soon", "unserved", "neighbour", "nobody", "closed", "full", "blocked", "unreachable",
    "unsupported", "unknown", "loading", "waiting", "chat", "ended",
)  # fmt: skip
MARKUP = "<img src=x onerror=alert(1)>"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(browser: Browser, stack: Stack) -> AsyncIterator[Counsellor]:
    async with dashboard(browser, stack.url, "admin", page="profile") as it:
        await expect(it.part("field-phones")).to_be_visible(timeout=SLOW_MS)
        yield it


async def preview(person: Counsellor) -> Frame:
    await expect(person.page.frame_locator("iframe").locator("h1")).to_be_visible(timeout=SLOW_MS)
    frame = await (await person.part("preview").element_handle()).content_frame()
    assert frame is not None
    return frame


def nl(person: Counsellor, group: str) -> Any:
    """The first Dutch field of a group."""
    return person.page.get_by_role("group", name=words("nl", group), exact=True).locator('[lang="nl"]').first


async def test_the_preview_shows_the_widget_in_every_state(admin: Counsellor) -> None:
    frame, seen = await preview(admin), set()
    asked: list[str] = []
    admin.page.on("request", lambda request: asked.append(request.url) if request.frame == frame else None)
    for state in STATES:
        await admin.part("preview-state").select_option(state)
        before = ""  # a part that is fetched may come a moment later
        while (text := await frame.locator("body").inner_text()) in seen or text != before:
            before = text
            await admin.page.wait_for_timeout(50)
        assert "widget." not in text, state
        assert "{{" not in text, state
        if state not in ("loading", "unknown", "open", "chat"):
            await expect(frame.locator('a[href="tel:116000"]')).not_to_have_count(0, timeout=SLOW_MS)
        seen.add(text)
        if state != "loading":  # a moment, without a heading
            assert await frame.evaluate(f"{AXE.read_text()};{RULES}") == [], state
    assert len(seen) == len(STATES)
    others = [url for url in asked if "/static/preview/" not in url]
    assert others == [], "the preview asks for its own parts, and nobody for anything"


async def test_nothing_in_the_preview_leads_anywhere(admin: Counsellor, stack: Stack) -> None:
    frame = await preview(admin)
    await admin.part("preview-state").select_option("open")
    for part in ("start", "exit"):
        await frame.locator(f'[data-test="{part}"]').click()
    await admin.part("preview-state").select_option("closed")
    await frame.locator('a.call[href^="https"]').first.click()
    assert "/dashboard/preview" in frame.url
    assert len(admin.page.context.pages) == 1
    assert admin.page.url == f"{stack.url}/dashboard#/profile"


async def test_what_is_typed_is_in_the_preview_at_once_as_words(admin: Counsellor) -> None:
    frame = await preview(admin)
    await admin.part("preview-state").select_option("closed")
    phone = admin.part("phone").nth(4)
    await phone.locator('[lang="nl"]').fill(MARKUP)
    await expect(frame.get_by_text(MARKUP).first).to_be_visible()
    assert await frame.locator("img").count() == 0
    await admin.part("preview-language").select_option("fr")
    await expect(admin.page.frame_locator("iframe").get_by_text("Child Focus : gratuit").first).to_be_visible()


async def test_the_frame_listens_to_its_own_page_alone(admin: Counsellor) -> None:
    frame = await preview(admin)
    await admin.part("preview-state").select_option("closed")
    await expect(frame.locator("h1")).to_have_text(words("nl", "widget.closed.title"))
    # a message of the frame to itself does not come from the page around it
    await frame.evaluate("postMessage({hearline: 'preview', state: 'full', profile: {}}, location.origin)")
    await admin.page.wait_for_timeout(200)
    await expect(frame.locator("h1")).to_have_text(words("nl", "widget.closed.title"))


async def test_colours_that_cannot_be_read_are_not_saved(admin: Counsellor) -> None:
    light = admin.part("colours-light")
    await light.get_by_text(words("nl", "dashboard.profile.colours.own")).click()
    await expect(light.get_by_test_id("contrast")).to_contain_text("6,")
    await light.locator('input[type="color"]').first.fill("#777777")
    await expect(light.get_by_test_id("contrast")).to_contain_text("4,0")
    await expect(admin.part("field-colours").get_by_role("alert")).to_be_visible()
    await expect(admin.part("saved-state")).to_contain_text(words("nl", "dashboard.profile.colours"))
    await expect(admin.part("save")).to_have_attribute("aria-disabled", "true")
    frame = await preview(admin)
    await admin.part("preview-state").select_option("open")
    start = frame.locator('[data-test="start"]')
    await expect(start).to_have_css("background-color", "rgb(119, 119, 119)")
    await admin.part("preview-dark").check()
    await expect(start).to_have_css("background-color", "rgb(111, 208, 214)")
    refused = await admin.page.evaluate(
        """fetch("/api/staff/me").then((r) => r.json()).then(({csrf}) => fetch("/api/staff/settings/main", {
            method: "PUT", headers: {"Content-Type": "application/json", "X-Hearline-CSRF": csrf},
            body: JSON.stringify({colours: {light: {accent: "#777777", on_accent: "#ffffff"}}})}))
            .then(async (r) => [r.status, await r.json()])"""
    )
    assert refused[0] == 422
    assert refused[1]["field"] == "colours.light.accent"
    assert "4.5 at least" in refused[1]["why"]


async def test_what_is_written_outlives_a_look_elsewhere_and_what_is_saved_is_told_to_teens(
    admin: Counsellor, stack: Stack
) -> None:
    field = admin.part("forum")
    held = await field.input_value()
    await field.fill("forum.example.be")
    await expect(admin.part("save")).to_have_attribute("aria-disabled", "true")
    await field.fill("https://Forum.Example.be/jong")
    await admin.page.goto(f"{stack.url}/dashboard#/hours")
    await expect(admin.page.locator(".day input").first).to_be_visible(timeout=SLOW_MS)
    await admin.page.goto(f"{stack.url}/dashboard#/profile")
    await expect(field).to_have_value("https://Forum.Example.be/jong")
    await admin.part("save").click()
    await expect(admin.part("saved-state")).to_have_text(words("nl", "dashboard.all_saved"), timeout=SLOW_MS)
    await expect(field).to_have_value("https://forum.example.be/jong")
    async with http_client(stack.url) as client:
        while (await client.get("/api/desks/main")).json()["forum"] != "https://forum.example.be/jong":
            await admin.page.wait_for_timeout(250)
    await admin.page.goto(f"{stack.url}/dashboard#/audit")
    await expect(admin.page.locator("tbody tr").first).to_contain_text("forum", timeout=SLOW_MS)
    await admin.page.goto(f"{stack.url}/dashboard#/profile")
    await field.fill(held)
    await admin.part("save").click()
    await expect(field).to_have_value(held)
    await expect(admin.part("saved-state")).to_have_text(words("nl", "dashboard.all_saved"), timeout=SLOW_MS)


async def test_topics_numbers_and_questions_are_put_in_order_by_keyboard(admin: Counsellor) -> None:
    topics = admin.part("field-topics").locator("ol > li")
    second = await topics.nth(1).inner_text()
    await topics.nth(1).get_by_role("button").first.press("Enter")
    assert await topics.nth(0).inner_text() == second
    await topics.nth(0).locator("input").press("Space")
    await expect(topics).to_have_count(14)
    await admin.part("add-phone").press("Enter")
    await expect(admin.part("saved-state")).to_contain_text(words("nl", "dashboard.profile.phones"))
    await admin.part("add-question").press("Enter")
    await expect(admin.part("question")).to_have_count(1)
    await expect(admin.part("saved-state")).to_contain_text(words("nl", "dashboard.profile.after"))
    await accessible(admin.page)
    await admin.page.get_by_role("button", name=words("nl", "dashboard.undo")).press("Enter")
    await expect(topics).to_have_count(15)
    await expect(admin.part("saved-state")).to_have_text(words("nl", "dashboard.all_saved"))


async def test_a_number_out_of_its_bounds_is_told_the_bounds(admin: Counsellor) -> None:
    days = admin.part("keep_sign_ins_days")
    held = await days.input_value()
    await days.fill("0")
    told = admin.page.locator(".field", has=days).get_by_text("Kies een heel getal van 1 tot")
    await expect(told).to_be_visible()
    await expect(admin.part("save")).to_have_attribute("aria-disabled", "true")
    await days.fill(held)
    await expect(told).to_be_hidden()


async def test_a_supervisor_reads_it_and_changes_nothing(browser: Browser, stack: Stack) -> None:
    async with dashboard(browser, stack.url, "sofie", page="profile") as sofie:
        await expect(sofie.page.get_by_text(words("nl", "dashboard.profile.read_only"))).to_be_visible(timeout=SLOW_MS)
        await expect(sofie.part("forum")).to_be_disabled()
        await expect(sofie.part("save")).to_have_count(0)
        await sofie.part("preview-state").select_option("busy")
        await expect((await preview(sofie)).get_by_text(words("nl", "widget.busy"))).to_be_visible()
