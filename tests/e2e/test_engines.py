"""A whole chat on both sides in Firefox and in WebKit, embedded, reloaded, followed by links, left by the shift; with
--long others in their own windows, and what stands beside words."""

import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from demo.ports import free_port
from demo.stack import Stack
from demo.tether import Tether
from tests import certificates
from tests.e2e.helpline import on_duty
from tests.e2e.people import PASSWORD, words
from tests.e2e.scripted import Scripted, ScriptedCounsellor, ScriptedTeen
from tests.http_client import blocking_client
from tests.kept_profiles import Window, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOST_PORT = free_port()
BUTTON = "document.querySelector('hearline-chat').shadowRoot.querySelector('button')"
LIGHT = "getComputedStyle(document.querySelector('.page')).color === 'rgb(23, 39, 43)'"
GONE = "document.querySelector('h1').textContent === 'Zonnig'"


def serve(body: str, port: int = 0, context: ssl.SSLContext | None = None) -> ThreadingHTTPServer:
    """One page at every address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><html lang=nl><title>Forum</title>{body}".encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Page)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def helpline(
    tether: Tether, tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[Path], Path]
) -> Iterator[Stack]:
    """A service of these tests' own, whose quick exit leads to a page that is served here."""
    folder = prepared(tmp_path_factory.mktemp("engines"))
    it = Stack(tether, folder, free_port(), {"HEARLINE_EMBED_ORIGINS": f"main=http://localhost:{HOST_PORT}"})
    it.start_all()
    yield it
    it.stop()


