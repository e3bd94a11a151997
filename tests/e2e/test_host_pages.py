"""Host pages as they are: where the loader stands, how its page changes under it, and what an old browser lacks."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, FrameLocator, Page, Route, expect

from demo.stack import ROOT, Stack
from tests import browsers
from tests.browsers import Browser
from tests.conftest import a_chromium
from tests.e2e.conftest import HOST, OWN_HOST
from tests.e2e.helpline import on_duty
from tests.e2e.people import enter, words

pytestmark = pytest.mark.asyncio(loop_scope="session")

TAG = "<script src='{url}/embed.js' {how}></script>"
INJECTED = """<script>
const tag = document.createElement('script'); tag.src = '{url}/embed.js'; document.head.append(tag);
</script>"""
# As turbo, pjax and cloud optimisers do it: the text is fetched and run, and no script is the current one.
FETCHED = """<script type="text/plain" src="{url}/embed.js"></script><script>
fetch('{url}/embed.js').then((answer) => answer.text()).then((text) => setTimeout(text));
</script>"""
PAGES = {
    "in the head": (TAG.format(url="{url}", how=""), ""),
    "in the head, async": (TAG.format(url="{url}", how="async"), ""),
    "in the head, deferred": (TAG.format(url="{url}", how="defer"), ""),
    "a module": (TAG.format(url="{url}", how="type=module"), ""),
    "in the body": ("", TAG.format(url="{url}", how="")),
    "twice": (TAG.format(url="{url}", how=""), TAG.format(url="{url}", how="async")),
    "injected": (INJECTED, ""),
    "fetched and run": (FETCHED, ""),
}
OLD = {
    "no constructed style sheets": "globalThis.CSSStyleSheet = function () { throw new TypeError('Illegal') }",
    "none adopted": "delete ShadowRoot.prototype.adoptedStyleSheets; delete Document.prototype.adoptedStyleSheets",
    "nothing kept": "Object.defineProperty(globalThis, 'sessionStorage', { get() { throw new DOMException('no') } })",
    "no fetch": "delete globalThis.fetch",
}
STRICT = "default-src 'none'; script-src {url}; frame-src {url}"


def site(url: str, head: str = "", body: str = "", policy: str = "", *, only: bool = False) -> Any:
    """A site of two pages that link to each other, each with this in its head and at the end of its body. `only`: its
    policy only reports."""
    name = "content-security-policy" + ("-report-only" if only else "")

    async def fulfil(route: Route) -> None:
        here = "twee" if route.request.url.endswith("/twee") else "een"
        parts = (part.replace("{url}", url) for part in (head, body))
        before, after = parts
        await route.fulfill(
            content_type="text/html",
            headers={name: policy.replace("{url}", url)} if policy else {},
            body=f"<!doctype html><html lang=nl><head><title>Forum</title>{before}</head><body><h1>{here}</h1>"
            f"<a href=/een>een</a> <a href=/twee>twee</a>{after}</body></html>",
        )

    return fulfil


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    async with visitor(browser) as it:
        yield it


@contextlib.asynccontextmanager
async def visitor(browser: Browser) -> AsyncIterator[BrowserContext]:
    it = await enter(browser, permissions=["local-network-access"], viewport={"width": 1000, "height": 800})
    yield it
    await it.close()


async def opened(
    context: BrowserContext, url: str, *parts: str, host: str = HOST, before: str = "", **more: Any
) -> tuple[Page, list[str]]:
    """The site's first page, and what is thrown on it."""
    await context.route(f"{host}/**", site(url, *parts, **more))
    page = await context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda problem: thrown.append(str(problem)))
    if before:
        # on the host's page alone: what the chat itself does without these is tried elsewhere
        await page.add_init_script(f"if (location.origin === '{host}') {{ {before} }}")
    await page.goto(f"{host}/een")
    return page, thrown


def chat(page: Page) -> FrameLocator:
    return page.frame_locator("hearline-chat iframe")


async def opens(page: Page) -> None:
    """One button, with an API beside it, and a click on it shows the chat in its full size."""
    button = page.locator("hearline-chat button")
    await expect(button).to_have_count(1)
    await expect(button).to_have_css("position", "fixed")
    assert await page.evaluate("typeof Hearline.on") == "function"
    await button.click()
    await expect(chat(page).locator('[data-test="start"]')).to_be_visible()
    box = await page.locator("hearline-chat iframe").bounding_box()
    assert box
    assert box["width"] >= 400, box
    assert box["height"] >= 600, box


