"""Headers by what they do in a real chromium: nothing foreign runs, frames, listens or is kept."""

import asyncio
import base64
import contextlib
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from chat.http.headers import DENIED, Policies
from demo.stack import Stack
from tests.browsers import Browser
from tests.http_client import http_client
from tests.patience import PATIENCE_S
from tests.security.conftest import settings

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = ("/", "/widget/main", "/facts/main", "/console", "/dashboard", "/dashboard/preview", "/docs")
FRAMED = '<!doctype html><iframe id="f" src="{url}" width="400" height="400"></iframe>'


@contextlib.contextmanager
def serving(html: str) -> Iterator[str]:
    """A page of another origin (localhost is not 127.0.0.1)."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


async def opened(browser: Browser, url: str) -> tuple[Page, list[str]]:
    """A page and the policy violations and errors it meets."""
    page = await (await browser.new_context()).new_page()
    met: list[str] = []
    page.on("console", lambda message: met.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: met.append(str(error)))
    await page.goto(url)
    return page, met


@pytest.mark.parametrize("path", PAGES)
async def test_each_page_runs_within_its_own_policy(stack: Stack, browser: Browser, path: str) -> None:
    """The pages need nothing that their policy denies."""
    page, met = await opened(browser, stack.url + path)
    await page.wait_for_load_state("networkidle")
    refused = [text for text in met if "Content Security Policy" in text or "Trusted" in text or "Refused" in text]
    assert refused == []
    assert len(await page.locator("body").inner_text()) > 20


ADD = "document.body.append(Object.assign(document.createElement('{}'), {{{}}}))"
INJECTIONS = {
    "inline script": ADD.format("script", "text: 'window.ran=1'"),
    "data script": ADD.format("script", "src: 'data:text/javascript,window.ran=1'"),
    "eval": "eval('window.ran=1')",
    "function": "new Function('window.ran=1')()",
    "timeout text": "setTimeout('window.ran=1', 0)",
    "inner html": "document.body.innerHTML = '<img src=x onerror=\"window.ran=1\">'",
    "insert html": "document.body.insertAdjacentHTML('beforeend', '<img src=y onerror=\"window.ran=1\">')",
    "document write": "document.write('<script>window.ran=1</scr' + 'ipt>')",
    "srcdoc": ADD.format("iframe", "srcdoc: '<script>parent.ran=1</scr' + 'ipt>'"),
    "second policy": "trustedTypes.createPolicy('evil', {createHTML: s => s}); window.ran=1",
    "own policy again": "eval(trustedTypes.createPolicy('hearline', {createScript: s => s}).createScript('ran=1'))",
    "handler": "b=document.createElement('b');b.setAttribute('onclick','ran=1');document.body.append(b);b.click()",
    "javascript link": "a=document.createElement('a');a.href='javascript:ran=1';document.body.append(a);a.click()",
    "base": ADD.format("base", "href: 'http://localhost:9/'") + "; if (document.baseURI.includes(':9/')) window.ran=1",
    "object": ADD.format("object", "data: 'data:text/html,<script>parent.ran=1</scr' + 'ipt>'"),
    "blob worker": "new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))).onmessage=()=>window.ran=1",
}  # fmt: skip


async def ran_on(page: Page, *, fresh: bool = False, looks: int = 3) -> list[str]:
    """Which of the injections run on this page (`fresh`: loaded anew for each; `looks`: how often, 20 ms apart)."""
    ran = []
    for name, code in INJECTIONS.items():
        if fresh:
            await page.reload()
        await page.evaluate("window.ran = 0")
        await _attempt(page, code)
        for _ in range(looks):
            await page.wait_for_timeout(20)
            if await page.evaluate("window.ran"):
                ran.append(name)
                break
    return ran


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_injected_runs(stack: Stack, browser: Browser, path: str) -> None:
    page, _ = await opened(browser, stack.url + path)
    assert await ran_on(page) == []


async def test_without_a_policy_they_would_run(browser: Browser) -> None:
    """The same on a bare page, so that the test above can fail."""
    with serving("<!doctype html><title>x</title><body>bare") as elsewhere:
        page, _ = await opened(browser, elsewhere)
        assert set(INJECTIONS) - set(await ran_on(page, fresh=True, looks=100)) <= {"object"}


async def _attempt(page: Page, code: str) -> None:
    """In a task of its own, since what the debugger evaluates itself is bound by no policy."""
    await page.evaluate(f"() => {{ setTimeout(() => {{ try {{ {code} }} catch (e) {{ }} }}, 0) }}")


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_is_sent_elsewhere(stack: Stack, browser: Browser, path: str) -> None:
    """Words could not leave even if something ran: no fetch, beacon, image, form or socket to another origin."""
    with serving("<!doctype html>got it") as elsewhere:
        page, _ = await opened(browser, stack.url + path)
        asked: list[str] = []
        page.context.on("requestfinished", lambda request: asked.append(request.url))
        tries = (
            "fetch('{0}/a', {{mode:'no-cors'}}).catch(()=>0)",
            "navigator.sendBeacon('{0}/b', 'x')",
            "new Image().src='{0}/c'",
            "new WebSocket('{1}/d')",
            "new EventSource('{0}/e')",
            "f=document.createElement('form');f.action='{0}/f';f.method='post';document.body.append(f);f.submit()",
            "document.head.append(Object.assign(document.createElement('link'),{{rel:'stylesheet',href:'{0}/g'}}))",
            "document.head.append(Object.assign(document.createElement('link'),{{rel:'prefetch',href:'{0}/h'}}))",
        )
        for code in tries:
            await _attempt(page, code.format(elsewhere, elsewhere.replace("http", "ws")))
        await page.wait_for_load_state("networkidle")
        assert [url for url in asked if url.startswith(elsewhere)] == []


@pytest.mark.parametrize("path", PAGES)
async def test_no_foreign_page_can_frame_us(stack: Stack, browser: Browser, path: str) -> None:
    with serving(FRAMED.format(url=stack.url + path)) as elsewhere:
        page, met = await opened(browser, elsewhere)
        async with asyncio.timeout(PATIENCE_S):
            while not any("frame" in text.lower() for text in met) or not page.frames[1].url:
                await page.wait_for_timeout(20)
        frame = page.frames[1]
        assert "chrome-error" in frame.url or not await frame.locator("body *").count(), frame.url


async def test_a_site_that_the_desk_names_can_frame_its_widget_only(browser: Browser) -> None:
    """Asked of the policy itself, with settings of a real house."""
    named = ("https://www.childfocus.be", "fr=https://forum.example.be")
    policies = Policies(settings(embed_origins=named))
    allowed = {
        path: _directive(policies.of(path), "frame-ancestors") for path in ("/widget/main", "/widget/fr", "/console")
    }
    assert allowed == {
        "/widget/main": "https://www.childfocus.be",
        "/widget/fr": "https://www.childfocus.be https://forum.example.be",
        "/console": "'none'",
    }
    assert "x-frame-options" not in policies.of("/widget/main")
    assert policies.of("/console")["x-frame-options"] == "DENY"
    assert policies.of("/widget/unknown/../console")["x-frame-options"] == "DENY"


def _directive(headers: dict[str, str], name: str) -> str:
    parts = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    return parts[name]


@pytest.mark.parametrize("path", ["/console", "/dashboard"])
async def test_staff_pages_are_alone_in_their_process(stack: Stack, browser: Browser, path: str) -> None:
    page, _ = await opened(browser, stack.url + path)
    assert await page.evaluate("window.crossOriginIsolated")
    with serving(f"<!doctype html><script>w = open('{stack.url}{path}')</script>") as elsewhere:
        other, _ = await opened(browser, elsewhere)
        await other.wait_for_function("!w || w.closed")  # an opener keeps no handle


@pytest.mark.parametrize("path", ["/widget/main", "/console", "/dashboard"])
async def test_no_sensor_is_ever_asked_for(stack: Stack, browser: Browser, path: str) -> None:
    page, _ = await opened(browser, stack.url + path)
    allowed = await page.evaluate("(document.featurePolicy || {allowedFeatures: () => []}).allowedFeatures()")
    left = set(allowed) & set(DENIED)
    keys = {"publickey-credentials-create", "publickey-credentials-get"}
    assert left == (keys & set(allowed) if path != "/widget/main" else set())


@pytest.mark.parametrize(
    "path", ["/console/", "/dashboard/", "/widget/main/", "/api/desks/main/", "/docs/", "/embed.js/"]
)
async def test_nobody_is_sent_where_the_host_header_says(stack: Stack, path: str) -> None:
    async with http_client(stack.url) as http:
        answer = await http.get(path, headers={"Host": "evil.example"})
    assert "evil" not in str(answer.headers) + answer.text
    assert answer.headers.get("location", path.rstrip("/")) == path.rstrip("/")
    assert answer.status_code in (307, 404)


async def test_the_wish_for_a_language_moves_along(stack: Stack) -> None:
    async with http_client(stack.url) as http:
        answer = await http.get("/widget/main/?lang=fr&x=//evil.example")
    assert answer.headers["location"] == "/widget/main?lang=fr&x=//evil.example"


async def test_nothing_is_kept_and_nobody_is_told_where_one_comes_from(stack: Stack) -> None:
    async with http_client(stack.url) as http:
        for path in (*PAGES, "/api/staff/me", "/api/desks/main/challenge", "/nowhere", "/livez"):
            answer = await http.get(path)
            assert answer.headers["cache-control"].split(", ")[0] == "no-store", path
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "server" not in answer.headers
            if not path.startswith("/api/staff"):
                assert "set-cookie" not in answer.headers, path


async def test_nobody_on_the_way_writes_into_a_page(stack: Stack) -> None:
    """Cloudflare puts `[email protected]` in place of addresses, and a script that our policy stops would undo it."""
    async with http_client(stack.url) as http:
        for path in (*PAGES, "/widget/nowhere", "/facts/nowhere", "/api/staff/oidc/return"):
            answer = await http.get(path)
            if answer.headers["content-type"].startswith("text/html"):
                assert "no-transform" in answer.headers["cache-control"].split(", "), path


async def test_teens_get_no_cookie_and_leave_no_storage(stack: Stack, browser: Browser) -> None:
    page, _ = await opened(browser, f"{stack.url}/widget/main?lang=nl")
    await page.wait_for_load_state("networkidle")
    assert await page.context.cookies() == []
    assert await page.evaluate("localStorage.length") == 0
    assert await page.evaluate("indexedDB.databases().then(found => found.length)") == 0


async def test_the_loader_matches_its_integrity(stack: Stack, browser: Browser) -> None:
    manifest = json.loads((Path("web/dist") / "manifest.json").read_text())
    async with http_client(stack.url) as http:
        served = await http.get("/" + manifest["embed"].lstrip("/"))
    assert served.headers["access-control-allow-origin"] == "*"
    assert "immutable" in served.headers["cache-control"]
    kind, _, wanted = manifest["integrity"].partition("-")
    assert base64.b64encode(hashlib.new(kind, served.content).digest()).decode() == wanted
    name = manifest["embed"].lstrip("/")
    good = f'<!doctype html><script crossorigin integrity="{manifest["integrity"]}" src="{stack.url}/{name}"></script>'
    bad = good.replace(wanted, base64.b64encode(bytes(len(base64.b64decode(wanted)))).decode())
    for html, loads in ((good, True), (bad, False)):
        with serving(html) as elsewhere:
            page, met = await opened(browser, elsewhere)
            await page.wait_for_load_state("networkidle")
            assert any("integrity" in text for text in met) is not loads


async def test_the_preview_is_framed_by_our_own_pages_alone_and_asks_for_nothing(stack: Stack) -> None:
    async with http_client(stack.url) as client:
        headers = (await client.get("/dashboard/preview")).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy
        assert "default-src 'none'" in policy
        assert "connect-src" not in policy
        assert "frame-src" not in policy
        assert headers["x-frame-options"] == "SAMEORIGIN"
        around = (await client.get("/dashboard")).headers["content-security-policy"]
        assert "frame-src 'self'" in around
        assert "frame-ancestors 'none'" in around
        assert "frame-src 'none'" in (await client.get("/console")).headers["content-security-policy"]
