"""The disk after a chat, read as a thief reads it: nothing that opens, nothing that names, whoever ended it."""

import base64
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from demo.stack import Stack
from demo.tether import Tether
from tests import browsers, kept_profiles, thief
from tests.conftest import missing
from tests.e2e.helpline import Helper, on_duty
from tests.e2e.scripted import ScriptedTeen
from tests.http_client import http_client
from tests.kept_profiles import KeptBrowser, Tab, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What the page holds in its memory is told to the test; nothing of it is told to the disk by this.
LISTEN = """(() => {
  window.frames_ = [];
  window.raw_ = [];
  window.halves_ = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    if (!this.heard_) this.addEventListener("message", ({ data }) => frames_.push(data));
    this.heard_ = true;
    frames_.push(text);
    return send.call(this, text);
  };
  const take = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey = function (form, given, ...more) {
    if (form === "raw") raw_.push([...new Uint8Array(given.buffer ?? given)]);
    if (form === "jwk") halves_.push(given.d);
    return take.call(this, form, given, ...more);
  };
})()"""


def canary(what: str) -> str:
    """Letters alone: what looks like a number or a name is asked about before it leaves."""
    return what + "".join(secrets.choice("bcdfghklmnprst") for _ in range(16))


@dataclass
class Young(ScriptedTeen):
    """A teen in a browser whose profile stays; `secret` is all that nobody may find afterwards."""

    secret: set[str] = field(default_factory=set)
    handle: str = ""
    box: str = ""

    async def listen(self) -> None:
        await self.tab.run(LISTEN)

    async def fill(self, name: str, text: str) -> None:
        self.secret.add(text)
        await super().fill(name, text)

    async def reads(self, text: str) -> None:
        self.secret.add(text)
        await super().reads(text)

    async def remember(self) -> None:
        """What opens the chat or its box, out of the frames and keys of this page."""
        frames = await self.tab.run("frames_.map((text) => JSON.parse(text))")
        for frame in frames:
            self._remember(frame)
        for raw in await self.tab.run("raw_"):
            self.secret.add(base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode())
        self.box = await until(self.tab, "sessionStorage.getItem('hearline.chat')")

    def _remember(self, frame: dict[str, Any]) -> None:
        self.secret |= {frame[name] for name in ("token", "ticket", "pass") if frame.get(name)}
        if frame["t"] == "box_key":
            self.handle = frame["handle"]
            self.secret.add(frame["key"])


Opener = Callable[[Path], Any]


@pytest.fixture
def opener(request: pytest.FixtureRequest, tether: Tether) -> Opener:
    """Starts this browser with a profile folder."""
    find, start = {
        "chromium": (browsers.find, kept_profiles.chromium),
        "firefox": (browsers.find_firefox, kept_profiles.firefox),
    }[request.param]
    path = find()
    if path is None:
        missing(f"no {request.param} here: apt-get install it, or set {request.param.upper()} to its path")
        raise RuntimeError
    return lambda folder: start(path, folder, tether)


@pytest_asyncio.fixture(loop_scope="session")
async def an(stack: Stack) -> AsyncIterator[Helper]:
    async with on_duty(stack.url, "an") as helper:
        yield helper


async def talk(browser: KeptBrowser, stack: Stack, an: Helper) -> tuple[Young, str]:
    """A whole chat with a reload in it, a draft begun, and all that would open it."""
    young = Young(await browser.tab())
    await young.tab.go(f"{stack.url}/widget/main?lang=nl")
    await young.listen()
    await young.fill("nickname", canary("zorro"))
    await young.click("start")
    chat = await an.accept()
    for what in ("eerste", "tweede"):
        await young.say(word := canary(what))
        await an.reads(word)
    an.client.say(chat, answer := canary("antwoord"))
    await young.reads(answer)
    await young.remember()
    await young.tab.go("about:blank")
    await young.tab.go(f"{stack.url}/widget/main?lang=nl")
    await young.listen()
    await young.reads(answer)
    await young.say(late := canary("daarna"))
    await an.reads(late)
    await young.fill("message", canary("halfaf"))
    await young.remember()
    return young, chat


