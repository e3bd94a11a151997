"""Staff at their pages, and a teen without a page: what the console and dashboard tests share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Route, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from chat.client.link import State
from chat.client.person import Said
from chat.client.teen import Admitted, TeenClient
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, Counsellor, asks_itself, enter
from tests.patience import PATIENCE_S

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(one =>
  one.id + ": " + one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", ")))"""


async def accessible(page: Page) -> None:
    """axe finds nothing, and nothing is wider than the window."""
    await page.wait_for_load_state()  # its styles are there
    found = await page.evaluate(f"{AXE.read_text()};{RULES}")
    assert found == [], found
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def settled(page: Page) -> None:
    """Nothing is asked for any more; a page with a frame in it may never count as idle, and is given its time."""
    with suppress(PlaywrightTimeout):
        await page.wait_for_load_state("networkidle", timeout=5_000)


async def hurried(page: Page, **also: int) -> None:
    """A desk that asks after ten seconds and ends after twenty, shorter than a line may be silent; a clock to turn."""

    async def shorter(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(json={**await answer.json(), "quiet_ask_ms": 10_000, "quiet_end_ms": 20_000, **also})

    await asks_itself(page)
    await page.route("**/api/desks/main", shorter)
    await page.clock.install()


class Young:
    """A teen on the wire alone; `heard` is what this one could read, in order."""

    def __init__(self, url: str) -> None:
        self.heard: list[str] = []
        self.client = TeenClient(url, on=self._on)

    def _on(self, event: object) -> None:
        if isinstance(event, Said) and event.who != "teen" and event.text:
            self.heard.append(event.text)

    async def join(self, language: str = "nl", **asked: Any) -> str:
        return await self.client.join(language, **asked)

    def say(self, text: str, name: str = "") -> None:
        self.client.say(text, name)


@asynccontextmanager
async def young(url: str) -> AsyncIterator[Young]:
    """Leaves at the end, so that the next test finds an empty queue."""
    one = Young(url)
    try:
        yield one
    finally:
        await one.client.close()
        if one.client.admitted is not None:
            await _leave(url, one.client.admitted)


async def _leave(url: str, admitted: Admitted) -> None:
    """Also for a teen whose connection a test has cut."""
    last = TeenClient(url)
    last.resume(admitted)
    for _ in range(int(PATIENCE_S / 0.1)):
        if last.state is State.FINAL:
            break
        last.leave()
        await asyncio.sleep(0.1)
    await last.close()


async def sign_out(person: Counsellor) -> None:
    await person.page.keyboard.press("Escape")
    await person.part("menu").click()
    await person.part("signout").click()
    await expect(person.part("signin")).to_be_visible(timeout=SLOW_MS)


async def wrap_up_all(person: Counsellor) -> None:
    """What is still open ends, so that the next test finds nobody in a chat."""
    for _ in range(await person.part("chat").count()):
        await expect(person.page.locator('[data-testid=chat][data-state="active"]')).to_have_count(0, timeout=SLOW_MS)
        if forms := await person.part("wrap-up").count():
            await person.part("wrap-skip").first.click()
            await expect(person.part("wrap-up")).to_have_count(forms - 1, timeout=SLOW_MS)


@asynccontextmanager
async def console(browser: Browser, url: str, name: str, **options: Any) -> AsyncIterator[Counsellor]:
    """Signed in and available; signed out at the end, which gives back whatever is held."""
    context = await enter(browser, **options)
    person = Counsellor(await context.new_page(), url)
    await person.sign_in(name)
    await person.be_available()
    try:
        yield person
    finally:
        if await person.part("menu").count():
            await person.page.keyboard.press("Escape")
            await wrap_up_all(person)
            await sign_out(person)
        await context.close()


@asynccontextmanager
async def dashboard(
    browser: Browser, url: str, name: str = "sofie", page: str = "live", **options: Any
) -> AsyncIterator[Counsellor]:
    """Signed in, on one of the pages."""
    context = await enter(browser, **options)
    person = Counsellor(await context.new_page(), url)
    await person.sign_in(name, f"/dashboard#/{page}")
    await expect(person.part("connection")).to_have_attribute("data-state", "online", timeout=SLOW_MS)
    try:
        yield person
    finally:
        await context.close()
