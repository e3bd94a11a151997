"""The public HTTP side: availability, refusals, leaving by beacon, pages, documents, health."""

import asyncio
import html
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from chat.http.teen import chats
from chat.stale_cache import MOMENT_S
from routing import keys
from routing.errors import PipeDown
from routing.resp import Word
from routing.values import ChatView
from storage.errors import StoreDown
from tests.http_client import http_client
from tests.integration.gateway.conftest import Opener
from tests.integration.gateway.ends import Frame, Site, call, text
from tests.patience import PATIENCE_S


async def test_availability_is_for_any_page(site: Site) -> None:
    await site.ready_staff("an")
    answer = await call(site, "GET", "/api/desks/main")
    assert answer.headers["access-control-allow-origin"] == "*"
    body = answer.json()
    assert (body["service"], body["served"]) == ("open", ["nl", "fr"])


async def test_a_proxys_idle_connection_is_left_to_the_proxy_to_close(site: Site) -> None:
    """Who closes while the other sends loses a request. Caddy keeps one for 120 s, Traefik 90, nginx and AWS 60."""
    async with http_client(site.url) as client:
        await client.get("/livez")
        server = site.server  # type: ignore[attr-defined]
        (idle,) = (one for one in server.server_state.connections if one.timeout_keep_alive_task)
        assert idle.timeout_keep_alive_task.when() - asyncio.get_running_loop().time() > 120


async def test_a_chat_is_not_asked_for_over_http(site: Site) -> None:
    for method, path in (("POST", "/api/desks/main/chats"), ("GET", "/api/desks/main/challenge")):
        assert (await call(site, method, path)).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "token"), ({"token": 5}, "token"), ({"token": "t" * 43, "name": "Eva"}, "name")],
)
async def test_a_bad_request_names_the_field(site: Site, body: Frame, field: str) -> None:
    answer = await call(site, "POST", "/api/chats/end", content=json.dumps(body))
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "bad_value", field)


async def test_a_visit_while_closed_is_unmet_demand(site: Site) -> None:
    desk = site.context.desks["main"]
    for mode, rows in (("open", 0), ("closed", 1)):
        await desk.set_service(mode, mode, "sofie")
        answer = await call(site, "POST", "/api/desks/main/visits", json={"language": "nl"})
        assert answer.status_code == 200
        found = await site.context.redis.xrange("{desk:main}:ended")
        assert len([row for _, row in found if row.get(b"kind") == b"closed_visit"]) == rows


async def test_unknown_desks_are_unknown(site: Site) -> None:
    assert (await call(site, "GET", "/api/desks/other")).status_code == 404


async def test_a_page_that_goes_away_ends_the_chat(site: Site) -> None:
    teen, counsellor, chat, _, held = await site.talking()
    beacon = json.dumps({"chat": chat, "token": held["token"], "ticket": held["ticket"]})
    answer = await call(site, "POST", "/api/chats/end", content=beacon, headers={"content-type": "text/plain"})
    assert answer.status_code == 200
    await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"].get("end") == "left")
    assert await teen.closed() == 4103


