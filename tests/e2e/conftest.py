"""A teen at the widget, in a profile of their own."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext

from demo.ports import free_port
from demo.stack import Stack
from demo.tether import Tether
from tests import browsers, kept_profiles, webkit
from tests.browsers import Browser
from tests.conftest import missing
from tests.e2e.people import Teen, enter
from tests.kept_profiles import Window

# Pages that may frame the chat: of another site, where Chromium lets a frame keep nothing, and of the chat's own, like
# chat.example.be on example.be.
HOST = "https://forum.test"
OWN_HOST = f"http://127.0.0.1:{free_port()}"
ENGINES = {
    "firefox": (browsers.find_firefox, kept_profiles.firefox, "firefox-esr"),
    "webkit": (webkit.find_webkit, webkit.webkit, "webkit2gtk-driver xvfb"),
}


@pytest.fixture(scope="session")
def helpline(
    tether: Tether, tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[Path], Path]
) -> Iterator[Stack]:
    """A service that lets other sites frame its chat."""
    hosts = ",".join(f"main={host}" for host in (HOST, OWN_HOST))
    folder = prepared(tmp_path_factory.mktemp("embed"))
    it = Stack(tether, folder, free_port(), {"HEARLINE_EMBED_ORIGINS": hosts})
    it.start_all()
    yield it
    it.stop()


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


@pytest_asyncio.fixture(loop_scope="session", params=ENGINES)
async def windows(
    request: pytest.FixtureRequest, tether: Tether, tmp_path: Path
) -> AsyncIterator[tuple[Window, Window]]:
    """Two windows of one engine: a teen's and a counsellor's."""
    find, start, package = ENGINES[request.param]
    path = find()
    if path is None:
        missing(f"no {request.param} here: apt-get install {package}")
        raise RuntimeError
    async with start(path, tmp_path, tether) as browser:
        yield await browser.window(), await browser.window()
