"""Words stay words: a corpus of scripts through every text field, into every page, with the policy switched off.

The headers would stop these as well (test_headers); here the pages themselves must.
"""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from chat.protocol.clean_text import clean
from chat.protocol.limits import MAX_NAME
from demo.ports import free_port
from demo.stack import Stack
from demo.tether import Tether
from tests.browsers import Browser
from tests.e2e.people import SLOW_MS, Counsellor, Teen
from tests.e2e.staff_pages import settled
from tests.security.wire import signed_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

RUN = "window.ran=(window.ran||0)+1"
CORPUS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror='{RUN}'>",
    f'"><img src=x onerror="{RUN}">',
    f"'><svg onload='{RUN}'>",
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"javascript:{RUN}",
    f"<details open ontoggle='{RUN}'>",
    f"<input autofocus onfocus='{RUN}'>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror='{RUN}'>",
    f"</title></textarea></script><script>{RUN}</script>",
    "<base href='https://evil.example/'>",
    "<style>*{display:none}</style>",
    "{{constructor.constructor('window.ran=1')()}}",
    "${window.ran=1}",
    "<%= window.ran=1 %>",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "\u202e<script>\u2066window.ran=1",
    "__proto__",
    "<b>bold</b> & \"quotes\" 'and' `ticks` \\ /",
)
SHORT = tuple(text for text in CORPUS if len(text) <= MAX_NAME)
FOREIGN = (
    "[onerror],[onload],[ontoggle],[onfocus],iframe[srcdoc],a[href^='javascript' i],base[href*='evil'],"
    "main b,form form,script:not([src])"
)


@pytest_asyncio.fixture(loop_scope="session")
async def alone(tether: Tether, tmp_path: Path, prepared: Callable[[Path], Path]) -> AsyncIterator[Stack]:
    """A service of its own, since its desk is full of scripts afterwards."""
    it = Stack(tether, prepared(tmp_path), free_port())
    it.start_all()
    await fill(it.url)
    yield it
    it.stop()


async def fill(url: str) -> None:
    """The corpus into whatever staff can write: replies, cards, names, the desk's name, hours."""
    async with signed_in(url, "admin") as admin:
        for place, text in enumerate(CORPUS):
            reply = {"desk": "main", "language": "nl", "title": text, "text": text, "shortcut": f"x{place}"}
            assert (await admin.send("POST", "/api/staff/replies", reply)).status_code < 300
            card: dict[str, Any] = {"desk": "main", "language": "nl", "topic": "", "kind": "advice", "title": text}
            card |= {"text": text, "shown": ["waiting", "closed"]}
            assert (await admin.send("POST", "/api/staff/resources", card)).status_code < 300
        for place, text in enumerate(text for text in SHORT if text.isprintable()):
            person = {"login": f"x{place}", "password": "correct horse battery", "role": "counsellor", "name": text}
            assert (await admin.send("POST", "/api/staff/accounts", person)).status_code == 201
        assert (await admin.send("PUT", "/api/staff/accounts/an", {"name": SHORT[0]})).status_code == 200
        desk = {"name": {"nl": CORPUS[1], "fr": CORPUS[2]}}
        assert (await admin.send("PUT", "/api/staff/settings/main", desk)).status_code < 300
        for address in (
            "javascript:window.ran=1",
            "data:text/html,x",
            "//evil.example",
            "http://a.example",
            " https:x",
        ):
            refused = await admin.send("PUT", "/api/staff/settings/main", {"forum": address, "exit_url": address})
            assert refused.status_code == 422, address
            link = {
                "desk": "main",
                "language": "nl",
                "topic": "",
                "kind": "link",
                "title": "x",
                "text": "",
                "url": address,
            }
            assert (await admin.send("POST", "/api/staff/resources", link)).status_code == 422, address


async def person(browser: Browser) -> BrowserContext:
    context = await browser.new_context(locale="nl-BE", bypass_csp=True)
    context.set_default_timeout(SLOW_MS)
    return context


async def harmless(*pages: Page) -> None:
    """Nothing ran, and no element came out of words."""
    for page in pages:
        await page.wait_for_load_state("networkidle")
        assert not await page.evaluate("window.ran"), page.url
        assert await page.locator(FOREIGN).count() == 0, page.url
        assert await page.locator("body").is_visible()


# What looks like a link is asked about before it leaves.
LEFT_OR_ASKED = """() => document.querySelector('[data-test="stop"]')
  || document.querySelector('[data-test="message"]').value === ''"""


async def test_words_of_a_chat_stay_words(alone: Stack, browser: Browser) -> None:
    theirs, ours, above = await person(browser), await person(browser), await person(browser)
    counsellor = Counsellor(await ours.new_page(), alone.url)
    teen = Teen(await theirs.new_page(), alone.url)
    supervisor = Counsellor(await above.new_page(), alone.url)
    await supervisor.sign_in("sofie", "/dashboard")
    await counsellor.sign_in("an")
    await counsellor.be_available()
    await teen.open()
    await teen.start(nickname=SHORT[1][:20])
    await counsellor.accept()
    for text in CORPUS:
        shown = clean(text)
        await teen.say(text)
        await teen.page.wait_for_function(LEFT_OR_ASKED)
        if await teen.part("stop").count():
            await teen.part("stop-send").click()
        line = counsellor.page.get_by_test_id("log").locator(".line-text").last
        await expect(line).to_have_text(shown, timeout=SLOW_MS)
        held = await line.text_content() or ""  # a line out of sight has no inner text
        assert clean(held) == held, "nothing that turns the words around it"
        await counsellor.say(text)
        await expect(teen.page.locator(".transcript .bubble").last).to_contain_text(shown, timeout=SLOW_MS)
    await harmless(teen.page, counsellor.page, supervisor.page)
    await counsellor.part("replies").click()
    await expect(counsellor.page.get_by_role("option").first).to_be_visible()
    await harmless(counsellor.page)
    await counsellor.page.keyboard.press("Escape")
    await counsellor.part("composer").fill("")
    await counsellor.part("cards").click()
    await harmless(counsellor.page)
    await counsellor.page.keyboard.press("Escape")
    await teen.leave()
    await expect(counsellor.part("wrap-up")).to_be_visible(timeout=SLOW_MS)
    await harmless(teen.page, counsellor.page, supervisor.page)
    for context in (theirs, ours, above):
        await context.close()


async def test_words_of_the_desk_stay_words(alone: Stack, browser: Browser) -> None:
    """Waiting cards, the closed screen, and every screen of the dashboard."""
    context = await person(browser)
    teen = Teen(await context.new_page(), alone.url)
    await teen.open()
    await harmless(teen.page)
    await teen.start()
    await expect(teen.page.get_by_role("listitem").get_by_role("heading").nth(1)).to_be_visible(timeout=SLOW_MS)
    shown = await teen.page.get_by_role("listitem").get_by_role("heading").all_inner_texts()
    assert set(shown) & set(CORPUS), "words of the corpus are on the page, as words"
    await harmless(teen.page)
    await teen.part("exit").click()
    admin = Counsellor(await (await person(browser)).new_page(), alone.url)
    await admin.sign_in("admin", "/dashboard")
    links = await admin.page.locator('nav a[href^="#/"]').evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    assert len(links) >= 5
    for link in links:
        await admin.page.goto(f"{alone.url}/dashboard{link}")
        await settled(admin.page)
        await harmless(admin.page)
    await context.close()
    await admin.page.context.close()