async def test_a_page_that_goes_away_gives_its_last_words_before_its_chat_ends(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The beacon and the socket are two ways to the house: the one may be faster."""
    monkeypatch.setattr(chats, "_LOOKS", int(PATIENCE_S / chats._LOOK_S))
    teen, counsellor, chat, fence, held = await site.talking()
    desk, heard = site.context.desks["main"], asyncio.Event()
    ask = desk.chat

    async def asked(name: str) -> ChatView | None:
        view = await ask(name)
        heard.set()
        return view

    monkeypatch.setattr(desk, "chat", asked)
    heard.clear()
    beacon = json.dumps({"chat": chat, "token": held["token"], "ticket": held["ticket"]})
    ending = asyncio.create_task(call(site, "POST", "/api/chats/end", content=beacon, timeout=PATIENCE_S))
    await heard.wait()
    await teen.send("send", **text(chat, fence, "last", 1))
    await teen.close()
    assert (await ending).status_code == 200
    await counsellor.of("entry", cid="last")
    await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"].get("end") == "left")


async def test_only_the_holder_can_end_it(site: Site) -> None:
    (_, mine), (_, theirs) = await site.join(), await site.join()
    beacon = json.dumps({"chat": theirs["chat"], "token": mine["token"], "ticket": mine["ticket"]})
    answer = await call(site, "POST", "/api/chats/end", content=beacon)
    assert answer.status_code == 422
    mixed = json.dumps({"chat": theirs["chat"], "token": mine["token"], "ticket": theirs["ticket"]})
    assert (await call(site, "POST", "/api/chats/end", content=mixed)).status_code == 401


async def test_a_page_that_goes_away_before_its_first_answer_ends_the_chat_by_its_token(site: Site) -> None:
    teen, held = await site.join()
    beacon = json.dumps({"token": held["token"], "desk": "main"})
    for other in ({"token": "x" * 43, "desk": "main"}, {"token": held["token"], "desk": "nowhere"}):
        await call(site, "POST", "/api/chats/end", content=json.dumps(other))
    view = await site.context.desks["main"].chat(held["chat"])
    assert view is not None
    assert view.state == "waiting"
    assert (await call(site, "POST", "/api/chats/end", content=beacon)).status_code == 200
    assert (await teen.until(lambda f: f["t"] == "teen_state" and f.get("end")))["end"] == "abandoned"


async def test_health_says_what_is_wrong(site: Site) -> None:
    assert (await call(site, "GET", "/livez")).status_code == 200
    ready = await call(site, "GET", "/readyz")
    parts = {"redis": True, "store": True, "front_end": True, "gateway": True}
    assert ready.json() == {"ready": True, "degraded": False, "parts": parts}
    await site.context.pipe.stop()
    assert (await _ready(site, 503)).json()["parts"]["redis"] is False
    await site.context.pipe.start()


async def _ready(site: Site, status: int) -> httpx.Response:
    """Once it says so: what it says is of the last second."""
    async with asyncio.timeout(PATIENCE_S):
        while (answer := await call(site, "GET", "/readyz")).status_code != status:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return answer


async def test_ready_means_that_redis_takes_a_write_and_the_pages_are_there(opened: Opener, tmp_path: Path) -> None:
    async with opened(static=str(tmp_path)) as site:
        bare = await call(site, "GET", "/readyz")
        assert (bare.status_code, bare.json()["parts"]["front_end"]) == (503, False)
    async with opened() as site:
        await site.context.redis.config_set("maxmemory", 1)
        try:
            full = await call(site, "GET", "/readyz")
            assert (full.status_code, full.json()["parts"]["redis"]) == (503, False)
        finally:
            await site.context.redis.config_set("maxmemory", 0)
        await _ready(site, 200)


async def test_without_sql_a_gateway_is_ready_and_says_what_is_missing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down() -> None:
        raise StoreDown

    monkeypatch.setattr(site.context.store, "ping", down)
    answer = await call(site, "GET", "/readyz")
    assert (answer.status_code, answer.json()["ready"], answer.json()["degraded"]) == (200, True, True)
    assert answer.json()["parts"]["store"] is False


async def test_a_desk_whose_server_is_away_takes_no_gateway_from_the_others(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a cluster, where each desk is on one primary; one of them refuses, one says nothing."""
    async with opened(desks=("main", "north", "south")) as site:
        away: dict[str, PipeDown | None] = {"north": PipeDown(), "south": None}
        write = site.context.pipe.call

        def call_of_three(*line: Word) -> asyncio.Future[Any]:
            desk = next((name for name in away if line[:2] == ("SET", keys.readiness(name))), None)
            if desk is None:
                return write(*line)
            said: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            if problem := away[desk]:
                said.set_exception(problem)
            return said

        assert "desks_away" not in (await call(site, "GET", "/readyz")).json()
        monkeypatch.setattr(site.context.pipe, "call", call_of_three)
        await asyncio.sleep(MOMENT_S)
        answer = await call(site, "GET", "/readyz", timeout=PATIENCE_S)
        parts = {"redis": True, "store": True, "front_end": True, "gateway": True}
        told = {"ready": True, "degraded": True, "parts": parts, "desks_away": ["north", "south"]}
        assert (answer.status_code, answer.json()) == (200, told)
        figures = (await call(site, "GET", "/metrics", timeout=PATIENCE_S)).text
        assert 'hearline_desk_up{desk="main"} 1.0' in figures
        assert 'hearline_desk_up{desk="north"} 0.0' in figures
        away["main"] = PipeDown()
        answer = await _ready(site, 503)
        assert answer.json() == {"ready": False, "degraded": False, "parts": parts | {"redis": False}}


async def test_metrics_name_nobody(site: Site) -> None:
    _, _, chat, _, _ = await site.talking()
    figures = (await call(site, "GET", "/metrics")).text
    assert 'hearline_connections{end="teen"} 1.0' in figures
    assert chat not in figures
    assert '"an"' not in figures


async def test_the_documents_are_served(site: Site) -> None:
    page = await call(site, "GET", "/docs")
    assert "hello_teen" in page.text
    assert (await call(site, "GET", "/docs/asyncapi.json")).json()["asyncapi"] == "3.0.0"
    assert (await call(site, "GET", "/docs/openapi.json")).json()["openapi"] == "3.1.0"


async def test_pages_are_fresh_and_assets_are_kept(opened: Opener, tmp_path: Path) -> None:
    for name, content in {
        "embed.js": "loader",
        "embed-abc.js": "loader",
        "widget/index.html": "<p>widget",
        "widget/index.fr.html": "<p>gadget",
        "widget/assets/main-1.js": "x",
        "demo/index.html": "<p>demo",
    }.items():
        path = tmp_path / "dist" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    async with opened(static=str(tmp_path / "dist")) as site:
        kept = {
            "/embed.js": "public, max-age=300",
            "/embed-abc.js": "public, max-age=31536000, immutable",
            "/static/widget/assets/main-1.js": "public, max-age=31536000, immutable",
            "/widget/main": "no-store, no-transform",
            "/": "no-store, no-transform",
        }
        for path, expected in kept.items():
            answer = await call(site, "GET", path)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, expected), path
        for wished, words in {
            "?lang=fr": "gadget",
            "?lang=fr-BE": "gadget",
            "?lang=../x": "widget",
            "": "widget",
        }.items():
            assert words in (await call(site, "GET", f"/widget/main{wished}")).text, wished
        for wished, words in {"pl,fr;q=0.8,nl;q=0.6": "gadget", "nl": "widget", "*": "widget", "": "widget"}.items():
            page = await call(site, "GET", "/widget/main", headers={"accept-language": wished})
            assert words in page.text, wished
        assert (await call(site, "GET", "/widget/other")).status_code == 404
        assert (await call(site, "GET", "/embed-none.js")).status_code == 404
        assert (await call(site, "GET", "/embed..%2fsecret.js")).status_code == 404


