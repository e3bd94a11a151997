"""Every screen of the widget: accessible, readable at 320 px, in each language, and silent towards third parties."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from demo.stack import Stack
from tests.e2e.helpline import on_duty, service
from tests.e2e.people import Teen, words

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async (rules) => (await axe.run(document, {runOnly: rules})).violations
    .map((found) => `${found.id}: ${found.nodes.map((node) => node.target).join(' ')}`)"""


async def is_clean(page: Page, screen: str) -> None:
    """No finding of axe, nothing wider than the window, no key shown instead of words."""
    await page.wait_for_load_state()  # its styles are there
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    assert await page.evaluate(LOOK, RULES) == [], screen
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen
    assert "widget." not in await page.inner_text("body"), screen


async def stays(page: Page) -> None:
    """What moves the focus or scrolls to something never scrolls the way out away."""
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize(
    ("scheme", "language"),
    [
        ("light", "de"),
        ("dark", "fr"),
        pytest.param("light", "nl", marks=pytest.mark.endurance),
        pytest.param("dark", "en", marks=pytest.mark.endurance),
    ],
)
async def test_each_screen_is_accessible_at_320_px(teen: Teen, stack: Stack, scheme: str, language: str) -> None:
    page, teen.language = teen.page, language
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    await page.set_viewport_size({"width": 320, "height": 640})
    async with on_duty(stack.url, "bram" if language == "fr" else "chloe" if language == "de" else "an") as helper:
        await teen.open()
        await is_clean(page, "welcome")
        await page.locator(".danger-card summary").click()
        await is_clean(page, "danger")
        await teen.part("rules").locator("summary").click()
        await teen.part("age-adult").check()
        await is_clean(page, "who")
        await teen.part("before-next").click()
        await is_clean(page, "about")
        await teen.part("before-next").click()
        await teen.part("bad-5").check()
        await is_clean(page, "how bad")
        await stays(page)
        await page.keyboard.press("Escape")
        await is_clean(page, "cover")
        await page.keyboard.press("Escape")
        for _ in range(2):
            await teen.part("before-back").click()
        await teen.start(topic="sexual_coercion_extortion")
        await teen.part("draft").or_(teen.part("message")).first.wait_for()
        await is_clean(page, "waiting")
        chat = await helper.accept()
        await teen.say("x" * 300)
        await helper.reads("x" * 300)
        helper.client.say(chat, "ok")
        await teen.reads("ok")
        for turn in range(20):
            await teen.say(f"regel {turn}")
        await teen.reads("regel 19")
        await stays(page)
        await teen.part("message").fill("a" * 1_990)
        await is_clean(page, "chat")
        await teen.part("leave").click()
        await is_clean(page, "leave")
        await teen.part("leave-yes").click()
        await expect(teen.part("receipt")).to_be_visible()
        await teen.part("proof").locator("summary").click()
        await is_clean(page, "ended")


async def test_what_helps_while_waiting_is_accessible_at_320_px(teen: Teen) -> None:
    page = teen.page
    await page.set_viewport_size({"width": 320, "height": 640})
    await teen.open()
    await teen.part("age-lt12").check()
    await teen.start(topic="self_harm")
    await teen.part("aid").locator("summary").click()
    await is_clean(page, "first aid")
    await teen.part("aid-e_crime").click()
    await expect(teen.part("aid-step")).to_have_text(words("nl", "widget.aid.e_crime.1"))
    await teen.part("breathe").click()
    await expect(page.locator(".breath")).to_be_visible()
    await is_clean(page, "breathing")
    await page.emulate_media(reduced_motion="reduce")
    await expect(page.locator(".breath")).to_be_hidden()
    await expect(teen.part("breathe")).to_be_hidden()
    await expect(page.get_by_text(words("nl", "widget.breathe.how"))).to_be_visible()
    await page.reload()
    await expect(teen.part("kept")).to_be_visible()
    await is_clean(page, "kept")


async def test_closed_says_so_and_offers_the_phone(teen: Teen, stack: Stack) -> None:
    async with service(stack.url, "closed"):
        await teen.page.goto(f"{stack.url}/widget/main?lang=nl")
        await expect(teen.page.get_by_role("heading", name=words("nl", "widget.closed.title"))).to_be_visible()
        await expect(teen.page.get_by_role("link", name="116 000").first).to_be_visible()
        await expect(teen.part("start")).to_have_count(0)
        await is_clean(teen.page, "closed")


async def test_the_language_can_be_changed_and_stays_through_a_reload(teen: Teen) -> None:
    await teen.open()
    await teen.part("language").select_option("de")
    await expect(teen.part("start")).to_have_text(words("de", "widget.start"))
    assert await teen.page.evaluate("document.documentElement.lang") == "de"
    await teen.page.reload()
    await expect(teen.part("start")).to_have_text(words("de", "widget.start"))


async def test_without_webcrypto_it_offers_the_phone_and_no_chat(teen: Teen, stack: Stack) -> None:
    await teen.page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})")
    await teen.page.goto(f"{stack.url}/widget/main?lang=nl")
    await expect(teen.page.get_by_role("heading", name=words("nl", "widget.insecure.title"))).to_be_visible()
    await expect(teen.part("start")).to_have_count(0)
    await is_clean(teen.page, "insecure")


async def test_it_asks_nobody_else_keeps_no_cookie_and_nothing_durable(
    teen: Teen, stack: Stack, profile: BrowserContext
) -> None:
    asked: list[str] = []
    profile.on("request", lambda request: asked.append(request.url))
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start()
        await an.accept()
        await teen.say("hallo")
        await an.reads("hallo")
    foreign = [url for url in asked if not url.startswith((stack.url, "data:"))]
    assert foreign == []
    assert await profile.cookies() == []
    assert await teen.page.evaluate("localStorage.length") == 0
    assert not [url for url in asked if "token" in url or "ticket" in url]


async def test_the_keyboard_alone_goes_from_welcome_to_a_sent_message(teen: Teen, stack: Stack) -> None:
    page = teen.page
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await page.locator("body").press("Tab")
        for _ in range(30):
            if await page.evaluate("document.activeElement.dataset.test === 'start'"):
                break
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await an.accept()
        await expect(teen.part("message")).to_be_visible()
        for _ in range(10):
            if await page.evaluate("document.activeElement.dataset.test === 'message'"):
                break
            await page.keyboard.press("Tab")
        await page.keyboard.type("zonder muis")
        await page.keyboard.press("Enter")
        await an.reads("zonder muis")
