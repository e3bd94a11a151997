"""Anonymize: a sentinel address and a sentinel text go everywhere and are found nowhere."""

import asyncio
import contextlib
import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from redis.asyncio import Redis
from redis.exceptions import ResponseError
from starlette.applications import Starlette
from starlette.routing import Route
from websockets.exceptions import ConnectionClosed, InvalidStatus

from chat.addresses import read_address
from chat.anonymize import SALT_LIFE_S, Anonymize, Buckets
from chat.logs import FIELDS, PlaceOnly, log, silent_logging
from chat.settings import BadSettings, doubts, load
from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from routing.errors import NotNow
from tests.conftest import make_redis
from tests.http_client import http_client
from tests.patience import PATIENCE_S
from tests.security.conftest import ORIGIN, SECRET
from tests.security.wire import Refused, chatting, join, wire

ADDRESS = "203.0.113.77"
TEXT = "s3nt1nel-w0rds-of-a-teen"
NAMING = {
    "X-Forwarded-For": f"{ADDRESS}, 10.0.0.1",
    "Forwarded": f"for={ADDRESS}",
    "X-Real-IP": ADDRESS,
    "CF-Connecting-IP": ADDRESS,
    "True-Client-IP": ADDRESS,
    "X-Forwarded-Host": f"{ADDRESS}.example",
    "Via": f"1.1 {ADDRESS}",
    "User-Agent": f"Browser/{ADDRESS} {TEXT}",
    "Referer": f"https://school.example/{TEXT}/{ADDRESS}",
}


@pytest.fixture(params=["INFO", "DEBUG"])
def loud(
    request: pytest.FixtureRequest, tether: Tether, tmp_path: Path, prepared: Callable[[Path], Path]
) -> Iterator[Stack]:
    """A service of its own whose every output is kept, also at DEBUG."""
    it = Stack(tether, prepared(tmp_path), free_port(), {"HEARLINE_LOG_LEVEL": request.param, "HEARLINE_PROXIES": "1"})
    it.start_all()
    yield it
    it.stop()


def outputs(folder: Path) -> str:
    return "".join(path.read_text(errors="replace") for path in folder.glob("*.log"))


async def kept_in_redis(redis: Redis) -> str:
    """Every key and value, as text."""
    found = []
    async for key in redis.scan_iter("*"):
        found += [str(key), repr(await redis.dump(key))]
    return "\n".join(found)


async def test_the_sentinels_are_found_nowhere(loud: Stack) -> None:
    async with http_client(loud.url, headers=NAMING) as http:
        await http.get(f"/nowhere/{TEXT}?address={ADDRESS}&text={TEXT}")
        await http.get(f"/widget/{TEXT}")
        await http.get(f"/api/desks/{TEXT}")
        await http.post("/api/desks/main/visits", json={"language": TEXT})
        await http.post("/api/desks/main/visits", content=f'{{"language": "{TEXT}')
        await http.post("/api/staff/login", json={"name": TEXT, "password": TEXT})
        await http.post("/api/staff/login", json={"name": TEXT, "password": TEXT}, headers={"Origin": loud.url})
        await http.post("/api/chats/end", content=TEXT)
        await http.request("PROPFIND", f"/{TEXT}")
    for path in (f"/ws/teen?text={TEXT}&address={ADDRESS}", f"/ws/{TEXT}"):
        for origin in (loud.url, f"https://{TEXT}.example"):
            with contextlib.suppress(InvalidStatus):
                async with wire(loud.url, path, origin=origin, additional_headers=NAMING) as socket:
                    await socket.send(json.dumps({"t": TEXT, "text": TEXT}))
                    await socket.closed()
    for asked in ({"language": TEXT}, {"desk": TEXT}, {"topic": TEXT}, {"pass": TEXT}):
        with contextlib.suppress(Refused, ConnectionClosed):
            await join(loud.url, **asked)
    async with chatting(loud.url) as chat:
        await chat.teen_wire.send(chat.message(1, TEXT))
        await chat.staff_wire.until("entry")
        await chat.teen_wire.send({"t": "send", "text": TEXT})
        await chat.teen_wire.send(f'{{"t":"send","body":"{TEXT}"')
        await chat.teen_wire.send(b"\x00" + TEXT.encode())
        await chat.teen_wire.until("error")
    teen = await join(loud.url, topic="sexting")
    loud.parts["web"].child.kill()
    await asyncio.to_thread(loud.parts["web"].child.wait)
    said = outputs(loud.folder)
    assert TEXT not in said
    assert ADDRESS not in said
    assert "127.0.0.1" not in "".join(line for line in said.splitlines() if " listens at " not in line)
    assert teen.token not in said
    assert teen.chat not in said
    redis = make_redis(loud.redis_url, decode_responses=False)
    remembered = await kept_in_redis(redis)
    await redis.aclose()
    for secret in (ADDRESS, teen.token, "sec-ch", "Browser/"):
        assert secret not in remembered
    for path in loud.folder.glob("*.db*"):
        content = path.read_bytes()
        assert TEXT.encode() not in content
        assert ADDRESS.encode() not in content


