"""Passkeys in a real browser, with Chromium's virtual authenticator: made, used, replaced, removed, refused."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.people import PASSWORD, SLOW_MS, enter
from tests.e2e.staff_pages import accessible, young
from tests.security.account_pages import Person, authenticator
from tests.security.wire import new_id, signed_in

GIVEN = "given to begin with"

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def name(stack: Stack) -> str:
    """An account of this test's own."""
    made = f"kim{new_id()}"
    async with signed_in(stack.url, "admin") as admin:
        account = {"login": made, "password": GIVEN, "role": "counsellor", "languages": ["nl"]}
        assert (await admin.send("POST", "/api/staff/accounts", account)).status_code == 201
    async with signed_in(stack.url, made, GIVEN) as own:
        chosen = await own.send("POST", "/api/staff/password", {"old": GIVEN, "new": PASSWORD})
        assert chosen.status_code == 200
        own.csrf = chosen.json()["csrf"]
    return made


@contextlib.asynccontextmanager
async def kim(browser: Browser, stack: Stack, **options: Any) -> AsyncIterator[tuple[Person, Any, str]]:
    """At the sign-in page with a security key. By name: passkeys do not belong to numbers."""
    context = await enter(browser, **options)
    person = Person(await context.new_page(), f"http://localhost:{stack.port}")
    tools, key = await authenticator(person.page)
    await person.open()
    yield person, tools, key
    await context.close()


async def add_passkey(person: Person, label: str, first: bool) -> None:
    form = person.part("passkey-add")
    await form.locator("input[name=label]").fill(label)
    await form.locator("input[name=password]").fill(PASSWORD)
    await form.locator("button[type=submit]").click()
    if first:
        await person.part("recovery-seen").click(timeout=SLOW_MS)
    await expect(person.part("passkey").filter(has_text=label)).to_be_visible(timeout=SLOW_MS)


async def test_made_used_and_gone(browser: Browser, stack: Stack, name: str) -> None:
    async with kim(browser, stack) as (person, tools, key):
        await person.come_in(name)
        account = await person.open_account()
        await add_passkey(person, "Sleutel van Kim", first=True)
        await accessible(person.page)
        held = (await tools.send("WebAuthn.getCredentials", {"authenticatorId": key}))["credentials"]
        assert [one["rpId"] for one in held] == ["localhost"]
        await person.close_account()
        await person.online()
        await person.sign_out()

        await person.button("staff.signin.passkey").click()
        await expect(person.part("signin")).to_be_hidden(timeout=SLOW_MS)
        account = await person.open_account()
        await expect(account.get_by_text(person.word("staff.account.how.passkey"))).to_be_visible()
        await person.button("staff.account.passkey_remove", name="Sleutel van Kim").click()
        await expect(person.part("passkey")).to_have_count(0, timeout=SLOW_MS)
        await person.close_account()
        await person.online()
        await person.sign_out()

        await person.button("staff.signin.passkey").click()
        await person.told("staff.error.bad_passkey")
        await person.come_in(name)


async def test_who_has_a_passkey_is_asked_for_more_than_the_password(browser: Browser, stack: Stack, name: str) -> None:
    async with kim(browser, stack) as (person, _, _key):
        await person.come_in(name)
        await person.open_account()
        await add_passkey(person, "Een", first=True)
        await person.close_account()
        await person.sign_out()
        await person.give(name)
        await person.told("staff.error.code_needed")


async def test_who_gives_up_is_told_so(browser: Browser, stack: Stack, name: str) -> None:
    async with kim(browser, stack) as (person, tools, key):
        await tools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
        await person.button("staff.signin.passkey").click()
        await person.told("staff.error.passkey_unused")


async def test_one_device_has_one_passkey_of_an_account(browser: Browser, stack: Stack, name: str) -> None:
    async with kim(browser, stack) as (person, _, _key):
        await person.come_in(name)
        await person.open_account()
        await add_passkey(person, "Een", first=True)
        form = person.part("passkey-add")
        await form.locator("input[name=password]").fill(PASSWORD)
        await form.locator("button[type=submit]").click()
        await person.told("staff.error.passkey_known")


async def test_nothing_of_it_changes_while_a_teen_is_in_a_chat(browser: Browser, stack: Stack, name: str) -> None:
    """A new sign-in would put the teen back in the queue: the page says so instead."""
    async with kim(browser, stack) as (person, _, _key), young(stack.url) as teen:
        await person.come_in(name)
        await person.be_available()
        await teen.join("nl")
        await person.accept()
        account = await person.open_account()
        await expect(account.get_by_text(person.word("staff.account.busy"))).to_be_visible()
        await expect(person.part("totp-start")).to_be_disabled()
        await expect(person.button("staff.account.password_go")).to_be_disabled()
        await accessible(person.page)
