"""How light the widget is: bytes, time to a Start that acts on a slow phone, a key in a long chat, a calm host page.

A real house and Chromium. Opened anew each time (nothing kept), with the processor 6 × slower and 400 kbit/s at 400 ms;
beside it, in turns, an empty page of the same server. A key is typed at full speed, and counts with all that the page
does because of it. Bytes are brotli's, as `web/tools/size.mjs` weighs them; `wire_kb`: what had come when Start acted.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, CDPSession, Page, Route, expect

from bench.spread import spread
from chat.client.person import new_id
from chat.client.sealing import Context, seal
from chat.protocol.common import Who
from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from tests import browsers
from tests.e2e import sockets
from tests.e2e.helpline import Helper, on_duty
from tests.e2e.people import Teen, enter

SLOWER = 6
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
ENTRIES, KEYS, AT_ONCE = 2_000, 30, 250
HOST = "https://forum.test"
# A page of a few bytes; others of that size may run no script that tells the time.
EMPTY = "/static/widget/assets/none"
START = '[data-test="start"]'
# The first frame in which it can be seen, and everything that was under way then.
ACTS = """window.acts = new Promise((done) => {
  const look = () => {
    const found = document.querySelector('SELECTOR');
    if (!found || found.getAttribute('aria-disabled') === 'true' || !found.getClientRects().length)
      return requestAnimationFrame(look);
    setTimeout(() => done(performance.now()));
  };
  requestAnimationFrame(look);
})"""
SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) shifts += one.value; })
  .observe({ type: 'layout-shift', buffered: true })"""
REST = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20))))"
TELL = "(frames) => { for (const data of frames) sockets.at(-1).onmessage({ data }); }"
TYPED = "document.querySelector('[data-test=\"message\"]').value.length"


@dataclass(frozen=True, slots=True)
class Sealing:
    """What entries of one chat are sealed with."""

    chat: str
    fence: int
    kid: str
    key: bytes


class Origins:
    """Counts what is asked of anybody else."""

    def __init__(self, *ours: str) -> None:
        self.ours, self.others = {urlsplit(one).netloc for one in ours}, set[str]()

    def watch(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._asked(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._asked(socket.url)))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc not in self.ours:
            self.others.add(url)


class Bench:
    """One house, one browser."""

    def __init__(self, browser: browsers.Browser, stack: Stack) -> None:
        self.browser, self.stack = browser, stack
        self.origins = Origins(stack.url, HOST)

    @asynccontextmanager
    async def page(self, **options: Any) -> AsyncIterator[Page]:
        """In a profile that has kept nothing."""
        context = await enter(self.browser, permissions=["local-network-access"], **options)
        self.origins.watch(context)
        try:
            yield await context.new_page()
        finally:
            await context.close()

    async def opened_ms(self, path: str, selector: str) -> tuple[float, float]:
        """Until `selector` acts, on the slow phone; and the KiB that had come by then."""
        async with self.page(viewport={"width": 390, "height": 844}) as page:
            devtools, came = await slowed(page)
            await page.add_init_script(ACTS.replace("SELECTOR", selector))
            await page.goto(f"{self.stack.url}{path}", wait_until="load")
            took, kib = await page.evaluate("acts"), sum(came) / 1024
            if selector == START:
                await devtools.send("Network.emulateNetworkConditions", {**LINE, "latency": 0})
                await page.locator(START).click()
                await expect(page.locator(START)).to_have_count(0)
            return float(took), kib

    async def key_ms(self) -> float:
        """What the page does for one key in a chat of so many entries: all of its tasks, the middle of many keys."""
        async with on_duty(self.stack.url, "an") as an, self.page() as page:
            await sockets.hold(page)
            teen = Teen(page, self.stack.url)
            await teen.open()
            await teen.start()
            await filled(page, an, await an.accept())
            devtools = await page.context.new_cdp_session(page)
            await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
            await teen.part("message").focus()
            idle = [await one_key(page, devtools, "") for _ in range(KEYS)]
            spent = [await one_key(page, devtools, "a") for _ in range(KEYS)]
            assert await page.evaluate(TYPED) == KEYS
            return (statistics.median(spent) - statistics.median(idle)) * 1000

    async def host_shift(self) -> float:
        """How far a host page moved while its loader came, and the chat was opened and hidden."""
        async with self.page() as page:
            await page.route(f"{HOST}/**", host_page(self.stack.url))
            await page.add_init_script(SHIFTS)
            await page.goto(f"{HOST}/")
            await page.locator("hearline-chat button").click()
            await expect(page.frame_locator("hearline-chat iframe").locator(START)).to_be_visible()
            await page.evaluate("Hearline.close()")
            await page.evaluate(REST)
            return float(await page.evaluate("shifts"))


async def slowed(page: Page) -> tuple[CDPSession, list[int]]:
    """The slow phone, and how many bytes of bodies come, as they are on the wire."""
    devtools, came = await page.context.new_cdp_session(page), list[int]()
    devtools.on("Network.dataReceived", lambda event: came.append(event["encodedDataLength"]))
    await devtools.send("Network.enable")
    await devtools.send("Network.emulateNetworkConditions", LINE)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return devtools, came