@pytest.fixture(scope="module")
def host(helpline: Stack) -> Iterator[str]:
    """A site of two pages with the same line in their heads."""
    server = serve(f'<script src="{helpline.url}/embed.js"></script><h1>Forum</h1><p>tekst', HOST_PORT)
    yield f"http://localhost:{HOST_PORT}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def neutral(helpline: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the quick exit leads, as the desk's settings say."""
    folder = tmp_path_factory.mktemp("neutral")
    cert, key = certificates.authority(folder, "weather").issue(folder, "server", "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = serve("<h1>Zonnig</h1>", context=context)
    address = f"https://localhost:{server.server_port}/"
    lead_to(helpline.url, address)
    yield address
    server.shutdown()
    server.server_close()


def lead_to(url: str, address: str) -> None:
    with blocking_client(url, headers={"Origin": url}) as admin:
        signed = admin.post("/api/staff/login", json={"name": "admin", "password": PASSWORD})
        admin.headers["X-Hearline-CSRF"] = signed.json()["csrf"]
        assert admin.put("/api/staff/settings/main", json={"exit_url": address}).status_code < 300


async def embedded(page: Window) -> ScriptedTeen:
    """Whoever sits at the frame of a host page."""
    return ScriptedTeen(await page.frame())


async def test_a_whole_chat_on_both_sides(
    windows: tuple[Window, Window], helpline: Stack, host: str, neutral: str
) -> None:
    page, desk = windows
    counsellor = ScriptedCounsellor(desk)
    await counsellor.begin(helpline.url)
    await page.go(f"{host}/een")
    await until(page, f"!!{BUTTON}")
    await page.run(f"{BUTTON}.click()")
    teen = await embedded(page)
    await teen.fill("nickname", "Noor")
    await teen.click("start")
    await counsellor.click("accept")
    await teen.say("Hallo, ben je daar?")
    await counsellor.reads("Hallo, ben je daar?")
    await counsellor.say("Ja, vertel maar.")
    await teen.reads("Ja, vertel maar.")

    await page.go(f"{host}/twee")
    teen = await embedded(page)
    await teen.reads("Ja, vertel maar.")
    await teen.say("Ze pesten me.")
    await counsellor.reads("Ze pesten me.")

    await desk.go(f"{helpline.url}/console")
    await counsellor.reads("Ze pesten me.")
    await counsellor.say("Dat is niet oké.")
    await teen.reads("Dat is niet oké.")

    await page.run("document.querySelector('h1').click()")
    for _ in range(3):
        await page.press("Shift")
    await until(page, GONE)
    await counsellor.sees("wrap-up")
    await counsellor.fill_form()
    await counsellor.is_available()


@pytest.mark.parametrize("windows", ["webkit"], indirect=True)
async def test_on_the_way_back_to_a_page_of_the_site_the_chat_goes_on(
    windows: tuple[Window, Window], helpline: Stack, host: str
) -> None:
    page, _ = windows
    async with on_duty(helpline.url, "an") as an:
        await page.go(f"{host}/een")
        await until(page, f"!!{BUTTON}")
        await page.go(f"{host}/twee")
        await until(page, f"!!{BUTTON}")
        await page.run(f"{BUTTON}.click()")
        teen = await embedded(page)
        await teen.click("start")
        chat = await an.accept()
        await teen.say("op een andere bladzijde")
        await an.reads("op een andere bladzijde")
        await page.run("void setTimeout(() => history.back(), 50)")
        await until(page, "location.pathname === '/een'")
        teen = await embedded(page)
        await teen.reads("op een andere bladzijde")
        await teen.say("en weer terug")
        await an.reads("en weer terug")
        await an.client.finish(chat)
        await teen.sees("again")


@pytest.mark.endurance
async def test_a_chat_in_its_own_window_that_the_counsellor_ends(
    windows: tuple[Window, Window], helpline: Stack, neutral: str
) -> None:
    page, desk = windows
    counsellor, teen = ScriptedCounsellor(desk), ScriptedTeen(page)
    await counsellor.begin(helpline.url)
    await page.go(f"{helpline.url}/widget/main?lang=nl")
    await teen.click("start")
    await counsellor.click("accept")
    await teen.say("Dag.")
    await counsellor.reads("Dag.")
    await counsellor.fill("composer", "Dag, ik ben An.")
    await desk.run("document.querySelector('[data-testid=composer]').focus()")
    await desk.press("Enter")
    await teen.reads("Dag, ik ben An.")
    await page.go(f"{helpline.url}/widget/main?lang=nl")
    await teen.reads("Dag, ik ben An.")
    await counsellor.click("act-end")
    await counsellor.click("end-confirm")
    await teen.sees("again")
    await counsellor.fill_form()
    await teen.click("exit")
    await until(page, GONE)


@pytest.mark.endurance
async def test_what_is_beside_words(windows: tuple[Window, Window], helpline: Stack, neutral: str) -> None:
    """Scripts from right to left, words of which nothing is seen, a stop before sending, another device, and an exit of
    which the open line alone tells."""
    page, there = windows
    teen, other = ScriptedTeen(page), ScriptedTeen(there)
    bubbles = "document.querySelectorAll('[role=log] .bubble').length"
    async with on_duty(helpline.url, "an") as an:
        await page.go(f"{helpline.url}/widget/main?lang=nl")
        await teen.fill("nickname", "نور")
        await teen.click("start")
        chat = await an.accept()
        await teen.fill("message", "مرحبا")
        assert await page.run("getComputedStyle(document.getElementById('message')).direction") == "rtl"
        await teen.click("send")
        await an.reads("مرحبا")
        assert (
            await until(page, f"{bubbles} === 1 && getComputedStyle(document.querySelector('.bubble')).direction")
            == "rtl"
        )
        await teen.say("\u200b\u2060\u00ad")
        await teen.say("bel 0471 23 45 67")
        await teen.sees("stop")
        assert await page.run(bubbles) == 1
        await teen.click("stop-send")
        await an.reads("bel 0471 23 45 67")

        await teen.click("leave")
        await teen.click("elsewhere")
        code = await until(page, "document.querySelector('p[data-test=code]').innerText")
        await there.go(f"{helpline.url}/widget/main?lang=nl")
        await other.click_at("[data-test=have-code] summary")
        await other.fill_at("input[data-test=code]", code)
        await other.click("code-go")
        await until(page, f"document.querySelector('h1').innerText === {words('nl', 'widget.ended.moved.title')!r}")
        await other.say("thuis")
        await an.reads("thuis")
        assert await there.run(bubbles) == 1
        await there.run("navigator.sendBeacon = () => false")
        await other.click("exit")
        await until(there, GONE)
        await an.gone(chat)


@pytest.mark.endurance
async def test_the_preview_is_as_dark_as_it_is_asked(windows: tuple[Window, Window], helpline: Stack) -> None:
    page, _ = windows
    admin = Scripted(page)
    await page.go(f"{helpline.url}/dashboard")
    await admin.fill_at("input[name=username]", "admin")
    await admin.fill_at("input[name=password]", PASSWORD)
    await admin.click_at("[data-testid=signin] button[type=submit]")
    await until(page, "!document.querySelector('[data-testid=signin]')")
    await page.go(f"{helpline.url}/dashboard#/profile")
    await admin.sees("preview")
    frame = await page.frame()
    await until(frame, LIGHT)
    await admin.click("preview-dark")
    await until(frame, f"!({LIGHT})")
    await admin.click("preview-dark")
    await until(frame, LIGHT)
