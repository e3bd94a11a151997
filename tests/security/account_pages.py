"""Staff at the sign-in and account pages, for tests in a real browser."""

import time
from typing import Any

import pyotp
from playwright.async_api import Locator, Page, expect

from chat.auth.totp import STEP_S
from tests.e2e.people import PASSWORD, SLOW_MS, Counsellor, words


class Person(Counsellor):
    """Somebody at their console."""

    async def open(self, path: str = "/console") -> None:
        await self.page.goto(f"{self.url}{path}")
        await expect(self.part("signin")).to_be_visible(timeout=SLOW_MS)

    async def give(self, name: str, code: str = "", password: str = PASSWORD) -> None:
        """Fill in what signing in asks for, and go."""
        form = self.part("signin")
        await form.locator("input[name=username]").fill(name)
        await form.locator("input[name=password]").fill(password)
        if code:
            await form.locator("input[name=code]").fill(code)
        await form.locator("button[type=submit]").click()

    async def come_in(self, name: str, code: str = "") -> None:
        await self.give(name, code)
        await expect(self.part("signin")).to_be_hidden(timeout=SLOW_MS)

    async def told(self, key: str) -> None:
        """The page says so, in words, as an alert."""
        alert = self.page.get_by_role("alert").or_(self.part("toast"))
        await expect(alert.get_by_text(self.word(key))).to_be_visible(timeout=SLOW_MS)

    def word(self, key: str, **values: Any) -> str:
        return words(self.language, key, **values)

    def button(self, key: str, **values: Any) -> Locator:
        return self.page.get_by_role("button", name=self.word(key, **values), exact=True)

    async def open_account(self) -> Locator:
        """From the working screen; starts the shift when it has not begun."""
        away = self.button("console.shift.away")
        await expect(away.or_(self.part("menu"))).to_be_visible(timeout=SLOW_MS)
        if await away.count():
            await away.click()
        await self.part("menu").click()
        await self.part("my-account").click()
        await expect(self.part("account")).to_be_visible(timeout=SLOW_MS)
        return self.part("account")

    async def close_account(self) -> None:
        await self.page.keyboard.press("Escape")
        await expect(self.part("account")).to_be_hidden()

    async def online(self) -> None:
        """Its connection stands: whatever was closed has been opened anew."""
        await expect(self.part("status")).to_have_attribute("data-status", "away", timeout=SLOW_MS)
        await expect(self.part("link-notice")).to_have_count(0, timeout=SLOW_MS)

    async def sign_out(self) -> None:
        await self.page.keyboard.press("Escape")
        await self.part("menu").click()
        await self.part("signout").click()
        await expect(self.part("signin")).to_be_visible(timeout=SLOW_MS)

    async def enrol(self) -> tuple[str, list[str]]:
        """Set a code app up with the key the page shows; the key and the recovery codes."""
        await self.part("totp-start").click()
        asked = self.part("totp-start")
        await asked.locator("input[name=password]").fill(PASSWORD)
        await asked.locator("button[type=submit]").click()
        form = self.part("totp-confirm")
        secret = (await form.locator(".secret").inner_text()).replace(" ", "")
        await form.locator("input[name=code]").fill(code_of(secret))
        await form.locator("button[type=submit]").click()
        codes = await self.part("recovery-codes").locator("code").all_inner_texts() or await self._codes()
        return secret, codes

    async def _codes(self) -> list[str]:
        await expect(self.part("recovery-codes")).to_be_visible(timeout=SLOW_MS)
        return await self.part("recovery-codes").locator("code").all_inner_texts()


def code_of(secret: str, steps: int = 0) -> str:
    """What a code app shows now, or `steps` half minutes later. The step before is still taken, and the one after is
    already: whoever sets up with this one and comes in with the next is on time whenever a half minute ends."""
    return pyotp.TOTP(secret).at(int(time.time()) + steps * STEP_S)


async def authenticator(page: Page) -> tuple[Any, str]:
    """A security key in this browser that knows its owner; the devtools session and its id."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = await tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, str(made["authenticatorId"])
