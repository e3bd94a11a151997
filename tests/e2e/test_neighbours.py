"""Two helplines of one house: their admins agree in the dashboard, and a teen at the one says yes to the other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Frame, Page, Route, expect

from chat.client.person import new_id
from chat.client.staff import StaffClient
from chat.protocol.staff import SetService
from demo.ports import free_port
from demo.stack import Stack
from demo.tether import Tether
from tests.browsers import Browser
from tests.e2e.conftest import OWN_HOST
from tests.e2e.helpline import on_duty
from tests.e2e.people import PASSWORD, SLOW_MS, Counsellor, enter, words
from tests.e2e.scripted import ScriptedTeen
from tests.e2e.staff_pages import AXE, RULES, accessible, dashboard
from tests.http_client import http_client
from tests.kept_profiles import Window
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.asyncio(loop_scope="session")

EAST = {"nl": "Het Oosten", "fr": "L’Est"}


@pytest.fixture(scope="module")
def house(
    tether: Tether, tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[Path], Path]
) -> Iterator[Stack]:
    """Desks main and east; the host's pages may frame main's chat alone."""
    more = {"HEARLINE_DESKS": "main,east", "HEARLINE_EMBED_ORIGINS": f"main={OWN_HOST}"}
    it = Stack(tether, prepared(tmp_path_factory.mktemp("two-desks")), free_port(), more)
    it.start_all()
    yield it
    it.stop()


async def at_desk(person: Counsellor, desk: str) -> None:
    await person.page.evaluate(f"localStorage['hearline.prefs'] = JSON.stringify({{desk: '{desk}'}})")
    await person.page.reload()
    await expect(person.part("sends-nl")).to_be_visible(timeout=SLOW_MS)


async def save(person: Counsellor) -> None:
    await person.part("save").click()
    done = words("nl", "dashboard.all_saved")
    await expect(person.part("saved-state")).to_have_text(done, timeout=SLOW_MS)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def agreed(browser: Browser, house: Stack) -> AsyncIterator[Stack]:
    """Both sides by the dashboard, east open by hand, with somebody who speaks both languages."""
    async with dashboard(browser, house.url, "admin", page="profile") as admin:
        await expect(admin.part("sends-nl")).to_be_visible(timeout=SLOW_MS)
        for language in EAST:
            await admin.part(f"sends-{language}").select_option("east")
        not_yet = admin.page.get_by_text(words("nl", "dashboard.profile.sends_to.open", name="east"))
        await expect(not_yet).to_have_count(2)
        await save(admin)
        await at_desk(admin, "east")
        for language, name in EAST.items():
            group = admin.page.get_by_role("group", name=words("nl", "dashboard.profile.name"), exact=True)
            await group.locator(f'[lang="{language}"]').fill(name)
        takes = admin.part("takes-main")
        await expect(takes).to_contain_text("Nederlands, Frans")
        for name in ("Nederlands", "Français"):
            await takes.get_by_label(name).check()
        await accessible(admin.page)
        await save(admin)
        await at_desk(admin, "main")
        both = admin.page.get_by_text(words("nl", "dashboard.profile.sends_to.agreed", name=EAST["nl"]))
        await expect(both).to_have_count(2)
        await admin.part("preview-state").select_option("neighbour")
        title = words("nl", "widget.neighbour.title", name=EAST["nl"])
        await expect(admin.page.frame_locator("iframe").get_by_text(title)).to_be_visible(timeout=SLOW_MS)
        await admin.page.goto(f"{house.url}/dashboard#/audit")
        await expect(admin.page.locator("tbody")).to_contain_text("sends_to", timeout=SLOW_MS)
        await expect(admin.page.locator("tbody")).to_contain_text("takes_from")
    sofie = StaffClient(house.url, "east")
    await sofie.sign_in("sofie", PASSWORD)
    await sofie.command(SetService(new_id(), "open"))
    yield house
    await sofie.close()


async def offered(url: str, languages: list[str]) -> None:
    """What a desk said of itself is kept for a few seconds, how it stands for one."""
    async with http_client(url) as http:
        for _ in range(int(PATIENCE_S / 0.05)):
            if list((await http.get("/api/desks/main")).json()["neighbours"]) == languages:
                return
            await asyncio.sleep(0.05)
    raise AssertionError(f"never {languages}")


def pages(url: str, language: str) -> Any:
    async def fulfil(route: Route) -> None:
        tag = f"<script src='{url}/embed.js' data-lang={language}></script>"
        await route.fulfill(content_type="text/html", body=f"<!doctype html><html><h1>Forum</h1>{tag}</html>")

    return fulfil


async def in_frame(page: Page) -> Frame:
    frame = await (await page.locator("iframe").element_handle(timeout=SLOW_MS)).content_frame()
    assert frame is not None
    return frame


async def clean(frame: Frame) -> None:
    found = await frame.evaluate(f"{AXE.read_text()};{RULES}")
    assert found == [], found


@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_a_teen_says_yes_and_talks_with_the_neighbour_in_the_same_frame(
    browser: Browser, agreed: Stack, language: str
) -> None:
    context = await enter(browser, language, permissions=["local-network-access"])
    await context.route(f"{OWN_HOST}/**", pages(agreed.url, language))
    await context.route(
        "https://www.meteo.be/**", lambda route: route.fulfill(content_type="text/html", body="<h1>Zonnig</h1>")
    )
    page = await context.new_page()
    async with on_duty(agreed.url, "bram", desk="east") as bram:
        await offered(agreed.url, list(EAST))
        await page.goto(f"{OWN_HOST}/")
        await page.get_by_role("button").click()
        inside = page.frame_locator("iframe")
        offer = inside.locator('[data-test="neighbour"]')
        await expect(offer).to_contain_text(words(language, "widget.neighbour.who", name=EAST[language]))
        await clean(await in_frame(page))
        await inside.locator('[data-test="neighbour-yes"]').click()
        here = inside.locator('[data-test="came-over"]')
        await expect(here).to_contain_text(words(language, "widget.neighbour.here", name=EAST[language]))
        assert (await in_frame(page)).url == f"{agreed.url}/widget/main/east?lang={language}"
        await clean(await in_frame(page))
        assert bram.offered() == [], "nothing is joined before Start"
        await inside.locator('[data-test="start"]').click()
        chat = await bram.accept()
        await inside.locator('[data-test="message"]').fill("ik ben het")
        await inside.locator('[data-test="send"]').click()
        await bram.reads("ik ben het")
        bram.client.say(chat, "ik luister")
        await expect(inside.get_by_text("ik luister")).to_be_visible()
        await page.reload()
        await expect(inside.get_by_text("ik luister")).to_be_visible(timeout=SLOW_MS)
        assert (await in_frame(page)).url.startswith(f"{agreed.url}/widget/main/east")
        await inside.locator('[data-test="message"]').fill("nog eens")
        await inside.locator('[data-test="send"]').click()
        await bram.reads("nog eens")
        # a request that leaves with its frame is lost to the test's own page of the host: nothing is under way any more
        await expect(inside.locator(".mark.delivered")).to_have_count(1, timeout=SLOW_MS)
        await inside.locator('[data-test="exit"]').click()
        await expect(page.get_by_role("heading", name="Zonnig")).to_be_visible(timeout=SLOW_MS)
        await bram.gone(chat)
    await context.close()


async def test_a_no_stays_and_without_anybody_there_nobody_is_offered(browser: Browser, agreed: Stack) -> None:
    context = await enter(browser)
    page = await context.new_page()
    offer = page.locator('[data-test="neighbour"]')
    async with on_duty(agreed.url, "bram", desk="east"):
        await offered(agreed.url, list(EAST))
        await page.goto(f"{agreed.url}/widget/main?lang=nl")
        await page.locator('[data-test="neighbour-no"]').click()
        await expect(offer).to_have_count(0)
        await expect(page.get_by_text(words("nl", "widget.unserved.nobody"))).to_be_visible()
    await offered(agreed.url, [])
    await page.goto(f"{agreed.url}/widget/main?lang=nl")
    await expect(page.get_by_text(words("nl", "widget.unserved.nobody"))).to_be_visible()
    await expect(offer).to_have_count(0)
    await context.close()


async def test_the_first_desk_counts_who_went_over(browser: Browser, agreed: Stack) -> None:
    async with dashboard(browser, agreed.url) as sofie:
        row = sofie.page.locator(".counts > div", has_text=words("nl", "dashboard.today.went_over"))
        await expect(row.locator("dd")).to_have_text("2", timeout=SLOW_MS)


@pytest.mark.endurance
async def test_in_other_engines_too(windows: tuple[Window, Window], agreed: Stack) -> None:
    page, _ = windows
    teen = ScriptedTeen(page)
    async with on_duty(agreed.url, "bram", desk="east") as bram:
        await offered(agreed.url, list(EAST))
        await page.go(f"{agreed.url}/widget/main?lang=nl")
        await teen.click("neighbour-yes")
        await teen.sees("came-over")
        await teen.click("start")
        chat = await bram.accept()
        await teen.say("ik ben het")
        await bram.reads("ik ben het")
        await page.go(f"{agreed.url}/widget/main?lang=nl")
        await teen.reads("ik ben het")
        assert await page.run("location.pathname") == "/widget/main/east"
        await teen.click("leave")
        await teen.click("leave-yes")
        await bram.gone(chat)
