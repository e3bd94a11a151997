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

from chat.client.person import new_id
from chat.protocol.staff import SetService
from demo.busy import live
from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from tests import browsers
from tests.e2e import sockets
from tests.e2e.helpline import on_duty, service
from tests.e2e.people import PASSWORD, SLOW_MS, Counsellor, Teen, enter, words
from tests.e2e.staff_pages import hurried
from tests.e2e.test_profile_page import STATES
from tests.e2e.test_talking import DROP
from tests.http_client import http_client

FOLDER = ROOT / "shots"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
SCHEMES = ("light", "dark")
LANGUAGES = ("nl", "fr")
PAGES = ("live", "reports", "profile", "hours", "replies", "resources", "site", "accounts", "audit")
SAID = {
    "nl": ("In mijn klas lachen ze me uit online.", "Wat naar. Hoe lang is dat al zo?", "Al een paar weken."),
    "fr": ("On se moque de moi en ligne.", "C'est dur. Depuis combien de temps ?", "Depuis quelques semaines."),
}

FROM_RIGHT = ("مرحبا، أنا خائفة قليلا.", "שלום, אני כאן בשבילך.", "هاتفي 0471 23 45 67 فقط")
EAST = {"nl": "Hulplijn Oost", "fr": "Écoute Est"}
# Told to itself, in the theme that the camera asks for.
ASK = """(asked) => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  window.tell = () => postMessage({ ...asked, dark: dark.matches }, location.origin);
  window.tells ??= dark.addEventListener("change", () => tell()) ?? true;
  tell();
}"""