async def one_key(page: Page, devtools: CDPSession, key: str) -> float:
    """Seconds of processor time of the page's main thread, with what it takes to ask for them."""
    before = await tasks_s(devtools)
    if key:
        await page.keyboard.press(key)
    await page.evaluate(REST)
    return await tasks_s(devtools) - before


async def tasks_s(devtools: CDPSession) -> float:
    metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


async def filled(page: Page, an: Helper, chat: str) -> None:
    """So many real entries of both, sealed by who holds the key, told to the page as the server tells them; nothing is
    laid out meanwhile."""
    await an.until(lambda: an.client.keys.get(chat), "a grant")
    (fence, kid), key = next(iter(an.client.keys[chat].items()))
    await page.wait_for_function("log.seq > 0")
    first = int((await sockets.log_of(page))["seq"]) + 1
    frames = [entry(Sealing(chat, fence, kid, key), seq) for seq in range(first, first + ENTRIES)]
    log = page.get_by_role("log")
    await log.evaluate("(log) => { log.style.display = 'none'; }")
    for begin in range(0, ENTRIES, AT_ONCE):
        await page.evaluate(TELL, frames[begin : begin + AT_ONCE])
        await expect(page.locator(".transcript .bubble")).to_have_count(begin + AT_ONCE)
    await page.evaluate("document.querySelector('[role=log]').style.display = ''")


def entry(sealing: Sealing, seq: int) -> str:
    """The frame of one text; its sender and number follow from its place."""
    who: Who = "teen" if seq % 2 else "counsellor"
    about = Context(sealing.chat, sealing.fence, sealing.kid, who, new_id())
    words = {"text": f"Regel {seq}, met wat woorden erbij zodat het er een is."}
    place = {"chat": sealing.chat, "seq": seq, "who": who, "cid": about.cid, "n": seq, "fence": sealing.fence}
    sealed = {"kid": sealing.kid, "kind": "text", "body": seal(sealing.key, about, words)}  # type: ignore[arg-type]
    return json.dumps({"t": "entry", **place, **sealed, "stamp": "s" * 22, "place": "p" * 22})


def host_page(url: str) -> Any:
    """A long page of a helpline, with its loader."""
    text = "<p>Een lange pagina over hulp.</p>" * 60
    tag = f"<script src='{url}/embed.js' async></script>"

    async def fulfil(route: Route) -> None:
        body = f"<!doctype html><html lang=nl><head><title>Hulp</title>{tag}</head><body>{text}</body></html>"
        await route.fulfill(content_type="text/html", body=body)

    return fulfil


def sizes() -> dict[str, float]:
    """What the gates weigh; raises when nothing is built."""
    told = subprocess.run(["node", "tools/size.mjs", "--json"], cwd=ROOT / "web", capture_output=True, text=True)
    weighed = json.loads(told.stdout)["widget"]
    return {"first_load_kb": weighed["first"], "total_kb": weighed["all"]}


async def measure(bench: Bench, rounds: int) -> dict[str, Any]:
    opened: dict[str, list[tuple[float, float]]] = {"empty": [], "widget": []}
    moved = []
    for _ in range(rounds):
        opened["empty"].append(await bench.opened_ms(EMPTY, "body"))
        opened["widget"].append(await bench.opened_ms("/widget/main?lang=nl", START))
        moved.append(await bench.host_shift())
    middle = {name: [statistics.median(part) for part in zip(*of, strict=True)] for name, of in opened.items()}
    return {
        **sizes(),
        "wire_kb": round(middle["widget"][1], 2),
        "interactive_ms": round(middle["widget"][0]),
        "empty_ms": round(middle["empty"][0]),
        "key_ms_2000": round(await bench.key_ms(), 2),
        "host_shift": round(max(moved), 4),
        "third_party": len(bench.origins.others),
        "spread": {
            name: spread(ms for ms, _ in opened[what])
            for name, what in (("interactive_ms", "widget"), ("empty_ms", "empty"))
        },
    }


async def run(rounds: int) -> dict[str, Any]:
    path = browsers.find()
    if path is None:
        raise SystemExit("no chromium here: apt-get install chromium, or set CHROMIUM to its path")
    tether = Tether()
    with tempfile.TemporaryDirectory() as folder:
        hosts = {"HEARLINE_EMBED_ORIGINS": f"main={HOST}", "HEARLINE_CALM_JOINS": "1000000"}
        stack = Stack(tether, Path(folder), free_port(), hosts)
        try:
            stack.start_all()
            async with browsers.launch(path) as browser:
                return await measure(Bench(browser, stack), rounds)
        finally:
            stack.stop()
            tether.close()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench widget", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="once instead of five times")
    print(json.dumps(asyncio.run(run(1 if parser.parse_args(arguments).quick else 5))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
