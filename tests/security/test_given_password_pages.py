"""A colleague's first sign-in in a real browser: the password they were given is changed before anything else."""

import pytest
from playwright.async_api import expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, enter
from tests.e2e.staff_pages import accessible
from tests.security.account_pages import Person
from tests.security.wire import new_id, signed_in

pytestmark = pytest.mark.asyncio(loop_scope="session")
GIVEN, OWN = "given to begin with", "known to nobody else"


@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_the_first_page_asks_for_a_password_of_ones_own(browser: Browser, stack: Stack, language: str) -> None:
    name = f"lea{new_id()}"
    async with signed_in(stack.url, "admin") as admin:
        account = {"login": name, "password": GIVEN, "role": "counsellor", "languages": [language]}
        assert (await admin.send("POST", "/api/staff/accounts", account)).status_code == 201
    context = await enter(browser, language)
    person = Person(await context.new_page(), stack.url, language=language)
    await person.open()
    await person.give(name, password=GIVEN)
    page = person.part("account")
    await expect(page.get_by_text(person.word("staff.account.password_first"))).to_be_visible(timeout=SLOW_MS)
    await accessible(person.page)
    old, new, go = page.locator("input[name=old]"), page.locator("input[name=new]"), page.locator("button[type=submit]")
    await old.fill(GIVEN)
    await new.fill(GIVEN)
    await go.click()
    await person.told("staff.error.unchanged")
    await new.fill(OWN)
    await go.click()
    await expect(page).to_be_hidden(timeout=SLOW_MS)
    await expect(person.button("console.shift.away")).to_be_visible(timeout=SLOW_MS)
    await context.close()
