"""Pages of which something does not come, or throws: never white, and for a teen always with a way out and numbers."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Route, expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.helpline import on_duty, service
from tests.e2e.people import SLOW_MS, Teen, enter, words

pytestmark = pytest.mark.asyncio(loop_scope="session")

AWAY = "https://www.meteo.be/"
FACES = {
    "widget/main": '[data-test="start"]',
    "console": '[data-testid="signin"]',
    "dashboard": '[data-testid="signin"]',
}


@pytest_asyncio.fixture(loop_scope="session")
async def page(profile: BrowserContext) -> AsyncIterator[Page]:
    it = await profile.new_page()
    yield it
    await it.close()


async def never(route: Route) -> None:
    await route.abort()


async def leads_out(page: Page, language: str = "nl") -> None:
    """Both numbers and the way out are there, and it leads out."""
    for number in ("116000", "112"):
        await expect(page.locator(f'a[href="tel:{number}"]').first).to_be_attached()
    await page.get_by_text(words(language, "widget.exit"), exact=True).click()
    await page.wait_for_url(f"{AWAY}**")


@pytest.mark.parametrize("times", [1, 1000], ids=["once", "always"])
@pytest.mark.parametrize("face", FACES)
async def test_words_that_do_not_come(face: str, times: int, page: Page, stack: Stack) -> None:
    await page.route("**/assets/*.json", never, times=times)
    await page.goto(f"{stack.url}/{face}")
    await expect(page.locator(FACES[face])).to_be_visible()
    assert await page.locator("html").get_attribute("lang") == "nl"


@pytest.mark.parametrize(("asked", "heading"), [("?lang=fr", "fr"), ("?lang=xx", "nl"), ("", "nl")])
async def test_the_first_words_come_with_the_page(asked: str, heading: str, page: Page, stack: Stack) -> None:
    wanted: list[str] = []
    page.on("request", lambda request: wanted.append(request.url))
    await page.goto(f"{stack.url}/widget/main{asked}")
    await expect(page.get_by_role("heading", name=words(heading, "widget.welcome.title"))).to_be_visible()
    first = [url for url in wanted if url.endswith(".json") and "-rest-" not in url]
    assert first == []


@pytest.mark.parametrize("face", FACES)
async def test_a_script_that_does_not_come(face: str, page: Page, stack: Stack) -> None:
    await page.route("**/assets/*.js", never)
    await page.goto(f"{stack.url}/{face}?lang=fr")
    if face == "widget/main":
        await leads_out(page, "fr")
    else:
        await expect(page.locator("#bare a")).to_be_visible()


@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_a_browser_without_scripts_is_told_that_it_cannot_chat(
    language: str, browser: Browser, stack: Stack
) -> None:
    context = await enter(browser, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{stack.url}/widget/main?lang={language}")
    title = page.get_by_role("heading", name=words(language, "widget.trouble.other.title"))
    await expect(title).to_be_visible(timeout=SLOW_MS)
    for number in ("116000", "112"):
        await expect(page.locator(f'a[href="tel:{number}"]')).to_be_visible()
    await context.close()


@pytest.mark.parametrize(
    "broken",
    [
        "Intl.PluralRules = function () { throw new RangeError('none') }",
        "SVGElement.prototype.setAttribute = () => { throw new TypeError('none') }",
        "Object.defineProperty(Navigator.prototype, 'languages', { get() { throw new TypeError('none') } })",
        "delete globalThis.URLSearchParams",
    ],
)
async def test_a_start_that_throws(broken: str, page: Page, stack: Stack) -> None:
    await page.add_init_script(broken)
    await page.goto(f"{stack.url}/widget/main?lang=nl")
    await leads_out(page)


async def throwing(route: Route, name: str) -> None:
    await route.fulfill(
        content_type="text/javascript", body=f"export function {name}() {{ throw new Error('while it is drawn') }}"
    )


async def test_a_chat_that_throws_while_it_is_drawn(profile: BrowserContext, stack: Stack) -> None:
    async with on_duty(stack.url, "an") as an:
        teen = Teen(await profile.new_page(), stack.url)
        await teen.page.route("**/assets/talk-*.js", lambda route: throwing(route, "Talk"))
        await teen.open()
        await teen.start()
        await an.accept()
        await expect(teen.page.get_by_role("heading", name=words("nl", "widget.trouble.other.title"))).to_be_visible()
        await leads_out(teen.page)
        await teen.page.close()


@pytest.mark.parametrize("face", ["console", "dashboard"])
async def test_a_staff_page_that_throws_while_it_is_drawn(face: str, page: Page, stack: Stack) -> None:
    await page.add_init_script("SVGElement.prototype.setAttribute = () => { throw new TypeError('none') }")
    await page.goto(f"{stack.url}/{face}")
    await expect(page.get_by_text(words("nl", "staff.reload"))).to_be_visible()


async def test_a_closed_desk_that_throws_while_it_is_drawn(page: Page, stack: Stack) -> None:
    await page.route("**/assets/closed-*.js", lambda route: throwing(route, "Closed"))
    async with service(stack.url, "closed"):
        await page.goto(f"{stack.url}/widget/main?lang=nl")
        await expect(page.get_by_role("button", name=words("nl", "widget.retry"))).to_be_visible()
        await leads_out(page)
