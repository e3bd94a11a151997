"""A browser with a profile folder that stays: driven by scripts alone, closed in order or killed."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import BrowserContext, async_playwright
from playwright.async_api import Page as ChromiumPage
from websockets.asyncio.client import ClientConnection, connect

from demo.tether import Tether
from tests.browsers import FLAGS
from tests.patience import PATIENCE_S

# Writes what it keeps of a session soon, more of it than the 2 KiB that it would, and reaches this machine alone.
FIREFOX_PREFERENCES = {
    "remote.prefs.recommended": False,
    "browser.sessionstore.interval": 500,
    "browser.sessionstore.interval.idle": 500,
    "browser.sessionstore.dom_storage_limit": 1 << 20,
    "browser.startup.page": 3,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
}


class Tab(Protocol):
    """One page."""

    async def go(self, url: str) -> None: ...

    async def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""


class Window(Tab, Protocol):
    """One page that has the keyboard, too."""

    async def press(self, key: str) -> None:
        """Down and up, as from a keyboard."""

    async def frame(self) -> Tab:
        """What stands in the page's one frame."""


class KeptBrowser(Protocol):
    """A running browser."""

    async def tab(self) -> Tab: ...

    async def close(self) -> None: ...

    async def kill(self) -> None:
        """At once, as when the power goes."""


async def until(tab: Tab, script: str) -> Any:
    """The value of an expression once it is true; one that throws is not."""
    for _ in range(int(PATIENCE_S / 0.1)):
        value = await tab.run(f"(() => {{ try {{ return {script} }} catch {{ return null }} }})()")
        if value:
            return value
        await asyncio.sleep(0.1)
    raise AssertionError(f"never: {script}")


# chromium


class _ChromiumTab:
    def __init__(self, page: ChromiumPage) -> None:
        self._page = page

    async def go(self, url: str) -> None:
        await self._page.goto(url)

    async def run(self, script: str) -> Any:
        return await self._page.evaluate(script)


class _Chromium:
    def __init__(self, context: BrowserContext, folder: Path) -> None:
        self._context, self._folder = context, folder

    async def tab(self) -> Tab:
        return _ChromiumTab(await self._context.new_page())

    async def close(self) -> None:
        await self._context.close()

    async def kill(self) -> None:
        for process in _of_profile(self._folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(Exception):
            await self._context.close()


def _of_profile(folder: Path) -> list[int]:
    """The processes that were started with this profile folder, which is ours alone."""
    wanted = f"--user-data-dir={folder}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if wanted in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found


@contextlib.asynccontextmanager
async def chromium(path: str, folder: Path, _tether: Tether) -> AsyncIterator[KeptBrowser]:
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(folder), executable_path=path, args=list(FLAGS), locale="nl-BE"
        )
        await context.route(lambda url: "127.0.0.1" not in url, lambda route: route.fulfill(status=200, body="Zonnig"))
        try:
            yield _Chromium(context, folder)
        finally:
            with contextlib.suppress(Exception):
                await context.close()


# firefox

# As WebDriver names keys that write nothing.
KEYS = {"Shift": "\ue008", "Enter": "\ue007"}


class _Bidi:
    """Commands of WebDriver BiDi, one after the other; events are passed over."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._last = socket, 0

    async def call(self, method: str, **params: Any) -> Any:
        self._last += 1
        await self._socket.send(json.dumps({"id": self._last, "method": method, "params": params}))
        async with asyncio.timeout(PATIENCE_S):
            while (answer := json.loads(await self._socket.recv())).get("id") != self._last:
                pass
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]


class _FirefoxTab:
    def __init__(self, bidi: _Bidi, name: str) -> None:
        self._bidi, self._name = bidi, name

    async def go(self, url: str) -> None:
        await self._bidi.call("browsingContext.navigate", context=self._name, url=url, wait="complete")

    async def run(self, script: str) -> Any:
        answer = await self._bidi.call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({script})) ?? null)()",
            target={"context": self._name},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        text = answer["result"].get("value")
        return None if text is None else json.loads(text)

    async def press(self, key: str) -> None:
        strokes = [{"type": kind, "value": KEYS.get(key, key)} for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": strokes}
        await self._bidi.call("input.performActions", context=self._name, actions=[keyboard])

    async def frame(self) -> Tab:
        for _ in range(int(PATIENCE_S / 0.1)):
            tree = await self._bidi.call("browsingContext.getTree", root=self._name)
            if children := tree["contexts"][0]["children"]:
                return _FirefoxTab(self._bidi, children[0]["context"])
            await asyncio.sleep(0.1)
        raise AssertionError("no frame")


class _Firefox:
    def __init__(self, bidi: _Bidi, tether: Tether, process: "subprocess.Popen[bytes]") -> None:
        self._bidi, self._tether, self._process = bidi, tether, process

    async def tab(self, kind: str = "tab") -> _FirefoxTab:
        return _FirefoxTab(self._bidi, (await self._bidi.call("browsingContext.create", type=kind))["context"])

    async def window(self) -> Window:
        """Beside every other: all of them are seen."""
        return await self.tab("window")

    async def close(self) -> None:
        await self._bidi.call("browser.close")
        await asyncio.to_thread(self._process.wait, PATIENCE_S)

    async def kill(self) -> None:
        await asyncio.to_thread(self._tether.stop, self._process, how=signal.SIGKILL)


@contextlib.asynccontextmanager
async def firefox(path: str, folder: Path, tether: Tether) -> AsyncIterator["_Firefox"]:
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in FIREFOX_PREFERENCES.items())
    (folder / "user.js").write_text("".join(lines))
    quiet: dict[str, int] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [path, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    process = tether.start(command, **quiet)
    try:
        address = await _address(folder / "WebDriverBiDiServer.json", process)
        async with connect(f"{address}/session", max_size=None, compression=None) as socket:
            bidi = _Bidi(socket)
            await bidi.call("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
            yield _Firefox(bidi, tether, process)
    finally:
        await asyncio.to_thread(tether.stop, process, how=signal.SIGKILL)


async def _address(told: Path, process: "subprocess.Popen[bytes]") -> str:
    """Where it listens, as it writes into its profile."""
    for _ in range(int(PATIENCE_S / 0.1)):
        with contextlib.suppress(OSError, ValueError, KeyError):
            said = json.loads(await asyncio.to_thread(told.read_text))
            return f"ws://{said['ws_host']}:{said['ws_port']}"
        assert process.poll() is None, "firefox did not start"
        await asyncio.sleep(0.1)
    raise AssertionError("firefox says nowhere where it listens")
