"""A teen at the widget, in a profile of their own."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import BrowserContext

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.people import Teen, enter


@pytest_asyncio.fixture(loop_scope="session")
async def profile(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser profile that reaches this machine and, for quick exit, one page made up here."""
    context = await enter(browser, viewport={"width": 390, "height": 844})
    await context.route(
        "https://www.meteo.be/**",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<title>Weer</title><h1>Zonnig</h1>"),
    )
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def teen(profile: BrowserContext, stack: Stack) -> AsyncIterator[Teen]:
    """Leaves by quick exit at the end, so that no chat waits on for the next test."""
    it = Teen(await profile.new_page(), stack.url)
    yield it
    for page in profile.pages:
        way_out = page.locator('[data-test="exit"]')
        if await way_out.count():
            await way_out.click()
            await page.wait_for_url("https://www.meteo.be/**")
