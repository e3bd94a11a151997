"""On another site's page: strict policies, integrity, nothing readable from outside, and the way out of both."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Route, expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.conftest import HOST
from tests.e2e.helpline import on_duty
from tests.e2e.people import enter

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(__file__).parents[2]
SPY = """<script nonce="spy">
window.seen = [];
addEventListener('keydown', (event) => seen.push(event.key), true);
addEventListener('message', (event) => seen.push(JSON.stringify(event.data)), true);
</script>"""


def forum(url: str) -> Route:
    """A page whose policy allows the helpline's script and frame, its own spy, and nothing else."""
    built = json.loads((ROOT / "web/dist/manifest.json").read_text())
    tag = f'<script src="{url}/{built["embed"]}" integrity="{built["integrity"]}" crossorigin async></script>'
    policy = f"default-src 'none'; script-src {url} 'nonce-spy'; frame-src {url}"

    async def fulfil(route: Route) -> None:
        await route.fulfill(
            content_type="text/html",
            headers={"content-security-policy": policy},
            body=f"<!doctype html><html lang=nl><title>Forum</title><h1>Forum</h1>{SPY}{tag}",
        )

    return fulfil  # type: ignore[return-value]


@pytest_asyncio.fixture(loop_scope="session")
async def host(browser: Browser, helpline: Stack) -> AsyncIterator[Page]:
    context: BrowserContext = await enter(browser, permissions=["local-network-access"])
    await context.route(f"{HOST}/**", forum(helpline.url))  # type: ignore[arg-type]
    await context.route(
        "https://www.meteo.be/**", lambda route: route.fulfill(content_type="text/html", body="<h1>Zonnig</h1>")
    )
    page = await context.new_page()
    await page.goto(f"{HOST}/")
    yield page
    await context.close()


async def test_a_whole_exchange_of_which_the_host_page_learns_nothing(host: Page, helpline: Stack) -> None:
    async with on_duty(helpline.url, "an") as an:
        await host.get_by_role("button", name="Chat met ons").click()
        frame = host.frame_locator("iframe")
        await frame.locator('[data-test="nickname"]').fill("Noor")
        await frame.locator('[data-test="start"]').click()
        chat = await an.accept()
        await frame.locator('[data-test="message"]').press_sequentially("mijn geheim")
        await frame.locator('[data-test="send"]').click()
        await an.reads("mijn geheim")
        an.client.say(chat, "ik luister")
        await expect(frame.get_by_text("ik luister")).to_be_visible()
        seen = await host.evaluate("JSON.stringify(seen)")
        assert [word for word in ("geheim", "luister", "Noor", "token", chat) if word in seen] == []
        assert "message" in seen or "state" in seen
        await frame.locator('[data-test="exit"]').click()
        await expect(host.get_by_role("heading", name="Zonnig")).to_be_visible()
        await an.gone(chat)


async def test_shift_on_the_host_page_leaves_too(host: Page) -> None:
    await host.get_by_role("button", name="Chat met ons").click()
    await expect(host.frame_locator("iframe").locator('[data-test="start"]')).to_be_visible()
    await host.get_by_role("heading", name="Forum").click()
    for _ in range(3):
        await host.keyboard.press("Shift")
    await expect(host.get_by_role("heading", name="Zonnig")).to_be_visible()
    await host.goto(f"{HOST}/")
    await expect(host.get_by_role("button", name="Chat met ons")).to_be_visible()
    await expect(host.locator("iframe")).to_have_count(0)
