"""On your site, in the dashboard: the line as it is chosen, how its button looks, and why a page does not work."""

import json
from pathlib import Path

import pytest
from playwright.async_api import expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.conftest import HOST
from tests.e2e.people import words
from tests.e2e.staff_pages import accessible, dashboard

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUILT = json.loads((Path(__file__).parents[2] / "web/dist/manifest.json").read_text())


async def test_the_line_follows_what_is_chosen_and_the_preview_shows_it(browser: Browser, helpline: Stack) -> None:
    async with dashboard(browser, helpline.url, page="site") as sofie:
        asked: list[str] = []
        sofie.page.on("request", lambda request: asked.append(request.url))
        line, button = sofie.part("site-snippet"), sofie.page.frame_locator(".site-preview").get_by_role("button")
        await expect(line).to_contain_text(f'<script src="{helpline.url}/embed.js" data-desk="main" async>')
        await expect(button).to_have_text("Chat met ons")
        await sofie.part("site-position").select_option("left")
        await sofie.part("site-language").select_option("fr")
        await expect(button).to_have_text("Parle avec nous")
        await sofie.part("site-label").fill('Zeg "dag"')
        await sofie.part("site-pinned").check()
        await expect(line).to_contain_text(f'{BUILT["embed"]}" integrity="{BUILT["integrity"]}" crossorigin')
        await expect(line).to_contain_text('data-lang="fr" data-position="left" data-label="Zeg &#34;dag&#34;"')
        await expect(button).to_have_text('Zeg "dag"')
        frame = await sofie.page.locator(".site-preview").bounding_box()
        box = await button.bounding_box()
        assert frame
        assert box
        assert box["x"] - frame["x"] < 24
        await button.dispatch_event("click")
        await expect(sofie.page.frame_locator(".site-preview").locator("iframe")).to_have_count(0)
        await expect(sofie.part("site-policy")).to_contain_text(f"frame-src {helpline.url}")
        await sofie.part("site-window").check()
        await expect(sofie.part("site-policy")).not_to_contain_text("frame-src")
        await expect(sofie.page.get_by_text(HOST, exact=True)).to_be_visible()
        await accessible(sofie.page)
        assert [url for url in asked if not url.startswith(helpline.url)] == []


async def test_the_checker_says_why_from_what_is_pasted(browser: Browser, helpline: Stack) -> None:
    async with dashboard(browser, helpline.url, page="site") as sofie:
        asked: list[str] = []
        await sofie.part("site-source").fill(await sofie.part("site-snippet").inner_text())
        await sofie.part("site-headers").fill("Content-Security-Policy: script-src 'self'; frame-src 'none'")
        await sofie.part("site-address").fill("https://elders.test/hulp")
        sofie.page.on("request", lambda request: asked.append(request.url))
        await sofie.part("site-check").click()
        found = sofie.page.locator("[data-found]")
        await expect(found).to_have_count(3)
        for code in ("not_allowed", "script_src", "frame_src"):
            await expect(sofie.page.locator(f"[data-found={code}]")).to_be_visible()
        await sofie.part("site-headers").fill(await sofie.part("site-policy").inner_text())
        await sofie.part("site-address").fill(f"{HOST}/een")
        await sofie.part("site-check").click()
        await expect(found).to_have_text(
            words("nl", "dashboard.site.level.fine") + words("nl", "dashboard.site.found.works", about=HOST)
        )
        await accessible(sofie.page)
        assert asked == []
