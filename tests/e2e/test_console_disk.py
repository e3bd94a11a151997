"""The disk after a shift, read as a thief reads it: nothing that opens or names, however the sign-in ended."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from demo.stack import Stack
from tests import thief
from tests.e2e.helpline import on_duty
from tests.e2e.people import PASSWORD
from tests.e2e.scripted import ScriptedCounsellor
from tests.e2e.staff_pages import Young, young
from tests.e2e.test_disk import LISTEN, Opener, canary, each_way, on_disk, opener
from tests.kept_profiles import KeptBrowser, until
from tests.security.wire import signed_in

__all__ = ["opener"]
pytestmark = pytest.mark.asyncio(loop_scope="session")

PLACE = "hearline.box.main"


@dataclass
class Shift(ScriptedCounsellor):
    """A counsellor in a browser whose profile stays; `secret` is all that nobody may find afterwards."""

    stack: Stack
    secret: set[str] = field(default_factory=lambda: {PASSWORD})
    handle: str = ""

    async def open(self) -> None:
        await self.tab.go("about:blank")
        await self.tab.go(f"{self.stack.url}/console")
        await self.tab.run(LISTEN)

    async def write(self, name: str, text: str, inside: str = "") -> None:
        self.secret.add(text)
        await self.fill_at(f'[data-testid="{name}"]{inside}', text)

    async def reads(self, text: str) -> None:
        self.secret.add(text)
        logs = "[...document.querySelectorAll('[data-testid=log]')]"
        await until(self.tab, f"{logs}.some((log) => log.innerText.includes({text!r}))")

    async def remember(self) -> None:
        """What opens a chat or the box, out of the frames and keys of this page."""
        for frame in await self.tab.run("frames_.map((text) => JSON.parse(text))"):
            chat = frame.get("chat") if frame["t"] == "staff_chat" else {}
            self.secret |= {frame.get("ticket", ""), chat.get("chat", ""), chat.get("ticket", "")}
            if box := frame.get("box"):
                self.handle = box["handle"]
                self.secret.add(box["key"])
        for raw in await self.tab.run("raw_"):
            self.secret.add(base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode())
        self.secret |= set(await self.tab.run("halves_"))
        self.secret -= {""}


@pytest_asyncio.fixture(loop_scope="session")
async def teen(stack: Stack) -> AsyncIterator[Young]:
    """Afterwards nothing is left of the counsellor's chats either."""
    async with young(stack.url) as one:
        yield one
    async with on_duty(stack.url, "an", available=False):
        pass


async def work(browser: KeptBrowser, stack: Stack, teen: Young) -> Shift:
    """A chat with a reload in it, a draft and a note begun, and all that would open them."""
    shift = Shift(await browser.tab(), stack)
    await shift.open()
    await shift.sign_in()
    await teen.join()
    await shift.click("accept")
    teen.say(word := canary("vraag"), name := canary("zorro"))
    shift.secret.add(name)
    await shift.reads(word)
    await shift.write("composer", answer := canary("antwoord"))
    await shift.click("send")
    await shift.reads(answer)
    await shift.write("composer", draft := canary("halfaf"))
    await shift.click("act-transfer")
    await shift.write("transfer-dialog", note := canary("nota"), " textarea")
    await until(shift.tab, f"localStorage.getItem({PLACE!r})")
    await shift.remember()
    await shift.tab.run("new Promise((done) => setTimeout(done, 300))")
    await shift.open()
    await shift.reads(word)
    await until(shift.tab, f"document.querySelector('[data-testid=composer]').value === {draft!r}")
    await shift.click("act-transfer")
    await until(shift.tab, f"document.querySelector('[data-testid=transfer-dialog] textarea').value === {note!r}")
    await shift.tab.run("document.querySelector('[data-testid=transfer-dialog]').close()")
    await shift.remember()
    return shift


async def control(browser: KeptBrowser, stack: Stack) -> str:
    """A word that a page of another origin keeps in clear where the console keeps its box."""
    word = canary("controle")
    tab = await browser.tab()
    await tab.go(f"{stack.url.replace('127.0.0.1', 'localhost')}/widget/main")
    await tab.run(f"localStorage.setItem('control', {word!r})")
    return word


async def asked(stack: Stack, handle: str) -> tuple[int, str]:
    """By the same person, who has signed in again."""
    async with signed_in(stack.url, "an") as staff:
        answer = await staff.send("POST", "/api/staff/box", {"handle": handle})
    return answer.status_code, answer.json().get("code", "")


End = Callable[[KeptBrowser, Shift, Stack, Young], Awaitable[None]]


async def by_signing_out(browser: KeptBrowser, shift: Shift, stack: Stack, teen: Young) -> None:
    """In the middle of a form that was begun."""
    await shift.click("act-end")
    await shift.click("end-confirm")
    select = "document.querySelector('[data-testid=wrap-up] select')"
    await until(shift.tab, f"!!{select}")
    await shift.tab.run(
        f"({select}.value = 'counselling', {select}.dispatchEvent(new Event('change', {{bubbles: true}})))"
    )
    await shift.click("menu")
    await shift.click("signout")
    await until(shift.tab, "!!document.querySelector('[data-testid=signin]')")
    await browser.close()


async def by_a_kill(browser: KeptBrowser, shift: Shift, stack: Stack, teen: Young) -> None:
    """While a draft stands there; then the sign-in ends elsewhere."""
    await browser.kill()
    assert await asked(stack, shift.handle) == (200, ""), "it may be a crash: the sign-in stands"
    async with signed_in(stack.url, "an") as staff:
        await staff.send("POST", "/api/staff/logout-everywhere", {})


@each_way(by_signing_out, by_a_kill)
async def test_nothing_on_the_disk_opens_or_names(
    end: End, opener: Opener, stack: Stack, teen: Young, tmp_path: Path
) -> None:
    async with opener(tmp_path) as browser:
        word = await control(browser, stack)
        shift = await work(browser, stack, teen)
        assert len(shift.secret) > 12
        assert await asked(stack, shift.handle) == (200, ""), "while the sign-in stands"
        await on_disk(tmp_path, shift.tab, word, shift.handle)
        await end(browser, shift, stack, teen)
    assert thief.found(tmp_path, word), "the thief reads what a page keeps"
    assert thief.found(tmp_path, *shift.secret) == set()
    assert await asked(stack, shift.handle) == (410, "gone"), "whatever the thief found of the box stays shut"