async def boom(request: Any) -> Any:
    words = await request.body()
    raise ValueError(f"cannot read {words!r} of {ADDRESS}")


@pytest.fixture
async def said(capfd: pytest.CaptureFixture[str]) -> AsyncIterator[Any]:
    """Everything written to standard output and error; logging is put back afterwards."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        silent_logging("DEBUG", demo=True)
        yield lambda: out.getvalue() + "".join(capfd.readouterr())
    root.handlers[:], root.level = handlers, level
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(False)
    structlog.reset_defaults()


async def test_an_error_in_a_handler_says_where_and_not_what(said: Any) -> None:
    app = Anonymize(Starlette(routes=[Route("/", boom, methods=["POST"])]))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(ADDRESS, 1))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=NAMING) as http:
        answer = await http.post("/", content=TEXT)
    assert answer.status_code == 500
    assert TEXT not in answer.text
    try:
        raise RuntimeError(TEXT, ADDRESS)
    except RuntimeError:
        log().exception("handler_failed", text=TEXT, client=ADDRESS, desk="main", code=f"{TEXT} {TEXT}")
        logging.getLogger("uvicorn.error").exception("%s said %s", ADDRESS, TEXT)
        logging.getLogger("some.library").debug("got %s from %s", TEXT, ADDRESS)
    found = said()
    assert TEXT not in found
    assert ADDRESS not in found
    lines = [json.loads(line) for line in found.splitlines() if line.startswith("{")]
    mine = next(line for line in lines if line["event"] == "handler_failed")
    assert mine["error"] == "RuntimeError"
    assert "test_anonymize.py" in mine["frames"][-1]
    assert mine["desk"] == "main"
    assert mine["code"] == "?"


def test_of_what_redis_says_the_first_word_is_told(said: Any) -> None:
    for problem in (NotNow(f"MISCONF {TEXT}"), ResponseError(f"NOREPLICAS {TEXT}"), ResponseError(TEXT), OSError(TEXT)):
        log().warning("unavailable", error=problem)
    found = said()
    assert TEXT not in found
    errors = [json.loads(line)["error"] for line in found.splitlines() if line.startswith("{")]
    assert errors == ["NotNow MISCONF", "ResponseError NOREPLICAS", "ResponseError", "OSError"]


async def test_lost_tasks_threads_and_finalizers_say_nothing(said: Any) -> None:
    def crash() -> None:
        raise ValueError(TEXT)

    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": TEXT, "exception": ValueError(TEXT)})
    logging.getLogger("asyncio").error(TEXT, exc_info=ValueError(TEXT))
    sys.excepthook(ValueError, ValueError(TEXT), None)
    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    found = said()
    assert TEXT not in found
    assert found.count("ValueError") >= 3


def test_a_foreign_record_keeps_its_place_only() -> None:
    record = logging.LogRecord("a.b", logging.ERROR, "/x/y/mod.py", 7, TEXT, (), None)
    line = json.loads(PlaceOnly().format(record))
    assert (line["logger"], line["where"], line["level"]) == ("a.b", "mod:7", "error")


def test_no_listed_field_names_a_person() -> None:
    risky = {"ip", "address", "client", "text", "body", "message", "name", "nickname", "token", "ticket", "chat", "url",
             "path", "query", "headers", "user_agent", "staff", "password"}  # fmt: skip
    assert not FIELDS & risky


def test_debug_is_refused_outside_the_demo() -> None:
    with pytest.raises(ValueError, match="demo"):
        silent_logging("DEBUG")
    with pytest.raises(BadSettings, match="HEARLINE_LOG_LEVEL"):
        load({"HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": ORIGIN, "HEARLINE_LOG_LEVEL": "DEBUG"})


async def nothing(_scope: Any, _receive: Any, _send: Any) -> None:
    """An application that does nothing."""


async def heard(
    headers: dict[str, str], proxies: int, client: Any = ("198.51.100.4", 9), buckets: Buckets | None = None
) -> dict[str, Any]:
    """What the application is given."""
    seen: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "headers": raw, "client": client, "path": "/", "method": "GET"}
    await Anonymize(app, proxies, buckets)(scope, None, None)  # type: ignore[arg-type]
    return seen


async def test_the_application_never_learns_the_address() -> None:
    seen = await heard({**NAMING, "Origin": ORIGIN, "Sec-CH-UA": "x", "X-Forwarded-Proto": "https"}, proxies=1)
    assert seen["client"] is None
    assert [name for name, _ in seen["headers"]] == [b"origin"]
    assert ADDRESS not in repr(seen)
    assert isinstance(seen["bucket"], int)


async def test_a_client_cannot_choose_its_bucket() -> None:
    buckets = Buckets()

    async def bucket(forwarded: str, proxies: int) -> int:
        seen: dict[str, Any] = {}

        async def app(scope: Any, receive: Any, send: Any) -> None:
            seen.update(scope)

        headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
        scope = {"type": "http", "headers": headers, "client": ("198.51.100.4", 9), "path": "/", "method": "GET"}
        await Anonymize(app, proxies, buckets)(scope, None, None)  # type: ignore[arg-type]
        return int(seen["bucket"])

    direct = await bucket("", 0)
    assert await bucket("1.2.3.4", 0) == direct, "without a proxy of ours the header is a lie"
    assert await bucket("9.9.9.9, 203.0.113.5", 1) == await bucket("8.8.8.8, 203.0.113.5", 1), "only our proxy's word"
    assert await bucket("9.9.9.9, 203.0.113.5", 1) != await bucket("203.0.113.6", 1)
    assert await bucket("", 1) == direct


def test_buckets_are_the_same_on_all_gateways_of_a_house_for_an_hour_and_nothing_elsewhere() -> None:
    clock, address = [0], read_address(ADDRESS)
    one, two = (Buckets(SECRET.encode()[:64], lambda: clock[0]) for _ in range(2))
    before = one.of(address)
    assert one.of(address) == before == two.of(address)
    assert Buckets(b"another house's", lambda: clock[0]).of(address) != before
    assert Buckets().of(address) != Buckets().of(address), "without a secret each process has its own"
    clock[0] = SALT_LIFE_S - 1
    assert two.of(address) == before
    clock[0] = SALT_LIFE_S
    assert one.of(address) == two.of(address) != before


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("192.0.2.1:49152", "192.0.2.1"),
        ('"192.0.2.1:49152"', "192.0.2.1"),
        ("[192.0.2.1]:80", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:443", "fe80::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        ("", ""), ("unknown", ""), ("_hidden", ""), ("192.0.2.1:port", ""), ("192.0.2.999", ""), ("[2001:db8::1", ""),
        ("[]:80", ""), ("1.2.3.4:5:6", ""), ("for=192.0.2.1", ""), ("chat.example.be:443", ""),
        ("192.0.2.1:123456", ""),
    ],
)  # fmt: skip
def test_addresses_are_read_as_proxies_write_them(written: str, meant: str) -> None:
    assert read_address(written) == (ip_address(meant) if meant else None)


async def test_behind_a_proxy_that_writes_ports_everybody_is_their_own_bucket() -> None:
    async def bucket(forwarded: str) -> int:
        return int((await heard({"X-Forwarded-For": forwarded}, 1, buckets=buckets))["bucket"])

    buckets = Buckets()
    one, again, other = [await bucket(hop) for hop in ("192.0.2.1:5000", "192.0.2.1:5001", "192.0.2.2:5000")]
    assert one == again == await bucket("192.0.2.1") != other
    assert await bucket("[2001:db8::1]:5000") == await bucket("2001:db8::2") != await bucket("[2001:db8:1::1]:5000")


@pytest.mark.parametrize(("forwarded", "reason"), [("whoever", "unreadable"), ("", "missing")])
async def test_an_address_that_cannot_be_read_is_said_once_and_without_it(forwarded: str, reason: str) -> None:
    layer = Anonymize(nothing, 1)
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
            await layer({"type": "http", "headers": headers, "client": (ADDRESS, 1), "path": "/"}, None, None)  # type: ignore[arg-type]
    assert lines == [{"event": "forwarded_address_unread", "reason": reason, "log_level": "warning"}]


def test_one_bucket_for_all_behind_https_is_said_at_start() -> None:
    given = {"HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": ORIGIN}
    assert [doubt.partition(" ")[0] for doubt in doubts(load(given))] == ["HEARLINE_PROXIES"]
    assert doubts(load({**given, "HEARLINE_PROXIES": "1"})) == []
    assert doubts(load({"HEARLINE_DEMO": "1"})) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("nonsense", "", True),
    ],
)
def test_a_household_is_one_bucket(one: str, other: str, same: bool) -> None:
    buckets = Buckets()
    assert (buckets.of(read_address(one)) == buckets.of(read_address(other))) is same


@pytest.mark.parametrize(
    "secret", ["", "short", "a" * 64, "change-me-" * 5, "hearline-secret-of-the-house-1234567890", "demo" * 12]
)
def test_a_weak_secret_is_refused_at_start(secret: str) -> None:
    environment = {"HEARLINE_SECRET": secret, "HEARLINE_PUBLIC_URL": ORIGIN}
    with pytest.raises(BadSettings, match="HEARLINE_SECRET"):
        load(environment)
    with pytest.raises(BadSettings, match="HEARLINE_SECRET_OLD"):
        load({**environment, "HEARLINE_SECRET": SECRET, "HEARLINE_SECRET_OLD": secret or "x"})


def test_a_secret_may_come_from_a_file_and_plain_http_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n")
    assert load({"HEARLINE_SECRET_FILE": str(path), "HEARLINE_PUBLIC_URL": ORIGIN}).secrets == (SECRET,)
    with pytest.raises(BadSettings, match="https"):
        load({"HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": "http://chat.example.be"})
    with pytest.raises(BadSettings, match="HEARLINE_SECRET"):
        load({"HEARLINE_SECRET_FILE": str(tmp_path / "missing"), "HEARLINE_PUBLIC_URL": ORIGIN})


def test_the_server_does_not_start_with_a_weak_secret() -> None:
    environment = {"HEARLINE_SECRET": "too weak", "HEARLINE_PUBLIC_URL": ORIGIN, "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-m", "chat.cli", "web"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert done.returncode != 0
    assert "HEARLINE_SECRET" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert "too weak" not in done.stderr + done.stdout