@pytest.mark.parametrize("where", PAGES)
async def test_wherever_the_loader_stands(where: str, context: BrowserContext, helpline: Stack) -> None:
    page, thrown = await opened(context, helpline.url, *PAGES[where])
    await opens(page)
    assert thrown == []


@pytest.mark.parametrize("policy", ["", STRICT], ids=["no policy", "a strict policy"])
@pytest.mark.parametrize("lacks", OLD)
async def test_an_old_browser(lacks: str, policy: str, context: BrowserContext, helpline: Stack) -> None:
    page, thrown = await opened(context, helpline.url, PAGES["in the head"][0], before=OLD[lacks], policy=policy)
    await opens(page)
    assert thrown == []


OWN_STYLE = re.findall(r"```css\n(.+?)```", (ROOT / "docs" / "embedding.md").read_text(), re.DOTALL)
GRID = "html { height: 100%; display: grid; place-items: center }"
BANNER = "h1 { position: fixed; inset: 0; z-index: 901; background: red }"
MIDDLE = "document.querySelector('h1').getBoundingClientRect().y"
ON_TOP = """(() => {
  const { x, y } = document.querySelector('hearline-chat').shadowRoot.querySelector('button').getBoundingClientRect();
  return document.elementFromPoint(x + 9, y + 9).localName;
})()"""


async def test_the_pages_own_style(context: BrowserContext, helpline: Stack) -> None:
    """The lines of the documentation: below a banner, and not on paper."""
    style = f"<style>{OWN_STYLE[0]}</style>"
    page, _ = await opened(context, helpline.url, style, TAG.format(url="{url}", how=""))
    button = page.locator("hearline-chat button")
    await expect(button).to_be_visible()
    assert await page.evaluate(ON_TOP) == "hearline-chat"
    await page.add_style_tag(content=BANNER)
    assert await page.evaluate(ON_TOP) == "h1"
    await page.emulate_media(media="print")
    await expect(button).to_be_hidden()
    await page.emulate_media(media="screen")


@pytest.mark.parametrize("style", [GRID, GRID.replace("html", "html, body"), GRID.replace("grid", "flex")])
async def test_a_page_that_is_a_grid_stands_as_if_the_chat_were_not_there(
    context: BrowserContext, helpline: Stack, style: str
) -> None:
    page, _ = await opened(context, helpline.url, f"<style>{style}</style>", TAG.format(url="{url}", how=""))
    await expect(page.locator("hearline-chat button")).to_be_visible()
    middle = await page.evaluate(MIDDLE)
    await opens(page)
    await page.evaluate("Hearline.destroy()")
    assert await page.evaluate(MIDDLE) == middle


@pytest.mark.parametrize("size", [(1000, 800), (500, 700)], ids=["wide", "narrow"])
async def test_on_a_page_with_a_zoom_of_its_own_all_of_the_chat_is_seen(
    context: BrowserContext, helpline: Stack, size: tuple[int, int]
) -> None:
    style = "<style>html { zoom: 1.5 }</style>"
    page, _ = await opened(context, helpline.url, style, TAG.format(url="{url}", how=""))
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.locator("hearline-chat button").click()
    await expect(chat(page).locator('[data-test="exit"]')).to_be_in_viewport(ratio=1)
    box = await page.locator("hearline-chat iframe").bounding_box()
    assert box
    assert min(box["x"], box["y"]) >= 0, box
    assert box["x"] + box["width"] <= size[0], box
    assert box["y"] + box["height"] <= size[1], box


# As a phone lays its keyboard over a page: how much of it is seen, and how far that was moved to show the box.
KEYBOARD = """([height, offsetTop]) => {
  for (const [name, value] of Object.entries({ height, offsetTop }))
    Object.defineProperty(visualViewport, name, { configurable: true, get: () => value });
  visualViewport.dispatchEvent(new Event('resize'));
}"""


@pytest.mark.parametrize(("size", "gap"), [((390, 800), 0), ((820, 800), 16)], ids=["a phone", "a tablet"])
async def test_above_a_keyboard_the_way_out_and_the_box_to_write_in_are_seen(
    context: BrowserContext, helpline: Stack, size: tuple[int, int], gap: int
) -> None:
    async with on_duty(helpline.url, "an") as an:
        page, _ = await opened(context, helpline.url, PAGES["in the head"][0], host=OWN_HOST)
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await waits(page)
        await an.accept()
        frame, message = page.locator("hearline-chat iframe"), chat(page).locator('[data-test="message"]')
        await expect(message).to_be_visible()
        whole = await frame.bounding_box()
        await page.evaluate(KEYBOARD, [450, 120])
        box = await frame.bounding_box()
        assert box
        assert (box["y"], box["y"] + box["height"]) == (120 + gap, 570 - gap)
        for part in (chat(page).locator('[data-test="exit"]'), message):
            there = await part.bounding_box()
            assert there
            assert there["y"] >= 120, there
            assert there["y"] + there["height"] <= 570, there
        await page.evaluate(KEYBOARD, [size[1], 0])
        assert await frame.bounding_box() == whole


