"""What a key costs the page while somebody types into a long chat: 10 entries against 2,000, widget and console.

Real pages in Chromium against a real service; the log is filled as if the server had told it. Processor time of the
page's main thread for each key, all that follows from it included (drawing, keeping, telling), at ten keys a second.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from bench.spread import spread
from demo.ports import free_port
from demo.stack import Stack
from demo.tether import Tether
from tests import browsers
from tests.e2e import sockets
from tests.e2e.people import Counsellor, Teen, enter

FEW, MANY = 10, 2_000
KEYS = 40
EVERY_MS = 100
REST_MS = 2_000
_FILL = """([chat, who, upto]) => {
  const { kid } = log;
  const from = log.seq + 1;
  for (let seq = from; seq <= upto; seq += 1) {
    const entry = { t: "entry", chat, seq, who, cid: `bench-${seq}`, n: seq, fence: 1, kid, kind: "text",
      body: "m2.AAAA", stamp: "s".repeat(22), place: "p".repeat(22) };
    sockets.at(-1).onmessage({ data: JSON.stringify(entry) });
  }
  log.seq = Math.max(log.seq, upto);
}"""


async def fill(page: Page, chat: str, who: str, upto: int) -> None:
    """The log of a page that `sockets.hold` holds, as if the other end had written up to this place."""
    await page.evaluate(_FILL, [chat, who, upto])
    await expect(page.locator("li.line")).to_have_count(upto - 1)
    await page.wait_for_timeout(REST_MS)  # what is kept and told of them


async def key_ms(page: Page, box: str, keys: int = KEYS) -> float:
    """Processor milliseconds of the page's main thread for each key that is typed into `box`."""
    await page.locator(box).focus()
    await page.keyboard.press("a")
    await page.wait_for_timeout(REST_MS)
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = await _busy_ms(session)
    for at in range(keys):
        await page.keyboard.press("abcdefgh "[at % 9])
        await page.wait_for_timeout(EVERY_MS)
    await page.wait_for_timeout(REST_MS)
    spent = await _busy_ms(session) - before
    await session.detach()
    return spent / keys


async def _busy_ms(session) -> float:  # type: ignore[no-untyped-def]
    found = await session.send("Performance.getMetrics")
    return 1000 * sum(one["value"] for one in found["metrics"] if one["name"] == "TaskDuration")


@asynccontextmanager
async def a_chat(browser: browsers.Browser, url: str) -> AsyncIterator[tuple[Teen, Counsellor, str]]:
    """Both at their pages, each socket in our hand."""
    teens, staff = await enter(browser, viewport={"width": 390, "height": 844}), await enter(browser)
    teen, an = Teen(await teens.new_page(), url), Counsellor(await staff.new_page(), url)
    for page in (teen.page, an.page):
        await sockets.hold(page)
    await an.sign_in("an")
    await an.be_available()
    await teen.open()
    await teen.start(nickname="")
    await an.accept()
    await expect(teen.part("message")).to_be_visible()
    try:
        yield teen, an, await an.part("chat").get_attribute("data-chat") or ""
    finally:
        await teens.close()
        await staff.close()


async def once(browser: browsers.Browser, url: str) -> dict[str, float]:
    found = {}
    async with a_chat(browser, url) as (teen, an, chat):
        await teen.page.wait_for_timeout(REST_MS)
        for upto in (FEW, MANY):
            await fill(teen.page, chat, "counsellor", upto)
            found[f"widget_key_ms_{upto}"] = await key_ms(teen.page, '[data-test="message"]')
            await fill(an.page, chat, "teen", upto)
            found[f"console_key_ms_{upto}"] = await key_ms(an.page, '[data-testid="composer"]')
        await teen.page.bring_to_front()
        await teen.leave()
        await expect(teen.part("again")).to_be_visible()
    return found


async def run(stack: Stack, times: int) -> dict[str, Any]:
    """The median of each figure, and their spread."""
    path = browsers.find()
    if path is None:
        sys.exit("No chromium here: apt-get install chromium, or set CHROMIUM to its path")
    async with browsers.launch(path) as browser:
        all_found = [await once(browser, stack.url) for _ in range(times)]
    found = {name: spread((one[name] for one in all_found), 2) for name in all_found[0]}
    return {name: row[1] for name, row in found.items()} | {"spread": found, "bars": {"ms for a key": found}}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="once instead of three times")
    times = 1 if asked.parse_args().quick else 3
    tether = Tether()
    try:
        stack = Stack(tether, tether.folder(Path(tempfile.mkdtemp(prefix="hl-long-"))), free_port())
        stack.start_all()
        stack.remember()
        print(json.dumps(asyncio.run(run(stack, times)), indent=2))
    finally:
        tether.close()


if __name__ == "__main__":
    main()
