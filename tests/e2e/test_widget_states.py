"""Every state in which a teen can find the chat: what it says, what else it offers, and that everybody can read it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from demo.stack import Stack
from tests.e2e.helpline import newcomers_hear, on_duty
from tests.e2e.people import SLOW_MS, Teen, asks_itself, words
from tests.e2e.test_widget_screens import is_clean

pytestmark = pytest.mark.asyncio(loop_scope="session")

IN_AN_HOUR = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
OPEN = {"service": "open", "now": "open", "served": ["nl", "fr"], "low_s": 60, "high_s": 300}
# What the desk says, the words that tell it, and the number that is offered beside.
STATES: dict[str, tuple[dict[str, Any], str, bool]] = {
    "open": ({}, "widget.open", False),
    "busy": ({"now": "busy", "low_s": 1_500, "high_s": 2_100}, "widget.busy", True),
    "closing soon": ({"now": "closing_soon", "closes_at": IN_AN_HOUR}, "widget.soon.text", True),
    "nobody for the language": ({"served": ["de"]}, "widget.unserved.before", True),
    "nobody": ({"served": []}, "widget.unserved.nobody", True),
    "closed": ({"service": "closed", "now": "closed", "opens_at": IN_AN_HOUR}, "widget.closed.title", True),
    "closing": ({"service": "closing", "now": "closed"}, "widget.closing.title", True),
}


async def told(page: Page, change: dict[str, Any]) -> None:
    """The desk tells this of itself, beside its profile."""

    async def answer(route: Route) -> None:
        given = await (await route.fetch()).json()
        await route.fulfill(status=200, content_type="application/json", body=json.dumps({**given, **OPEN, **change}))

    await asks_itself(page)
    await page.route("**/api/desks/main", answer)


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("state", STATES)
async def test_it_is_said_with_what_else_there_is(teen: Teen, stack: Stack, state: str, language: str) -> None:
    change, key, offered = STATES[state]
    await told(teen.page, change)
    await teen.page.set_viewport_size({"width": 320, "height": 640})
    await teen.page.goto(f"{stack.url}/widget/main?lang={language}")
    await expect(teen.page.get_by_text(words(language, key), exact=True)).to_be_visible()
    calls = teen.page.locator('a[href="tel:116000"]:visible')
    await expect(calls).to_have_count(1 if offered else 0)
    await expect(teen.page.locator(".danger-card")).to_have_count(1)
    await is_clean(teen.page, state)


@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_a_helpline_that_there_is_not(teen: Teen, stack: Stack, language: str) -> None:
    answer = await teen.page.goto(f"{stack.url}/widget/nobody?lang={language}")
    assert answer is not None
    assert answer.status == 404
    await expect(teen.page.get_by_text(words(language, "widget.trouble.unknown_desk.title"))).to_be_visible()
    await teen.page.locator(".danger-card summary").click()
    assert [await one.get_attribute("href") for one in await teen.page.locator("a").all()] == ["tel:112"]
    await is_clean(teen.page, "unknown")


async def test_the_desks_own_numbers_are_there_when_it_cannot_be_reached(teen: Teen, stack: Stack) -> None:
    await asks_itself(teen.page)
    await teen.page.route("**/api/**", lambda route: route.abort())
    await teen.page.goto(f"{stack.url}/widget/main?lang=fr")
    await expect(teen.page.get_by_role("heading", name=words("fr", "widget.trouble.offline.title"))).to_be_visible()
    await expect(teen.page.locator('a[href="tel:116000"]')).to_have_count(2)
    await teen.page.locator(".danger-card summary").click()
    found = [await one.get_attribute("href") for one in await teen.page.locator(".danger-card a").all()]
    assert found == ["tel:112", "tel:101", "tel:080032123", "tel:116000"]
    await is_clean(teen.page, "unreachable")


async def test_adults_find_their_number_at_once(teen: Teen, stack: Stack) -> None:
    async with on_duty(stack.url, "an"):
        await newcomers_hear(stack.url, lambda desk: "nl" in desk["served"])
        await teen.open()
        await teen.part("age-adult").check()
        await expect(teen.page.locator('a[href="tel:116000"]:visible')).to_have_count(1)
        await expect(teen.page.get_by_text(words("nl", "widget.phones.adults"))).to_be_visible()


@pytest.mark.parametrize(("scheme", "accent"), [("light", "rgb(122, 31, 92)"), ("dark", "rgb(255, 194, 224)")])
async def test_the_desks_colours_are_worn_and_follow_the_theme(
    teen: Teen, stack: Stack, scheme: Any, accent: str
) -> None:
    own = {
        "light": {"accent": "#7a1f5c", "on_accent": "#ffffff"},
        "dark": {"accent": "#ffc2e0", "on_accent": "#3d0a2b"},
    }
    await told(teen.page, {"colours": own})
    await teen.page.emulate_media(color_scheme=scheme)
    await teen.page.goto(f"{stack.url}/widget/main?lang=nl")
    start = teen.part("start")
    await expect(start).to_have_css("background-color", accent)
    await is_clean(teen.page, f"colours {scheme}")
    await teen.page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    await expect(start).not_to_have_css("background-color", accent)


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
async def test_the_page_of_facts_is_found_read_and_left_without_a_script(
    teen: Teen, stack: Stack, language: str
) -> None:
    await teen.page.goto(f"{stack.url}/widget/main?lang={language}")
    async with teen.page.expect_popup() as opened:
        await teen.page.get_by_text(words(language, "widget.facts.page")).click()
    page = await opened.value
    await expect(page.get_by_role("heading", name=words(language, "facts.kept.title"))).to_be_visible(timeout=SLOW_MS)
    assert await page.locator("html").get_attribute("lang") == language
    assert await page.locator("script").count() == 0
    await expect(page.locator('a[href="tel:116000"]')).to_be_visible()
    await expect(page.get_by_text("Child Focus", exact=True)).to_be_visible()
    await page.set_viewport_size({"width": 320, "height": 640})
    await is_clean(page, "facts")
    await page.locator(f'nav a[lang="{"fr" if language == "nl" else "nl"}"]').click()
    await expect(page.locator("html")).not_to_have_attribute("lang", language)
    await page.locator("a.danger").click()
    await page.wait_for_url("https://www.meteo.be/**")
    await page.close()
