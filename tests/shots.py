"""`./dev shots`: a PNG of every screen, phone and desktop, light and dark, Dutch and French, into shots/."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from demo.busy import live
from demo.stack import ROOT, Stack, free_port
from demo.tether import Tether
from tests import browsers
from tests.e2e import sockets
from tests.e2e.helpline import service
from tests.e2e.people import SLOW_MS, Counsellor, Teen, enter, words
from tests.e2e.staff_pages import hurried
from tests.e2e.test_talking import DROP

FOLDER = ROOT / "shots"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
SCHEMES = ("light", "dark")
LANGUAGES = ("nl", "fr")
PAGES = ("live", "reports", "profile", "hours", "replies", "resources", "site", "accounts", "audit")
SAID = {
    "nl": ("In mijn klas lachen ze me uit online.", "Wat naar. Hoe lang is dat al zo?", "Al een paar weken."),
    "fr": ("On se moque de moi en ligne.", "C'est dur. Depuis combien de temps ?", "Depuis quelques semaines."),
}


class Camera:
    """Takes one screen in each size and scheme. Whatever moves has stopped before."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.taken = 0

    async def take(self, page: Page, name: str) -> None:
        for size, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                await page.wait_for_timeout(250)
                await page.screenshot(path=FOLDER / f"{name}-{size}-{scheme}-{self.language}.png")
                self.taken += 1


@asynccontextmanager
async def person(browser: browsers.Browser, language: str) -> AsyncIterator[Page]:
    context = await enter(browser, language)
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def host_page(browser: browsers.Browser, url: str, camera: Camera) -> None:
    async with person(browser, camera.language) as page:
        await page.goto(f"{url}/?lang={camera.language}")
        while not await page.evaluate("'Hearline' in window"):
            await page.wait_for_timeout(100)
        await camera.take(page, "host-page")
        await page.evaluate("Hearline.open()")
        await page.wait_for_timeout(1500)
        await camera.take(page, "host-page-chat")


async def a_chat(browser: browsers.Browser, url: str, camera: Camera) -> None:
    """The widget and the console through one whole chat."""
    said = SAID[camera.language]
    async with person(browser, camera.language) as teens, person(browser, camera.language) as staff:
        teen, bram = Teen(teens, url, camera.language), Counsellor(staff, url, camera.language)
        await staff.goto(f"{url}/console")
        await camera.take(staff, "console-sign-in")
        await bram.sign_in("bram")
        await camera.take(staff, "console-start")
        await teen.open()
        await camera.take(teens, "widget-welcome")
        await before(teen, camera)
        await teen.start()
        await expect(teen.part("draft")).to_be_visible(timeout=SLOW_MS)
        await camera.take(teens, "widget-waiting")
        await around(teen, camera)
        await bram.be_available()
        await expect(bram.part("accept")).to_be_visible(timeout=SLOW_MS)
        await camera.take(staff, "console-offer")
        await bram.accept()
        await teen.say(said[0])
        await bram.reads(said[0])
        await bram.say(said[1])
        await teen.reads(said[1])
        await teen.say(said[2])
        await bram.reads(said[2])
        await camera.take(teens, "widget-chat")
        await teen.part("leave").click()
        await teen.part("elsewhere").click()
        await expect(teen.part("code")).to_be_visible(timeout=SLOW_MS)
        await camera.take(teens, "widget-chat-elsewhere")
        await teen.part("elsewhere-close").click()
        await camera.take(staff, "console-chat")
        await bram.part("act-transfer").click()
        await camera.take(staff, "console-transfer")
        await staff.keyboard.press("Escape")
        await bram.end()
        await expect(teen.part("again")).to_be_visible(timeout=SLOW_MS)
        await camera.take(teens, "widget-ended")
        await teen.part("proof").locator("summary").click()
        await shown(teen, camera, "widget-ended-proof", "proof")
        await camera.take(staff, "console-wrap-up")
        await bram.fill_form()
        await camera.take(staff, "console-idle")
        await bram.part("menu").click()
        await bram.part("my-account").click()
        await expect(bram.part("account")).to_be_visible(timeout=SLOW_MS)
        await camera.take(staff, "console-account")


