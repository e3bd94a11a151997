"""People on a page that only scripts and keys can reach, in any browser: what they fill in, press and read."""

from dataclasses import dataclass

from tests.e2e.people import PASSWORD
from tests.kept_profiles import Tab, until

FILL = """((found, text) => {
  const field = document.querySelector(found);
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
})"""


def named(name: str) -> str:
    return f'[data-test="{name}"], [data-testid="{name}"]'


@dataclass
class Scripted:
    """Somebody at a page."""

    tab: Tab

    async def fill(self, name: str, text: str) -> None:
        await self.fill_at(named(name), text)

    async def fill_at(self, found: str, text: str) -> None:
        await until(self.tab, f"!!document.querySelector({found!r})")
        await self.tab.run(f"{FILL}({found!r}, {text!r})")

    async def click(self, name: str) -> None:
        await self.click_at(f":is({named(name)}):not([disabled])")

    async def click_at(self, found: str) -> None:
        await until(self.tab, f"!!document.querySelector({found!r})")
        await self.tab.run(f"document.querySelector({found!r}).click()")

    async def reads(self, text: str) -> None:
        await until(self.tab, f"document.querySelector('[role=log]').innerText.includes({text!r})")

    async def sees(self, name: str) -> None:
        await until(self.tab, f"!!document.querySelector({named(name)!r})")


class ScriptedTeen(Scripted):
    async def say(self, text: str) -> None:
        await self.fill("message", text)
        await self.click("send")


class ScriptedCounsellor(Scripted):
    async def begin(self, url: str, name: str = "an") -> None:
        """Signed in and available."""
        await self.tab.go(f"{url}/console")
        await self.sign_in(name)

    async def sign_in(self, name: str = "an") -> None:
        await self.fill_at("input[name=username]", name)
        await self.fill_at("input[name=password]", PASSWORD)
        await self.click_at(f"{named('signin').split(', ')[1]} button[type=submit]")
        await self.click_at("main.card-page button.primary[type=button]")
        await self.is_available()

    async def is_available(self) -> None:
        await until(self.tab, "document.querySelector('[data-testid=status]').dataset.status === 'available'")

    async def say(self, text: str) -> None:
        await self.fill("composer", text)
        await self.click("send")

    async def fill_form(self) -> None:
        """The fields that a talk needs, then done."""
        form = '[data-testid="wrap-up"]'
        await self.fill_at(f"{form} select", "counselling")
        await self.fill_at(f'{form} [data-field="category"] select', "cyberbullying")
        for required in ("risk", "escalation"):
            await self.click_at(f'{form} [data-field="{required}"] input')
        await self.click("wrap-done")
        await until(self.tab, f"!document.querySelector({form!r})")