async def control(browser: KeptBrowser, stack: Stack) -> str:
    """A word that another tab keeps as the widget once kept everything: a thief who misses it proves nothing."""
    word = canary("controle")
    tab = await browser.tab()
    await tab.go(f"{stack.url}/widget/main")
    await tab.run(f"sessionStorage.setItem('control', {word!r})")
    return word


async def on_disk(folder: Path, tab: Tab, *words: str) -> None:
    """Waits until the browser has written these."""
    for word in words:
        for _ in range(600):
            if thief.found(folder, word):
                break
            await tab.run("new Promise((done) => setTimeout(done, 200))")
        else:
            raise AssertionError(f"never written: {word}")


async def asked(stack: Stack, handle: str) -> tuple[int, str]:
    async with http_client(stack.url) as client:
        answer = await client.post("/api/chats/box", json={"handle": handle})
    return answer.status_code, answer.json().get("code", "")


def each_way(*ends: Callable[..., Any]) -> pytest.MarkDecorator:
    """In chromium all of them every day, in firefox the last."""
    ways = [
        pytest.param(name, end, id=f"{name}-{end.__name__}", marks=pytest.mark.endurance if late else ())
        for name in ("chromium", "firefox")
        for end in ends
        for late in [name == "firefox" and end is not ends[-1]]
    ]
    return pytest.mark.parametrize(("opener", "end"), ways, indirect=["opener"])


End = Callable[[KeptBrowser, Young, Helper, str], Awaitable[None]]


async def by_quick_exit(browser: KeptBrowser, young: Young, an: Helper, chat: str) -> None:
    await young.click("exit")
    await an.gone(chat)
    await browser.close()


async def by_its_end(browser: KeptBrowser, young: Young, an: Helper, chat: str) -> None:
    await an.client.finish(chat)
    await until(young.tab, "!!document.querySelector('[data-test=\"again\"]')")
    await browser.close()


async def by_a_kill(browser: KeptBrowser, young: Young, an: Helper, chat: str) -> None:
    await browser.kill()
    await an.client.finish(chat)


@each_way(by_quick_exit, by_its_end, by_a_kill)
async def test_nothing_on_the_disk_opens_or_names(
    end: End, opener: Opener, stack: Stack, an: Helper, tmp_path: Path
) -> None:
    async with opener(tmp_path) as browser:
        word = await control(browser, stack)
        young, chat = await talk(browser, stack, an)
        assert len(young.secret) > 12
        assert await asked(stack, young.handle) == (200, ""), "while the chat runs"
        await on_disk(tmp_path, young.tab, word, young.handle)
        await end(browser, young, an, chat)
    assert thief.found(tmp_path, word), "the thief reads what a tab keeps"
    assert thief.found(tmp_path, *young.secret) == set()
    assert await asked(stack, young.handle) == (410, "gone"), "whatever the thief found of the box stays shut"


async def kept(folder: Path, young: Young) -> None:
    """Waits until the browser has written the page as it stands: a box beside ours, which may be kept, is written."""
    await young.tab.run("document.body.append(Object.assign(document.createElement('textarea'), { id: 'beside' }))")
    await young.fill_at("#beside", word := canary("ernaast"))
    await on_disk(folder, young.tab, word)
    await young.tab.run("document.getElementById('beside').remove()")


@pytest.mark.parametrize(
    "opener", ["chromium", pytest.param("firefox", marks=pytest.mark.endurance)], indirect=["opener"]
)
async def test_nothing_that_is_typed_is_kept_of_an_open_page(
    opener: Opener, stack: Stack, an: Helper, tmp_path: Path
) -> None:
    """To open it again after a crash, browsers write what stands in its fields."""
    async with opener(tmp_path) as browser:
        young = Young(await browser.tab())
        await young.tab.go(f"{stack.url}/widget/main?lang=nl")
        await young.fill("nickname", canary("zorro"))
        await young.fill("code", canary("woorden"))
        await kept(tmp_path, young)
        await young.click("start")
        await young.fill("draft", canary("wachtend"))
        await kept(tmp_path, young)
        await an.accept()
        await young.fill("message", canary("halfaf"))
        await kept(tmp_path, young)
        assert thief.found(tmp_path, *young.secret) == set()
        await young.click("exit")
        await browser.close()