async def test_a_browser_that_unpacks_gets_what_the_build_packed(opened: Opener, tmp_path: Path) -> None:
    folder = tmp_path / "dist" / "widget" / "assets"
    folder.mkdir(parents=True)
    for name, content in {"a-1.js": "plain", "a-1.js.br": "packed", "b-1.js": "plain"}.items():
        (folder / name).write_text(content)
    async with opened(static=str(tmp_path / "dist")) as site, http_client(site.url) as client:
        for file, accepts, packing, length in (
            ("a-1.js", "gzip, deflate, br", "br", 6),
            ("a-1.js", "BR;q=1.0", "br", 6),
            ("a-1.js", "gzip", None, 5),
            ("b-1.js", "br", None, 5),
        ):
            way = {"accept-encoding": accepts}
            async with client.stream("GET", f"/static/widget/assets/{file}", headers=way) as answer:
                told = (answer.headers.get("content-encoding"), int(answer.headers["content-length"]))
                assert told == (packing, length), (file, accepts)
                assert answer.headers["content-type"].startswith("text/javascript")
                assert answer.headers["vary"] == "accept-encoding"


async def test_the_widgets_page_says_how_the_desk_stands(opened: Opener, tmp_path: Path) -> None:
    folder = tmp_path / "dist" / "widget"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("""<body><div id="app" data-words='{}'></div>""")
    async with opened(static=str(tmp_path / "dist")) as site:
        site.context.cache._kept["settings main"] = (float("inf"), {"name": {"nl": "Jan's <b> & co"}})
        told = (await call(site, "GET", "/api/desks/main")).json()
        for accepts in ("gzip", "identity"):
            page = await call(site, "GET", "/widget/main", headers={"accept-encoding": accepts})
            assert page.headers.get("content-encoding") == (accepts if accepts == "gzip" else None)
            found = re.search(r"data-desk='([^']*)' data-words", page.text)
            assert found
            assert json.loads(html.unescape(found[1])) == told
            assert "<b>" not in page.text
        await site.context.pipe.stop()
        site.context.cache._moments.clear()
        bare = await call(site, "GET", "/widget/main")
        assert (bare.status_code, '"service"' in html.unescape(bare.text)) == (200, False)
        await site.context.pipe.start()
