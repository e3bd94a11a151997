"""Signing in as it is in production, in a real browser over TLS: code apps, recovery codes, OpenID Connect."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from chat.auth.roles import COUNSELLORS_FACTOR
from demo.ports import free_port
from demo.stack import Stack
from demo.tether import Tether
from storage.store import open_store
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, enter
from tests.e2e.staff_pages import accessible
from tests.security.account_pages import Person, code_of
from tests.security.https import proxied
from tests.security.provider import Provider, running

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROLES = "helpline=counsellor,helpline-leads=supervisor"
STANDS = "fetch('/api/staff/me').then((answer) => answer.status)"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def served(port: int) -> Iterator[Provider]:
    with running(f"https://localhost:{port}/api/staff/oidc/return", free_port()) as it:
        yield it


@pytest.fixture(scope="module")
def url(
    port: int,
    served: Provider,
    tether: Tether,
    tmp_path_factory: pytest.TempPathFactory,
    prepared: Callable[[Path], Path],
) -> Iterator[str]:
    """The service outside the demo: `__Host-` cookies, a second factor for those in charge, a provider."""
    folder, url = prepared(tmp_path_factory.mktemp("production")), f"https://localhost:{port}"
    asyncio.run(password_will_do(folder))
    given = {
        "HEARLINE_DEMO": "0", "HEARLINE_PUBLIC_URL": url, "HEARLINE_OIDC_ISSUER": served.issuer,
        "HEARLINE_OIDC_NAME": "Jeugdlijn-id", "HEARLINE_OIDC_CLIENT": "hearline",
        "HEARLINE_OIDC_SECRET": served.client.secret, "HEARLINE_OIDC_ROLES": ROLES,
    }  # fmt: skip
    it = Stack(tether, folder, free_port())
    it.start_valkey()
    it.environment = given
    it.start("web")
    it.start("worker")
    it.wait()
    with proxied(folder, port, it.port):
        yield url
    it.stop()


async def password_will_do(folder: Path) -> None:
    """For counsellors; those in charge need a second factor all the same."""
    store = open_store(f"sqlite+aiosqlite:///{folder}/hearline.db")
    await store.start()
    await store.settings.put("main", {COUNSELLORS_FACTOR: False})
    await store.close()


@pytest.fixture
def provider(served: Provider) -> Provider:
    served.person.claims = {"sub": "42", "name": "Nadia", "groups": ["everyone", "helpline-leads"]}
    served.lies = {}
    return served


@contextlib.asynccontextmanager
async def at_the_door(browser: Browser, url: str, **options: Any) -> AsyncIterator[Person]:
    context = await enter(browser, ignore_https_errors=True, **options)
    person = Person(await context.new_page(), url)
    await person.open()
    yield person
    await context.close()


async def test_a_code_app_from_the_first_key_to_the_last_recovery_code(browser: Browser, url: str) -> None:
    async with at_the_door(browser, url) as person:
        await person.come_in("bram")
        await person.open_account()
        secret, codes = await person.enrol()
        assert len(set(codes)) == 10
        await accessible(person.page)
        await person.part("recovery-seen").click()
        await expect(person.part("totp-on")).to_be_visible(timeout=SLOW_MS)
        await person.close_account()
        await person.online()
        await person.sign_out()

        await person.give("bram")
        await person.told("staff.error.code_needed")
        code = code_of(secret, 1)
        await person.come_in("bram", code)
        await person.open_account()
        await person.close_account()
        await person.sign_out()

        await person.give("bram")
        await person.give("bram", code)
        await person.told("staff.error.bad_code")  # a code works once
        await person.come_in("bram", codes[0])
        await person.open_account()
        left = person.word("staff.account.recovery_left_other", count=9)
        await expect(person.part("recovery-left")).to_have_text(left)
        await person.close_account()
        await person.sign_out()

        await person.give("bram")
        await person.give("bram", codes[0])
        await person.told("staff.error.bad_code")  # so does a recovery code
        await person.come_in("bram", codes[1])
        await take_away(person)
        await person.sign_out()
        await person.come_in("bram")


async def take_away(person: Person) -> None:
    """New recovery codes and then no code app: each for the password."""
    await person.open_account()
    await ask(person, "recovery-new", "not the password")
    await person.told("staff.error.bad_credentials")
    await ask(person, "recovery-new")
    await expect(person.part("recovery-codes").locator("code")).to_have_count(10, timeout=SLOW_MS)
    await person.part("recovery-seen").click()
    await ask(person, "totp-remove")
    await expect(person.part("totp-start")).to_be_visible(timeout=SLOW_MS)
    await person.close_account()
    await person.online()


async def ask(person: Person, part: str, password: str = "demo-demo-demo") -> None:
    form = person.part(part)
    if not await form.locator("input[name=password]").count():
        await form.click()
    await form.locator("input[name=password]").fill(password)
    await form.locator("button[type=submit]").click()


async def test_who_is_in_charge_sets_up_a_second_factor_before_anything_else(browser: Browser, url: str) -> None:
    async with at_the_door(browser, url) as person:
        await person.come_in("sofie")
        await expect(person.page.get_by_text(person.word("staff.account.enrol"))).to_be_visible(timeout=SLOW_MS)
        await expect(person.part("menu")).to_have_count(0)
        await accessible(person.page)
        await person.enrol()
        await expect(person.button("console.shift.available")).to_have_count(0)
        await person.part("recovery-seen").click()
        await expect(person.button("console.shift.available")).to_be_visible(timeout=SLOW_MS)
        cookies = {one["name"]: one for one in await person.page.context.cookies()}
        assert cookies["__Host-hearline"]["secure"]
        assert cookies["__Host-hearline"]["httpOnly"]
        assert cookies["__Host-hearline"].get("sameSite") == "Strict"


async def through_the_provider(person: Person) -> None:
    await person.page.get_by_role("link", name=person.word("staff.signin.oidc", name="Jeugdlijn-id")).click()


async def test_the_organisation_s_own_sign_in(browser: Browser, url: str, provider: Provider) -> None:
    """There and back; the role of the claim is what the page allows."""
    async with at_the_door(browser, url) as person:
        await accessible(person.page)
        await through_the_provider(person)
        hello = person.word("console.shift.hello", name="Nadia")
        await expect(person.page.get_by_role("heading", name=hello)).to_be_visible(timeout=SLOW_MS)
        assert person.page.url == f"{url}/console"
        await person.page.goto(f"{url}/dashboard#/live")
        await expect(person.part("connection")).to_have_attribute("data-state", "online", timeout=SLOW_MS)

    provider.person.claims["groups"] = ["helpline"]
    async with at_the_door(browser, url) as person:
        await through_the_provider(person)
        await expect(person.button("console.shift.available")).to_be_visible(timeout=SLOW_MS)
        await person.page.goto(f"{url}/dashboard")
        await expect(person.page.get_by_text(person.word("dashboard.not_for_you"))).to_be_visible(timeout=SLOW_MS)


async def test_a_refusal_of_the_provider_is_said_in_words(browser: Browser, url: str, provider: Provider) -> None:
    async with at_the_door(browser, url) as person:
        provider.person.claims["groups"] = ["everyone"]
        await through_the_provider(person)
        await person.told("staff.error.no_role")
        assert person.page.url == f"{url}/console"
        provider.person.claims["groups"] = ["helpline"]
        provider.lies = {"aud": ["somebody else"]}
        await through_the_provider(person)
        await person.told("staff.error.provider_refused")
        assert not [one for one in await person.page.context.cookies() if one["name"] == "__Host-hearline"]


async def test_signing_out_everywhere_reaches_the_other_browser(browser: Browser, url: str, provider: Provider) -> None:
    async with at_the_door(browser, url) as here, at_the_door(browser, url) as there:
        await through_the_provider(there)
        await there.page.wait_for_url(f"{url}/console")
        await there.page.goto(f"{url}/dashboard#/live")
        await expect(there.part("connection")).to_have_attribute("data-state", "online", timeout=SLOW_MS)
        await through_the_provider(here)
        await here.open_account()
        await expect(here.part("sign-in")).not_to_have_count(0, timeout=SLOW_MS)
        await here.part("everywhere").click()
        await expect(here.part("signin")).to_be_visible(timeout=SLOW_MS)
        await expect(there.part("signin")).to_be_visible(timeout=SLOW_MS)


async def test_a_sign_out_that_nobody_hears_lets_nobody_in_and_is_told_later(browser: Browser, url: str) -> None:
    async with at_the_door(browser, url) as person:
        page, logout = person.page, "**/api/staff/logout"
        await page.route(logout, lambda route: route.abort())
        await person.come_in("an")
        await person.button("staff.signout").click()
        await expect(person.part("signin")).to_be_visible(timeout=SLOW_MS)
        assert await page.evaluate(STANDS) == 200
        await page.reload()
        await expect(person.part("signin")).to_be_visible(timeout=SLOW_MS)
        async with page.expect_response(logout, timeout=SLOW_MS) as told:
            await page.unroute(logout)
        assert (await told.value).status == 204
        assert await page.evaluate(STANDS) == 401
        assert await page.evaluate("localStorage.getItem('hearline.leaving')") is None


async def test_a_new_password_ends_other_sign_ins_and_not_this_one(browser: Browser, url: str) -> None:
    async with at_the_door(browser, url) as here, at_the_door(browser, url) as there:
        await there.come_in("an")
        await here.come_in("an")
        account = await here.open_account()
        await account.locator("input[name=old]").fill("demo-demo-demo")
        await account.locator("input[name=new]").fill("nog een lange zin om te onthouden")
        await here.button("staff.account.password_go").click()
        await here.told("staff.saved")
        await here.close_account()
        await here.online()
        await there.button("console.shift.away").click()
        await expect(there.part("signin")).to_be_visible(timeout=SLOW_MS)
        await there.give("an")
        await there.told("staff.error.bad_credentials")
