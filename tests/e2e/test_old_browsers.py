"""The oldest browsers of docs/embedding.md, played by a new one without what they lack; and such as refuse things."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Route, expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.helpline import on_duty
from tests.e2e.people import SLOW_MS, Counsellor, Teen, enter, words

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Trusted types stay: the page's policy asks for them, and this browser obeys it, as none does that lacks them.
OLD = """
const none = (from, ...names) => { for (const name of names) delete from[name]; };
const Typed = Object.getPrototypeOf(Uint8Array).prototype;
const lists = ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"];
none(Array.prototype, ...lists, "group", "groupToMap");
none(Typed, ...lists);
none(String.prototype, "at", "isWellFormed", "toWellFormed");
none(Object, "hasOwn", "groupBy");
none(Promise, "withResolvers", "try");
none(Array, "fromAsync");
none(AbortSignal, "timeout", "any");
none(Crypto.prototype, "randomUUID");
none(Intl, "Segmenter", "DurationFormat", "supportedValuesOf");
none(ShadowRoot.prototype, "adoptedStyleSheets");
none(Document.prototype, "adoptedStyleSheets", "startViewTransition");
none(Navigator.prototype, "userAgentData", "locks", "scheduling");
none(globalThis, "structuredClone", "reportError", "requestIdleCallback", "BroadcastChannel");
none(globalThis, "scheduler", "navigation");
globalThis.CSSStyleSheet = function CSSStyleSheet() { throw new TypeError("Illegal constructor"); };
Object.defineProperty(globalThis, "indexedDB", { value: undefined });
"""
REFUSES = """
globalThis.Notification = function Notification() { throw new TypeError("Illegal constructor"); };
globalThis.Notification.permission = "granted";
globalThis.Notification.requestPermission = () => undefined;
delete globalThis.AudioContext;
delete Navigator.prototype.vibrate;
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
NEWER_STYLE = {"dvh": "xvh", ":has(": ":xas(", "color-mix(": "color-xim(", "text-wrap": "text-xwrap"}


async def old_style(route: Route) -> None:
    """A style sheet as a browser reads it that does not know the newer half."""
    answer = await route.fetch()
    text = await answer.text()
    for known, unknown in NEWER_STYLE.items():
        text = text.replace(known, unknown)
    await route.fulfill(response=answer, body=text)


@pytest_asyncio.fixture(loop_scope="session")
async def old(profile: BrowserContext) -> AsyncIterator[Page]:
    """A page in an old browser; what is thrown on it fails the test."""
    await profile.add_init_script(f"{{ {OLD} }}")
    await profile.route("**/assets/*.css", old_style)
    page = await profile.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda problem: thrown.append(str(problem)))
    yield page
    await page.close()
    assert thrown == []


async def test_a_whole_chat_of_a_teen(old: Page, stack: Stack) -> None:
    async with on_duty(stack.url, "an") as an:
        teen = Teen(old, stack.url)
        await teen.open()
        await teen.start()
        chat = await an.accept()
        await teen.say("van een oude telefoon")
        await an.reads("van een oude telefoon")
        await old.reload()
        an.client.say(chat, "ik lees je")
        await teen.reads("ik lees je")
        box = await teen.part("message").bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844, "the place to write is on the screen"
        await an.client.finish(chat)
        await expect(teen.part("again")).to_be_visible()
        await teen.part("helped-yes").check(force=True)
        await expect(teen.part("helped-yes")).to_be_checked()


async def test_a_teen_whose_browser_refuses_everything(old: Page, stack: Stack) -> None:
    await old.add_init_script(f"{{ {REFUSES} }}")
    async with on_duty(stack.url, "an") as an:
        teen = Teen(old, stack.url)
        await teen.open()
        await teen.start()
        chat = await an.accept()
        await teen.say("hoi")
        await an.reads("hoi")
        an.client.say(chat, "dag")
        await teen.reads("dag")
        await teen.part("exit").click()
        await old.wait_for_url("https://www.meteo.be/**")


async def test_a_console_whose_browser_refuses_decorations(teen: Teen, browser: Browser, stack: Stack) -> None:
    """Nobody looks at the page, so that each message asks for a notice: it still counts as read when it is shown.
    After a reload the chat goes on under new keys, for those of before could be kept nowhere: what was written until
    then is shown with the teen's yes."""
    context = await enter(browser)
    await context.add_init_script(f"{{ {REFUSES} }}")
    await context.add_init_script("Object.defineProperty(document, 'hidden', { get: () => true })")
    counsellor = Counsellor(await context.new_page(), stack.url)
    await counsellor.sign_in("an")
    await counsellor.be_available()
    await teen.open()
    await teen.start()
    await counsellor.accept()
    await teen.say("Lees je dit?")
    await counsellor.reads("Lees je dit?")
    await expect(teen.page.locator(".mark.delivered")).to_have_count(1, timeout=SLOW_MS)
    await counsellor.say("Ja.")
    await teen.reads("Ja.")
    await counsellor.part("menu").click()
    for what in ("sound", "notify"):
        await expect(counsellor.part(f"{what}-fails")).to_be_visible()
    await counsellor.page.keyboard.press("Escape")

    await counsellor.page.reload()
    await counsellor.be_available()
    again = words("nl", "widget.consent.again.title", name="An")
    await expect(teen.part("consent").get_by_role("heading")).to_have_text(again, timeout=SLOW_MS)
    await expect(counsellor.part("earlier")).to_have_text(words("nl", "console.earlier.anew"), timeout=SLOW_MS)
    await teen.say("Ben je er nog?")
    await counsellor.reads("Ben je er nog?")
    assert await counsellor.transcript() == ["Ben je er nog?"]
    await teen.part("consent").get_by_role("button").first.click()
    await counsellor.reads("Lees je dit?")
    await expect(counsellor.part("earlier")).to_be_hidden()
    await counsellor.say("Ik ben er weer.")
    await teen.reads("Ik ben er weer.")
    await counsellor.end()
    await context.close()