async def shown(teen: Teen, camera: Camera, name: str, part: str) -> None:
    """A screen that is scrolled to one part of it, which keeps its place in each size."""
    await teen.page.evaluate("(found) => { window.shown = found; }", f'[data-test="{part}"]')
    await teen.page.evaluate(_SHOW)
    await camera.take(teen.page, name)
    await teen.page.evaluate("removeEventListener('resize', show)")


_SHOW = """() => {
  window.show = () => document.querySelector(shown).scrollIntoView();
  addEventListener("resize", show);
  show();
}"""


async def before(teen: Teen, camera: Camera) -> None:
    """What may be told before a chat, step by step, and back to the first."""
    await teen.part("rules").locator("summary").click()
    await teen.part("age-lt12").check()
    await shown(teen, camera, "widget-before-who", "before-step")
    await teen.part("before-next").click()
    await shown(teen, camera, "widget-before-about", "before-step")
    await teen.part("before-next").click()
    await teen.part("bad-5").check()
    await shown(teen, camera, "widget-before-how-bad", "before-step")
    for _ in range(2):
        await teen.part("before-back").click()
    await teen.part("age-none").check()


async def around(teen: Teen, camera: Camera) -> None:
    """While somebody waits: what helps, the cover, and what is said to who was away."""
    await teen.part("aid-next").click()
    await shown(teen, camera, "widget-waiting-aid", "aid")
    await teen.part("feel-1").check()
    await shown(teen, camera, "widget-waiting-feel", "feel")
    await teen.part("elsewhere").click()
    await expect(teen.part("code")).to_be_visible(timeout=SLOW_MS)
    await shown(teen, camera, "widget-waiting-elsewhere", "code")
    await teen.part("elsewhere-close").click()
    await teen.page.keyboard.press("Escape")
    await camera.take(teen.page, "widget-cover")
    await teen.page.keyboard.press("Escape")
    await teen.look_away(11)
    await teen.part("still").scroll_into_view_if_needed()
    await camera.take(teen.page, "widget-waiting-still")
    await teen.part("still-yes").click()
    await teen.page.reload()
    await expect(teen.part("kept")).to_be_visible(timeout=SLOW_MS)
    await camera.take(teen.page, "widget-waiting-kept")


async def another_device(browser: browsers.Browser, url: str, camera: Camera) -> None:
    """A chat that goes on at another device: the code typed there, what the old page and the console say."""
    said = SAID[camera.language]
    async with person(browser, camera.language) as teens, person(browser, camera.language) as others:
        old, new = Teen(teens, url, camera.language), Teen(others, url, camera.language)
        async with person(browser, camera.language) as staff:
            bram = Counsellor(staff, url, camera.language)
            await bram.sign_in("bram")
            await bram.be_available()
            await old.open()
            await old.start()
            await bram.accept()
            await old.say(said[0])
            await bram.reads(said[0])
            await old.part("leave").click()
            await old.part("elsewhere").click()
            code = await old.part("code").inner_text()
            await new.open()
            await new.part("have-code").locator("summary").click()
            await new.part("code").fill(code[:-1])
            await new.part("code-go").click()
            await expect(new.part("code")).to_have_attribute("aria-invalid", "true")
            await shown(new, camera, "widget-have-code", "have-code")
            await new.part("code").fill(code)
            await new.part("code-go").click()
            await bram.say(said[1])
            await new.reads(said[1])
            await camera.take(others, "widget-chat-returned")
            await expect(old.part("again")).to_be_visible(timeout=SLOW_MS)
            await camera.take(teens, "widget-ended-moved")
            await camera.take(staff, "console-returned")
            await bram.end()
            await bram.fill_form()