# What pages do with their body when somebody follows a link that loads nothing.
SWAPS = {
    "the body is another": "document.body.replaceWith(document.createElement('body'))",
    "all in the body is another": "document.body.innerHTML = '<h1>anders</h1>'",
    "all of the page is another": "document.documentElement.replaceChildren(document.createElement('body'))",
    "the root is another": """(() => {
        const root = document.createElement('html');
        root.append(document.createElement('head'), document.createElement('body'));
        document.replaceChild(root, document.documentElement);
    })()""",
    "the loader runs again": """(async () => {
        document.body.replaceWith(document.createElement('body'));
        const tag = document.createElement('script');
        tag.src = document.scripts[0].src;
        document.body.append(tag);
        await new Promise((done) => { tag.onload = done; });
    })()""",
    "only the address": "history.pushState({}, '', '/drie')",
}


async def waits(page: Page) -> None:
    """A teen in the queue."""
    await page.locator("hearline-chat button").click()
    await chat(page).locator('[data-test="start"]').click()


async def says(page: Page, text: str) -> None:
    await chat(page).locator('[data-test="message"]').fill(text)
    await chat(page).locator('[data-test="send"]').click()


@pytest.mark.parametrize("swap", SWAPS)
async def test_a_page_that_changes_without_loading(swap: str, context: BrowserContext, helpline: Stack) -> None:
    async with on_duty(helpline.url, "an") as an:
        page, thrown = await opened(context, helpline.url, PAGES["in the head"][0], host=OWN_HOST)
        await waits(page)
        await an.accept()
        await says(page, "voor")
        await an.reads("voor")
        await page.evaluate(SWAPS[swap])
        await expect(page.locator("hearline-chat")).to_have_count(1)
        await expect(chat(page).get_by_text("voor")).to_be_visible()
        await says(page, "na")
        await an.reads("na")
        assert thrown == []


@pytest.mark.parametrize("hidden", [False, True], ids=["open", "hidden"])
async def test_an_ordinary_link_brings_the_chat_along(hidden: bool, context: BrowserContext, helpline: Stack) -> None:
    async with on_duty(helpline.url, "an") as an:
        page, _ = await opened(context, helpline.url, PAGES["in the head"][0], host=OWN_HOST)
        await waits(page)
        number = await an.accept()
        await says(page, "voor de link")
        await an.reads("voor de link")
        an.client.say(number, "al gelezen")
        await expect(chat(page).get_by_text("al gelezen")).to_be_visible()
        await drafts(page, "half af")
        if hidden:
            await page.evaluate("Hearline.close()")
        await asyncio.gather(page.click("a[href='/twee']"), say(an, number, "intussen"))
        await expect(page.get_by_role("heading", name="twee")).to_be_visible()
        button = page.locator("hearline-chat button")
        if hidden:
            await expect(chat(page).get_by_text("intussen")).to_have_count(1)
            await expect(button).to_be_visible()
            an.client.say(number, "ben je er nog?")
            await expect(button).to_have_text("Chat met ons (2)")
            await button.click()
        await expect(button).to_be_hidden()
        for line in ("voor de link", "intussen"):
            await expect(chat(page).get_by_text(line)).to_be_visible()
        await expect(chat(page).locator('[data-test="message"]')).to_have_value("half af")
        await says(page, "na de link")
        await an.reads("na de link")


async def say(an: Any, number: str, text: str) -> None:
    an.client.say(number, text)


async def drafts(page: Page, text: str) -> None:
    """Begins to write; returns once that is kept."""
    kept = "sessionStorage.getItem('hearline.chat')"
    frame = page.frames[1]
    before = await frame.evaluate(kept)
    await chat(page).locator('[data-test="message"]').fill(text)
    await frame.wait_for_function(f"before => {kept} !== before", arg=before)


