"""Headless browsers for the tests, Debian's, that contact nobody else: chromium by Playwright, firefox by BiDi."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator

from playwright.async_api import Browser, async_playwright, expect

from tests.patience import PATIENCE_S

__all__ = ["Browser", "find", "find_firefox", "find_shell", "launch"]

# For every `expect` that says nothing else.
expect.set_options(timeout=1000 * PATIENCE_S)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


FIREFOX_NAMES = ("firefox-esr", "firefox")


def find_firefox() -> str | None:
    """The path of a firefox: the environment's FIREFOX, or the first on the path."""
    return os.environ.get("FIREFOX") or next(filter(None, map(shutil.which, FIREFOX_NAMES)), None)


def find() -> str | None:
    """The path of a chromium: the environment's CHROMIUM, or the first on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def find_shell() -> str | None:
    """The same engine without the browser around it, which takes a third less of the processor; else a whole one."""
    return os.environ.get("CHROMIUM") or shutil.which(SHELL) or find()


@contextlib.asynccontextmanager
async def launch(path: str, *, keeps_pages: bool = False) -> AsyncIterator[Browser]:
    """A running browser at `path`, closed afterwards. `keeps_pages`: for the way back, as people's do; Playwright then
    reaches no frame of a page that was kept."""
    without = ["--disable-back-forward-cache"] if keeps_pages else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS), ignore_default_args=without)
        try:
            yield browser
        finally:
            await browser.close()