async def a_bad_line(browser: browsers.Browser, url: str, camera: Camera) -> None:
    """What both see while something is wrong with a connection, theirs or the other's."""
    said = SAID[camera.language]
    async with person(browser, camera.language) as teens, person(browser, camera.language) as staff:
        teen, bram = Teen(teens, url, camera.language), Counsellor(staff, url, camera.language)
        for page in (teens, staff):
            await sockets.hold(page)
        await bram.sign_in("bram")
        await bram.be_available()
        await teen.open()
        await teen.start()
        await bram.accept()
        await teen.say(said[0])
        await bram.reads(said[0])
        await bram.say(said[1])
        await teen.reads(said[1])
        chat = await bram.part("chat").get_attribute("data-chat") or ""
        held = await sockets.log_of(teens)
        loss = {"t": "log", "chat": chat, "epoch": held["epoch"], "fence": 1, "head": held["seq"], "lost": True}
        await console_alone(bram, camera, loss, said[1])
        await teen_alone(teen, camera, loss, said[2])
        await bram.fill_form()


async def console_alone(bram: Counsellor, camera: Camera, loss: dict[str, Any], said: str) -> None:
    page = bram.page
    await sockets.tell(page, t="presence", chat=loss["chat"], who="teen", online=False)
    await camera.take(page, "console-teen-away")
    await sockets.tell(page, **loss, n=1)
    await bram.say(said)
    await camera.take(page, "console-lost")
    await sockets.cut(page)
    await bram.say(said)
    await expect(bram.part("link-notice")).to_be_visible(timeout=SLOW_MS)
    await camera.take(page, "console-away")
    await sockets.cut(page, False)
    await expect(bram.part("link-notice")).to_be_hidden(timeout=SLOW_MS)
    await sockets.close(page, 4102)
    await camera.take(page, "console-elsewhere")
    await page.reload()
    await expect(bram.part("composer")).to_be_visible(timeout=SLOW_MS)


async def teen_alone(teen: Teen, camera: Camera, loss: dict[str, Any], said: str) -> None:
    page, chat = teen.page, loss["chat"]
    state = {"t": "teen_state", "chat": chat, "language": camera.language, "fence": 1, "ticket": ""}
    await sockets.tell(page, t="presence", chat=chat, who="counsellor", online=False)
    await camera.take(page, "widget-counsellor-away")
    await sockets.tell(page, **state, state="waiting", requeued="lost")
    await camera.take(page, "widget-counsellor-lost")
    await page.reload()
    await expect(teen.part("message")).to_be_visible(timeout=SLOW_MS)
    await sockets.close(page, 4102)
    await camera.take(page, "widget-elsewhere")
    await page.get_by_role("button", name=words(camera.language, "widget.trouble.here")).click()
    await expect(teen.part("message")).to_be_visible(timeout=SLOW_MS)
    await sockets.tell(page, **loss, n=2)
    await sockets.mute(page)
    await teen.say(said)
    await camera.take(page, "widget-lost")
    await sockets.cut(page)
    await expect(teen.part("away")).to_be_visible(timeout=SLOW_MS)
    await camera.take(page, "widget-away")
    await page.context.set_offline(True)
    await page.wait_for_timeout(20_000)
    await camera.take(page, "widget-offline-long")
    await teen.part("leave").click()
    await camera.take(page, "widget-offline-leave")
    await teen.part("leave-yes").click()
    await page.wait_for_timeout(3_500)
    await camera.take(page, "widget-offline-leaving")
    await sockets.cut(page, False)
    await page.context.set_offline(False)
    await expect(teen.part("again")).to_be_visible(timeout=SLOW_MS)
    await camera.take(page, "widget-ended-unsent")