async def test_where_a_frame_keeps_nothing_the_browser_asks_before_it_goes(
    whole_browser: Browser, helpline: Stack
) -> None:
    async with visitor(whole_browser) as context, on_duty(helpline.url, "an") as an:
        page, _ = await opened(context, helpline.url, PAGES["in the head"][0])
        await waits(page)
        await an.accept()
        await says(page, "voor")
        await an.reads("voor")
        async with page.expect_event("dialog") as asked:
            await page.click("a[href='/twee']", no_wait_after=True)
        dialog = await asked.value
        assert dialog.type == "beforeunload"
        await dialog.dismiss()
        await says(page, "na")
        await an.reads("na")


async def test_nothing_is_brought_along_after_the_end(context: BrowserContext, helpline: Stack) -> None:
    async with on_duty(helpline.url, "an") as an:
        page, _ = await opened(context, helpline.url, PAGES["in the head"][0], host=OWN_HOST)
        await waits(page)
        number = await an.accept()
        await says(page, "dag")
        await an.reads("dag")
        assert await page.evaluate("Object.keys(sessionStorage)") == ["hearline.main"]
        await an.client.finish(number)
        await expect(chat(page).locator('[data-test="again"]')).to_be_visible()
        assert await page.evaluate("Object.keys(sessionStorage)") == []
        await page.click("a[href='/twee']")
        await expect(page.locator("hearline-chat button")).to_be_visible()
        await expect(page.locator("hearline-chat iframe")).to_have_count(0)


@pytest.mark.parametrize("width", [1000, 390], ids=["a desk", "a phone"])
async def test_at_the_left_with_a_label(width: int, context: BrowserContext, helpline: Stack) -> None:
    how = "data-position=left data-label='Praat met ons'"
    page, thrown = await opened(context, helpline.url, TAG.format(url="{url}", how=how), policy=STRICT)
    await page.set_viewport_size({"width": width, "height": 800})
    button = page.get_by_role("button", name="Praat met ons")
    box = await button.bounding_box()
    assert box
    assert box["x"] == 16
    await button.click()
    await expect(chat(page).locator('[data-test="start"]')).to_be_visible()
    frame = await page.locator("hearline-chat iframe").bounding_box()
    assert frame
    assert (frame["x"], frame["width"]) == ((16, 420) if width > 560 else (0, width))
    assert thrown == []


async def test_in_a_window_of_its_own(context: BrowserContext, helpline: Stack) -> None:
    page, _ = await opened(context, helpline.url, TAG.format(url="{url}", how="data-window data-lang=fr"))
    async with context.expect_page() as other:
        await page.locator("hearline-chat button").click()
    window = await other.value
    await expect(window.locator('[data-test="start"]')).to_be_visible()
    assert window.url == f"{helpline.url}/widget/main?lang=fr"
    assert await window.evaluate("[opener, document.referrer]") == [None, ""]
    await expect(page.locator("hearline-chat iframe")).to_have_count(0)


async def test_a_page_that_shows_no_frame_of_ours_gets_a_window(context: BrowserContext, helpline: Stack) -> None:
    """It would stand there empty."""
    policy = "default-src 'none'; script-src {url}; frame-src 'self'"
    page, thrown = await opened(context, helpline.url, PAGES["in the head"][0], policy=policy)
    async with context.expect_page() as other:
        await page.locator("hearline-chat button").click()
    await expect((await other.value).locator('[data-test="start"]')).to_be_visible()
    await expect(page.locator("hearline-chat iframe")).to_be_hidden()
    await expect(page.locator("hearline-chat button")).to_be_visible()
    assert thrown == []


async def test_a_policy_that_only_reports_leaves_the_frame(context: BrowserContext, helpline: Stack) -> None:
    page, thrown = await opened(context, helpline.url, PAGES["in the head"][0], policy="frame-src 'self'", only=True)
    await opens(page)
    assert (thrown, len(context.pages)) == ([], 1)


async def test_a_chat_that_is_hidden_takes_the_keyboard_from_nobody(context: BrowserContext, helpline: Stack) -> None:
    """Somebody who waits writes on the site meanwhile: when it was their turn, and on each next page as the chat came
    back, what they typed went nowhere."""
    box, message = "<input id=mine>", '[data-test="message"]'
    async with on_duty(helpline.url, "an") as an:
        page, _ = await opened(context, helpline.url, PAGES["in the head"][0], box, host=OWN_HOST)
        await waits(page)
        await expect(chat(page).locator('[data-test="leave"]')).to_be_visible()
        await page.evaluate("Hearline.close()")
        await page.locator("#mine").focus()
        await an.accept()
        await expect(chat(page).locator(message)).to_have_count(1)
        await page.keyboard.type("verder")
        await expect(page.locator("#mine")).to_have_value("verder")
        await page.get_by_role("link", name="twee").click()
        await page.locator("#mine").focus()
        await expect(chat(page).locator(message)).to_have_count(1)
        await page.keyboard.type("nog")
        await expect(page.locator("#mine")).to_have_value("nog")


