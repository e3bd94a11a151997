"""Debian's WebKit (its driver and MiniBrowser), each window a session of its own on a display that nobody sees."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.webkitgtk.options import Options

from demo.ports import free_port
from demo.tether import Tether
from tests.kept_profiles import KEYS, Tab, Window
from tests.patience import PATIENCE_S

__all__ = ["find_webkit", "webkit"]

RUN = """
const done = arguments[arguments.length - 1];
(async () => ({}))().then((it) => done([it ?? null]), (thrown) => done(String(thrown)));
"""
FRAME = """
const chat = document.querySelector("hearline-chat");
return (chat ? chat.shadowRoot : document).querySelector("iframe");
"""


def find_webkit() -> str | None:
    """The path of its MiniBrowser, where the driver and a display can be had, too."""
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))
    here = found and shutil.which("WebKitWebDriver") and shutil.which("Xvfb")
    return str(found[0]) if here else None


class _Page:
    """The page of a window, or of its frame: which one is looked at is said before each act."""

    def __init__(self, driver: webdriver.Remote, inner: bool = False) -> None:
        self._driver, self._inner = driver, inner

    async def go(self, url: str) -> None:
        await asyncio.to_thread(self._driver.get, url)

    async def run(self, script: str) -> Any:
        return await asyncio.to_thread(self._run, script)

    def _run(self, script: str) -> Any:
        self._look()
        answer = self._driver.execute_async_script(RUN.replace("({})", f"({script})"))
        if isinstance(answer, str):
            raise RuntimeError(answer)
        return answer[0]

    def _look(self) -> None:
        self._driver.switch_to.default_content()
        frame: WebElement | None = self._driver.execute_script(FRAME) if self._inner else None
        if frame:
            self._driver.switch_to.frame(frame)

    async def press(self, key: str) -> None:
        stroke = ActionChains(self._driver).key_down(KEYS.get(key, key)).key_up(KEYS.get(key, key))
        await asyncio.to_thread(stroke.perform)

    async def frame(self) -> Tab:
        return _Page(self._driver, inner=True)


@contextlib.asynccontextmanager
async def webkit(path: str, folder: Path, tether: Tether) -> AsyncIterator["_WebKit"]:
    it = _WebKit(path, folder, tether)
    try:
        yield it
    finally:
        await asyncio.to_thread(it.close)


class _WebKit:
    def __init__(self, path: str, folder: Path, tether: Tether) -> None:
        self._path, self._folder, self._tether = path, folder, tether
        self._drivers: list[webdriver.Remote] = []
        self._started = [self._display()]

    def _display(self) -> "subprocess.Popen[bytes]":
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
        display = self._tether.start(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert display.stdout
        with display.stdout as said:
            number = int(said.readline())
        self._environment = {**os.environ, "DISPLAY": f":{number}", "HOME": str(self._folder)}
        return display

    async def window(self) -> Window:
        return await asyncio.to_thread(self._window)

    def _window(self) -> Window:
        """A driver holds one session: each window has its own, and with it cookies and storage of its own."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._started.append(self._tether.start(["WebKitWebDriver", f"--port={port}"], env=self._environment, **quiet))
        options = Options()
        options.binary_location = self._path
        options.add_argument("--automation")
        options.accept_insecure_certs = True
        _listens(url)
        driver = webdriver.Remote(RemoteConnection(client_config=ClientConfig(url)), options=options)
        driver.set_script_timeout(PATIENCE_S)
        self._drivers.append(driver)
        return _Page(driver)

    def close(self) -> None:
        for driver in self._drivers:
            with contextlib.suppress(Exception):
                driver.quit()
        for process in reversed(self._started):
            self._tether.stop(process)


def _listens(url: str) -> None:
    """Returns once its driver does, which is soon after it was started."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            httpx.get(f"{url}/status", verify=False)
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
