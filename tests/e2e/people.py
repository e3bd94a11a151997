"""People in a real browser: what a teen, a counsellor and a supervisor do on their pages. Words by locale keys."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.patience import PATIENCE_S

LOCALES = Path(__file__).parents[2] / "locales"
PASSWORD = "demo-demo-demo"
SLOW_MS = 1000 * PATIENCE_S
_LOOK_AWAY = """(minutes) => {
  const [now, see] = [Date.now, (state) => {
    Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }];
  see("hidden");
  Date.now = () => now() + minutes * 60_000;
  see("visible");
  Date.now = now;
}"""


def words(language: str, key: str, **values: object) -> str:
    """The text of `key`, as the pages show it."""
    text = str(json.loads((LOCALES / f"{language}.json").read_text())[key])
    return re.sub(r"\{\{?(\w+)\}?\}", lambda found: str(values.get(found[1], found[0])), text)


async def becomes(page: Page, true: str, why: str) -> None:
    """Waits a bounded time for what this script says of the page."""
    for _ in range(int(PATIENCE_S / 0.1)):
        if await page.evaluate(true):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(why)


async def enter(browser: Browser, language: str = "nl", **options: Any) -> BrowserContext:
    """A browser profile of one's own."""
    context = await browser.new_context(locale=f"{language}-BE", **options)
    context.set_default_timeout(SLOW_MS)
    return context


_ASKS = """(kept => new MutationObserver((_, observer) => {
  const app = document.getElementById("app");
  if (!app?.dataset.desk) return;
  observer.disconnect();
  const told = Object.entries(JSON.parse(app.dataset.desk)).filter(([name]) => kept.includes(name));
  app.dataset.desk = JSON.stringify(Object.fromEntries(told));
}).observe(document, {childList: true, subtree: true}))(["phones", "exit_url", "colours"])"""


async def asks_itself(page: Page) -> None:
    """The widget's page says nothing of how the desk stands, as where Redis was away when it was made: it asks."""
    await page.add_init_script(_ASKS)


class Teen:
    """The widget in its own window."""

    def __init__(self, page: Page, url: str, language: str = "nl") -> None:
        self.page, self.url, self.language = page, url, language

    def part(self, name: str) -> Locator:
        return self.page.locator(f'[data-test="{name}"]')

    async def open(self) -> None:
        await self.page.goto(f"{self.url}/widget/main?lang={self.language}")
        await expect(self.part("start")).to_be_visible(timeout=SLOW_MS)

    async def start(self, nickname: str = "Noor", topic: str = "cyberbullying") -> None:
        await self.part("nickname").fill(nickname)
        await self.part("before-next").click()
        await self.part(f"topic-{topic}").check()
        await self.part("start").click()

    async def say(self, text: str) -> None:
        await self.part("message").fill(text)
        await self.part("send").click()

    async def reads(self, text: str) -> None:
        await expect(self.page.get_by_role("log").get_by_text(text, exact=True)).to_have_count(1, timeout=SLOW_MS)

    async def transcript(self) -> list[str]:
        return await self.page.locator(".transcript .bubble").all_inner_texts()

    async def look_away(self, minutes: int) -> None:
        """The page is hidden, and seen again so much later by its own clock."""
        await self.page.evaluate(_LOOK_AWAY, minutes)

    async def kept(self) -> str:
        """What this tab keeps for its reload, as one JSON object."""
        return str(await self.page.evaluate("JSON.stringify({...sessionStorage})"))

    async def copy_to(self, page: Page) -> None:
        """Gives another tab what this one keeps, as a browser does that duplicates a tab."""
        await page.add_init_script(f"sessionStorage.length || Object.assign(sessionStorage, {await self.kept()})")

    async def leave(self) -> None:
        await self.part("leave").click()
        await self.part("leave-yes").click()


class Counsellor:
    """The console."""

    def __init__(self, page: Page, url: str, language: str = "nl") -> None:
        self.page, self.url, self.language = page, url, language

    def part(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    async def sign_in(self, name: str, path: str = "/console") -> None:
        await self.page.goto(f"{self.url}{path}")
        form = self.part("signin")
        await form.locator("input[name=username]").fill(name)
        await form.locator("input[name=password]").fill(PASSWORD)
        await form.locator("button[type=submit]").click()
        await expect(form).to_be_hidden(timeout=SLOW_MS)

    async def be_available(self) -> None:
        await self.page.get_by_role("button", name=words(self.language, "console.shift.available")).click()
        await expect(self.part("status")).to_have_attribute("data-status", "available", timeout=SLOW_MS)

    async def accept(self) -> None:
        await self.part("accept").click()
        await expect(self.part("composer")).to_be_visible(timeout=SLOW_MS)

    async def say(self, text: str) -> None:
        await self.part("composer").fill(text)
        await self.part("composer").press("Enter")

    async def reads(self, text: str) -> None:
        log = self.part("log").locator(".line-text")
        await expect(log.get_by_text(text, exact=True)).to_have_count(1, timeout=SLOW_MS)

    async def transcript(self) -> list[str]:
        return await self.page.get_by_test_id("log").locator(".line-text").all_inner_texts()

    async def end(self) -> None:
        await self.part("act-end").click()
        await self.part("end-confirm").click()
        await expect(self.part("wrap-up")).to_be_visible(timeout=SLOW_MS)

    async def fill_form(self, category: str = "cyberbullying") -> None:
        """The fields that a talk needs, then done."""
        form = self.part("wrap-up")
        await form.locator("select").first.select_option("counselling")
        await form.locator('[data-field="category"] select').select_option(category)
        for required in ("risk", "escalation"):
            await form.locator(f'[data-field="{required}"] input').first.check()
        for name in ("risk", "escalation"):
            await form.locator(f'input[name$="-{name}"]').first.check()
        await self.part("wrap-done").click()
        await expect(form).to_be_hidden(timeout=SLOW_MS)