class Camera:
    """Takes one screen in each size and scheme. Whatever moves has stopped before, where it is not the matter."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.taken = 0

    async def take(self, page: Page, name: str, still: bool = True) -> None:
        motion = "reduce" if still else "no-preference"
        for size, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme, reduced_motion=motion)  # type: ignore[arg-type]
                await page.wait_for_timeout(250)
                await page.screenshot(path=FOLDER / f"{name}-{size}-{scheme}-{self.language}.png")
                self.taken += 1


@asynccontextmanager
async def person(browser: browsers.Browser, language: str, **options: Any) -> AsyncIterator[Page]:
    context = await enter(browser, language, **options)
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
    async with person(browser, camera.language, java_script_enabled=False) as page:
        await page.goto(f"{url}/widget/main?lang={camera.language}")
        await page.wait_for_timeout(2500)
        await camera.take(page, "widget-no-script")


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
        await shown(teen, camera, "widget-ended-receipt", "receipt")
        await teen.part("helped-yes").check()
        await teen.part("survey").click()
        await expect(teens.get_by_text(words(camera.language, "widget.survey.thanks"))).to_be_visible(timeout=SLOW_MS)
        await camera.take(teens, "widget-ended-thanks")
        await camera.take(staff, "console-wrap-up")
        await bram.fill_form()
        await camera.take(staff, "console-idle")
        await bram.part("menu").click()
        await bram.part("my-account").click()
        await expect(bram.part("account")).to_be_visible(timeout=SLOW_MS)
        await camera.take(staff, "console-account")


async def shown(teen: Teen, camera: Camera, name: str, part: str, still: bool = True) -> None:
    """A screen that is scrolled to one part of it, which keeps its place in each size."""
    found = part if part.startswith(".") else f'[data-test="{part}"]'
    await expect(teen.page.locator(found).first).to_be_attached(timeout=SLOW_MS)
    await teen.page.evaluate("(found) => { window.shown = found; }", found)
    await teen.page.evaluate(_SHOW)
    await camera.take(teen.page, name, still)
    await teen.page.evaluate("removeEventListener('resize', show)")


_SHOW = """() => {
  window.show = () => document.querySelector(shown).scrollIntoView();
  addEventListener("resize", show);
  show();
}"""


async def before(teen: Teen, camera: Camera) -> None:
    """What may be told before a chat, step by step, and back to the first."""
    await teen.part("rules").locator("summary").click()
    await shown(teen, camera, "widget-rules", "rules")
    await teen.page.locator(".danger-card summary").click()
    await shown(teen, camera, "widget-in-danger", "in-danger")
    await teen.page.locator(".danger-card summary").first.click()
    await teen.part("age-adult").check()
    await shown(teen, camera, "widget-before-adult", "way-adult")
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
    await teen.part("aid").locator("summary").click()
    await shown(teen, camera, "widget-waiting-aids", "aid")
    await teen.page.emulate_media(reduced_motion="no-preference")
    await teen.part("breathe").click()
    await shown(teen, camera, "widget-waiting-breathe", ".breathe", still=False)
    await teen.part("breathe").click()
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
        asked = await page.request.get(f"{url}/api/desks/main")
        await page.goto(f"{url}/dashboard/preview?lang={camera.language}")
        for state in STATES:
            await page.evaluate(ASK, {"hearline": "preview", "state": state, "profile": await asked.json()})
            await camera.take(page, f"widget-state-{state}")


async def other_scripts(browser: browsers.Browser, url: str, camera: Camera) -> None:
    """Words from right to left in names, in what is said, written and warned of."""
    async with person(browser, camera.language) as teens, person(browser, camera.language) as staff:
        teen, bram = Teen(teens, url, camera.language), Counsellor(staff, url, camera.language)
        await bram.sign_in("bram")
        await bram.be_available()
        await teen.open()
        await teen.start("نور")
        await bram.accept()
        await teen.say(FROM_RIGHT[0])
        await bram.reads(FROM_RIGHT[0])
        await bram.say(FROM_RIGHT[1])
        await teen.reads(FROM_RIGHT[1])
        await teen.part("message").fill(FROM_RIGHT[2])
        await bram.part("composer").fill(FROM_RIGHT[1])
        await camera.take(teens, "widget-from-right")
        await camera.take(staff, "console-from-right")
        await teen.part("send").click()
        await camera.take(teens, "widget-from-right-stop")
        await bram.part("composer").fill("")
        await bram.end()
        await bram.fill_form()


async def neighbour(browser: browsers.Browser, _url: str, camera: Camera) -> None:
    """A desk with nobody there, and one of the same house that takes over."""
    tether = Tether()
    folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-shots-two-")))
    house = Stack(tether, folder, free_port(), {"HEARLINE_DESKS": "main,east"})
    try:
        house.start_all()
        await agree(house.url, camera.language)
        async with on_duty(house.url, "bram", desk="east"), person(browser, camera.language) as page:
            teen = Teen(page, house.url, camera.language)
            while not await teen.part("neighbour").count():
                await page.goto(f"{house.url}/widget/main?lang={camera.language}")
                await page.wait_for_timeout(1000)
            await shown(teen, camera, "widget-neighbour", "neighbour")
            await teen.part("neighbour-yes").click()
            await expect(teen.part("came-over")).to_be_visible(timeout=SLOW_MS)
            await shown(teen, camera, "widget-neighbour-here", "came-over")
    finally:
        tether.close()


async def agree(url: str, language: str) -> None:
    """East takes the language over for main, and is open."""
    async with on_duty(url, "sofie", available=False, desk="east") as sofie:
        await sofie.client.command(SetService(new_id(), "open"))
    settings = {"main": {"sends_to": {language: "east"}}, "east": {"takes_from": {"main": [language]}, "name": EAST}}
    async with http_client(url, headers={"Origin": url}) as admin:
        signed = await admin.post("/api/staff/login", json={"name": "admin", "password": PASSWORD})
        admin.headers["X-Hearline-CSRF"] = signed.json()["csrf"]
        for desk, given in settings.items():
            (await admin.put(f"/api/staff/settings/{desk}", json=given)).raise_for_status()


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


ACTS = (
    host_page, a_chat, another_device, beside_words, other_scripts, a_bad_line, neighbour, closed, states,
)  # fmt: skip


async def main(stack: Stack) -> int:
    path = browsers.find()
    if path is None:
        print("No chromium here: apt-get install chromium, or set CHROMIUM to its path")
        return 1
    cameras = [Camera(language) for language in LANGUAGES]
    async with browsers.launch(path) as browser:
        for camera in cameras:
            for act in ACTS:
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
