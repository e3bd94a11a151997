"""A page's own WebSockets in the test's hand: cut, deaf, or told something the server never said."""

import json
from typing import Any

from playwright.async_api import Page

_HOLD = """
window.sockets = [];
window.cut = false;
window.log = { epoch: "", seq: 0, kid: "k" };
window.WebSocket = class extends WebSocket {
  constructor(url) {
    super(cut ? "ws://127.0.0.1:9/" : url);
    sockets.push(this);
    this.addEventListener("message", ({ data }) => {
      const { t, epoch, head, seq, kid } = JSON.parse(data);
      if (t === "log") Object.assign(log, { epoch, seq: head });
      if (t === "entry") log.kid = kid;
      if (t === "entry" || t === "ack") log.seq = Math.max(log.seq, seq);
    });
  }
};
"""
_LOSE_JOINED = """
window.hellos = [];
window.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    this.addEventListener("message", (event) => {
      if (hellos.length > 1 || JSON.parse(event.data).t !== "joined") return;
      event.stopImmediatePropagation();
      this.close(4000);
    });
  }
  send(text) {
    if (JSON.parse(text).t === "hello_teen") hellos.push(text);
    super.send(text);
  }
};
"""
_CUT = """(yes) => {
  window.cut = yes;
  if (yes) sockets.at(-1).close(4000);
}"""
_MUTE = "() => { sockets.at(-1).send = () => undefined; }"
_DEAF = "() => { sockets.at(-1).onmessage = null; }"


async def hold(page: Page) -> None:
    """Before the page is opened."""
    await page.add_init_script(_HOLD)


async def lose_joined(page: Page) -> None:
    """Before the page is opened: its first chat begins, and the answer that says so never comes."""
    await page.add_init_script(_LOSE_JOINED)


async def hellos(page: Page) -> list[dict[str, Any]]:
    """The first frame of each connection of a page that lost an answer."""
    return [json.loads(text) for text in await page.evaluate("hellos")]


async def count(page: Page) -> int:
    """How many connections this page has tried."""
    return int(await page.evaluate("sockets.length"))


async def log_of(page: Page) -> dict[str, Any]:
    """Epoch and newest seq of the chat's log, as a page that is held has heard."""
    return dict(await page.evaluate("log"))


async def cut(page: Page, yes: bool = True) -> None:
    """The server is out of reach, though the browser believes itself online."""
    await page.evaluate(_CUT, yes)


async def mute(page: Page) -> None:
    """What the page sends on its newest socket gets lost."""
    await page.evaluate(_MUTE)


async def deafen(page: Page) -> None:
    """The newest socket looks open; nothing passes any more, either way."""
    await mute(page)
    await page.evaluate(_DEAF)


async def close(page: Page, code: int) -> None:
    await page.evaluate("(code) => sockets.at(-1).onclose({code})", code)


async def tell(page: Page, **frame: Any) -> None:
    """As if the server had said so."""
    await page.evaluate("(data) => sockets.at(-1).onmessage({data})", json.dumps(frame))