async def beside_words(browser: browsers.Browser, url: str, camera: Camera) -> None:
    """What is asked, offered and said in a chat beside its words."""
    said = SAID[camera.language]
    async with person(browser, camera.language) as teens, person(browser, camera.language) as staff:
        teen, bram = Teen(teens, url, camera.language), Counsellor(staff, url, camera.language)
        for page in (teens, staff):
            await hurried(page, talk_limit_ms=45 * 60_000)
        await bram.sign_in("bram")
        await bram.be_available()
        await teen.open()
        await teen.start()
        await bram.accept()
        await teen.say(f"{said[0]} 0471 23 45 67")
        await camera.take(teens, "widget-stop")
        await teen.part("stop-send").click()
        await bram.say(said[1])
        await teen.reads(said[1])
        await teen.part("choose-emoji").click()
        await camera.take(teens, "widget-emoji")
        await teens.keyboard.press("Escape")
        await teens.evaluate(DROP, "drop")
        await camera.take(teens, "widget-no-files")
        await teen.part("no-files").get_by_role("button").click()
        await bram.part("composer").fill(f"{said[1]}\n( ) {said[2]}\n( ) Nee / Non")
        await camera.take(staff, "console-answers")
        await bram.part("composer").press("Enter")
        await camera.take(teens, "widget-answers")
        await teen.part("think").click()
        await expect(teen.part("thinking")).to_be_visible(timeout=SLOW_MS)
        await camera.take(teens, "widget-thinking")
        await camera.take(staff, "console-thinking")
        await teen.part("here").click()
        await teens.clock.run_for(15_000)
        await camera.take(teens, "widget-asked")
        await camera.take(staff, "console-asked")
        await teen.part("message").fill(said[2])
        await teens.clock.run_for(15_000)
        await teens.clock.run_for(15_000)
        await expect(teen.part("unsent")).to_be_visible(timeout=SLOW_MS)
        await camera.take(teens, "widget-ended-quiet")
        await bram.fill_form()


async def closed(browser: browsers.Browser, url: str, camera: Camera) -> None:
    async with service(url, "closed"), person(browser, camera.language) as page:
        await page.goto(f"{url}/widget/main?lang={camera.language}")
        await page.wait_for_timeout(1500)
        await camera.take(page, "widget-closed")


async def states(browser: browsers.Browser, url: str, camera: Camera) -> None:
    """The widget in every state, as the profile's preview shows it; and the page of facts."""
    async with person(browser, camera.language) as page:
        await page.goto(f"{url}/facts/main?lang={camera.language}")
        await camera.take(page, "facts")
        await page.goto(f"{url}/widget/nobody?lang={camera.language}")
        await page.wait_for_timeout(1500)
        await camera.take(page, "widget-unknown")
        await Counsellor(page, url, camera.language).sign_in("admin", "/dashboard")
        await page.goto(f"{url}/dashboard#/profile")
        choose = page.get_by_test_id("preview-state")
        for state in await choose.locator("option").evaluate_all("options => options.map((one) => one.value)"):
            await choose.select_option(state)
            await page.get_by_test_id("preview").scroll_into_view_if_needed()
            await camera.take(page, f"profile-{state}")


async def dashboard(browser: browsers.Browser, url: str, camera: Camera) -> None:
    async with person(browser, camera.language) as page:
        await Counsellor(page, url, camera.language).sign_in("admin", "/dashboard")
        for name in PAGES:
            await page.goto(f"{url}/dashboard#/{name}")
            if name == "reports":
                await page.locator("form button[type=submit]").click()
            await page.wait_for_timeout(1500)
            await camera.take(page, f"dashboard-{name}")
        await page.goto(f"{url}/docs")
        await camera.take(page, "api-documents")


async def main(stack: Stack) -> int:
    path = browsers.find()
    if path is None:
        print("No chromium here: apt-get install chromium, or set CHROMIUM to its path")
        return 1
    cameras = [Camera(language) for language in LANGUAGES]
    async with browsers.launch(path) as browser:
        for camera in cameras:
            for act in (host_page, a_chat, another_device, beside_words, a_bad_line, closed, states):
                await act(browser, stack.url, camera)
        people = asyncio.create_task(live(stack, pace=8))
        await asyncio.sleep(20)
        for camera in cameras:
            await dashboard(browser, stack.url, camera)
        people.cancel()
        with suppress(asyncio.CancelledError):
            await people
    print(f"{sum(camera.taken for camera in cameras)} pictures in {FOLDER.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    tether = Tether()
    try:
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        stack = Stack(tether, tether.folder(Path(tempfile.mkdtemp(prefix="hl-shots-"))), free_port())
        stack.start_all()
        stack.remember()
        sys.exit(asyncio.run(main(stack)))
    finally:
        tether.close()
