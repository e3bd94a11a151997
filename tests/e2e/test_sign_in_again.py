"""A sign-in that ends in the middle of a chat: said before, and its person goes on; another finds nothing."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Route, expect

from demo.stack import Stack
from tests.browsers import Browser
from tests.e2e.helpline import on_duty
from tests.e2e.people import PASSWORD, SLOW_MS, Counsellor, words
from tests.e2e.staff_pages import Young, accessible, console, young
from tests.patience import PATIENCE_S
from tests.security.wire import signed_in

SOON = 20
"""Seconds, a third of that grace."""
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def nothing_left(stack: Stack) -> AsyncIterator[None]:
    """The next test finds nobody in a chat."""
    yield
    async with on_duty(stack.url, "an", available=False):
        pass


async def talk(an: Counsellor, teen: Young) -> None:
    await teen.join()
    await an.accept()
    teen.say("hallo")
    await an.reads("hallo")
    await an.say("welkom")
    await an.part("composer").fill("half af")


async def goes_on(an: Counsellor, teen: Young) -> None:
    """The same chat with its words, and both hear each other."""
    await expect(an.part("connection")).to_have_attribute("data-state", "online", timeout=SLOW_MS)
    await expect(an.part("composer")).to_have_value("half af")
    await an.reads("hallo")
    teen.say("ben je er nog?")
    await an.reads("ben je er nog?")
    await an.say("ja")
    await expect(an.part("log").locator(".line-text").get_by_text("ja", exact=True)).to_have_count(1)
    async with asyncio.timeout(PATIENCE_S):
        while teen.heard[-1:] != ["ja"]:  # noqa: ASYNC110 - it comes from another process
            await asyncio.sleep(0.05)
    assert teen.heard == ["welkom", "ja"]


async def kept_again(an: Counsellor, *texts: str) -> None:
    """Each is in the box before the next is typed: it is sealed a moment after the last key."""
    box = "Object.entries(localStorage).filter(([name]) => name.includes('box')).join()"
    for text in texts:
        before = await an.page.evaluate(box)
        await an.part("composer").fill(text)
        await an.page.wait_for_function(f"before => {box} !== before", arg=before)


async def ended_by_an_admin(stack: Stack, an: Counsellor) -> None:
    mine = await an.page.evaluate("fetch('/api/staff/me').then((answer) => answer.json()).then(({ me }) => me.id)")
    async with signed_in(stack.url, "admin") as admin:
        await admin.send("POST", f"/api/staff/accounts/{mine}/sign-out", {})
    await expect(an.part("held")).to_be_visible(timeout=SLOW_MS)


async def signs_in(page: Counsellor, name: str) -> None:
    form = page.part("signin")
    await form.locator("input[name=username]").fill(name)
    await form.locator("input[name=password]").fill(PASSWORD)
    await form.locator("button[type=submit]").click()
    await expect(form).to_be_hidden(timeout=SLOW_MS)


async def test_its_person_signs_in_again_and_goes_on(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await talk(an, teen)
        await ended_by_an_admin(stack, an)
        assert "hallo" not in await an.page.inner_text("body")
        await accessible(an.page)
        await signs_in(an, "an")
        await goes_on(an, teen)
        await an.end()


async def test_another_person_finds_nothing_of_it(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await talk(an, teen)
        await ended_by_an_admin(stack, an)
        await signs_in(an, "bram")
        await an.be_available()
        await expect(an.part("composer")).to_have_count(0)
        assert "hallo" not in await an.page.content()
        assert await an.page.evaluate("Object.keys(localStorage).filter((name) => name.includes('box')).length") == 0


async def test_it_is_said_before_and_begun_anew_without_a_break(browser: Browser, stack: Stack) -> None:
    async def soon(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=json.dumps({**await answer.json(), "ends_s": 300}))

    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await talk(an, teen)
        await expect(an.part("ending")).to_have_count(0)
        await an.page.route("**/api/staff/me", soon)
        await kept_again(an, "half", "half af")
        await an.page.reload()
        await expect(an.part("ending")).to_contain_text(words("nl", "staff.ending.soon"), timeout=SLOW_MS)
        await accessible(an.page)
        await an.part("sign-in-again").click()
        await accessible(an.page)
        form = an.part("again-dialog")
        await form.locator("input[name=password]").fill(PASSWORD)
        await an.page.unroute("**/api/staff/me")
        await form.locator("button[type=submit]").click()
        await expect(an.part("ending")).to_have_count(0, timeout=SLOW_MS)
        await goes_on(an, teen)
        await an.end()


async def test_who_signs_out_gives_a_teen_back_at_once(browser: Browser, stack: Stack) -> None:
    async with console(browser, stack.url, "an") as an, young(stack.url) as teen:
        await talk(an, teen)
        await an.part("menu").click()
        await an.part("signout").click()
        await an.part("leave-confirm").click()
        await expect(an.part("signin")).to_be_visible(timeout=SLOW_MS)
        for _ in range(SOON * 20):
            if teen.client.view is not None and teen.client.view.state == "waiting":
                break
            await asyncio.sleep(0.05)
        assert teen.client.view is not None
        assert teen.client.view.state == "waiting", "within the grace of a lost line"