async def test_one_step_back_nothing_tells_of_a_chat_that_was_left_on_a_later_page(helpline: Stack) -> None:
    """The browser had kept the page before, with its button, its frame and the chat in it."""
    async with (
        browsers.launch(a_chromium(browsers.find()), keeps_pages=True) as browser,
        visitor(browser) as context,
        on_duty(helpline.url, "an") as an,
    ):
        away = re.compile("^https://www.meteo.be/")
        await context.route(away, lambda route: route.fulfill(body="weer", content_type="text/html"))
        page, _ = await opened(context, helpline.url, PAGES["in the head"][0], host=OWN_HOST)
        button = page.locator("hearline-chat button")
        await waits(page)
        taken = await an.accept()
        await expect(chat(page).locator('[data-test="message"]')).to_be_visible()
        await page.evaluate(
            "Hearline.close(); addEventListener('pageshow', ({ persisted }) => (window.kept = persisted))"
        )
        an.client.say(taken, "ben je er nog?")
        await expect(button).to_contain_text("(1)")
        await page.get_by_role("link", name="twee").click()
        await button.click()
        await expect(chat(page).get_by_text("ben je er nog?")).to_be_visible()
        await chat(page).locator('[data-test="exit"]').click()
        await expect(page).to_have_url(away)
        await page.evaluate("void setTimeout(() => history.back(), 50)")
        await expect(page).to_have_url(f"{OWN_HOST}/een")
        await expect(button).to_have_text("Chat met ons")
        assert await page.evaluate("window.kept") is True
        frame = "document.querySelector('hearline-chat').shadowRoot.querySelector('iframe')"
        assert await page.evaluate(f"{frame}.style.visibility") == "hidden"


async def test_a_dialog_of_the_page_over_the_chat_keeps_nobody_from_leaving(
    context: BrowserContext, helpline: Stack
) -> None:
    """Nothing beside a modal dialog can be reached, the button and the frame no more than the rest of the page."""
    dialog = "<dialog><p>nieuwsbrief</p><button autofocus>neen</button></dialog>"
    await context.route("https://www.meteo.be/**", lambda route: route.fulfill(body="weer", content_type="text/html"))
    page, _ = await opened(context, helpline.url, PAGES["in the head"][0], dialog)
    await opens(page)
    await page.evaluate("document.querySelector('dialog').showModal()")
    for _ in range(3):
        await page.keyboard.press("Shift")
    await expect(page).to_have_url(re.compile("^https://www.meteo.be/"))


async def test_a_desk_that_is_not_there_shows_nothing_and_says_why(context: BrowserContext, helpline: Stack) -> None:
    said: list[str] = []
    context.on("console", lambda line: said.append(line.text))
    tag = TAG.format(url="{url}", how="data-desk=niemand")
    page, thrown = await opened(context, helpline.url, tag, tag)
    await expect(page.get_by_role("heading", name="een")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await expect(page.locator("hearline-chat")).to_have_count(0)
    assert [line for line in said if "Hearline" in line] == ["Hearline: no desk niemand"]
    assert thrown == []


async def test_without_javascript_there_is_a_link(browser: Browser, helpline: Stack) -> None:
    link = "<noscript><a href='{url}/widget/main?lang=nl'>Chat met ons</a></noscript>"
    context = await enter(browser, java_script_enabled=False)
    page, _ = await opened(context, helpline.url, "", TAG.format(url="{url}", how="") + link)
    await page.get_by_role("link", name="Chat met ons").click()
    await page.wait_for_url(f"{helpline.url}/widget/main?lang=nl")
    for number in ("116000", "112"):
        await expect(page.locator(f'a[href="tel:{number}"]')).to_be_visible()
    await page.set_viewport_size({"width": 320, "height": 256})
    await expect(page.get_by_role("link", name=words("nl", "widget.exit"))).to_be_in_viewport(ratio=1)
    await page.mouse.move(160, 128)
    await page.mouse.wheel(0, 2_000)
    await expect(page.locator('a[href="tel:116000"]')).to_be_in_viewport(ratio=1)
    await context.close()
