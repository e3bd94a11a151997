"""From an empty machine to a chat and a restored back-up, by what README.md and docs/operations.md say to type.

Only names of places, ports and passwords are replaced; a block that is wrong, missing or new fails here.
"""

import asyncio
import json
import ssl
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest
from playwright.async_api import FrameLocator, Page, Route, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from chat.client.staff import StaffClient
from demo.people import Ears, fill_form, offered, wait
from demo.stack import readiness
from demo.store_data import ALWAYS
from demo.tether import Tether
from tests.browsers import Browser
from tests.conftest import missing
from tests.e2e.people import enter
from tests.integration.test_doctor import THIS_MACHINE
from tests.literal.documents import blocks, under
from tests.literal.machine import Failed, Machine, lacks, until
from tests.patience import PATIENCE_S
from tests.processes import descendants, gone
from tests.security.account_pages import code_of
from tests.security.wire import Staff

README, OPERATIONS = "README.md", "docs/operations.md"
PREPARE = under(OPERATIONS, "Preparing a machine")
INSTALL, SETTINGS, RELEASE, START = under(README, "Run it for real")
PROXY = under(OPERATIONS, "A reverse proxy", "nginx")[0]
BACK_UP, RESTORE = under(OPERATIONS, "PostgreSQL")
SNIPPET = under(README, "Put the widget on a page", "html")[0]
FORUM = "https://www.example.be"
AGAIN_MS = 15_000
UNREACHABLE = ("NewConnectionError", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH")
ADMIN, COUNSELLOR = "a-first-admin-is-made", "somebody-who-listens"
GIVEN = "to-begin-with-this-one"


@pytest.fixture(scope="module")
def machine(tether: Tether) -> Machine:
    if gaps := lacks():
        missing(f"not here: {gaps}; ./dev test installs them")
    return Machine(tether, tether.folder(Path(tempfile.mkdtemp(prefix="hl-literal-"))))


def test_every_block_of_commands_is_played() -> None:
    played = [*PREPARE, INSTALL, SETTINGS, RELEASE, START, PROXY, BACK_UP, RESTORE]
    servers = "Redis or Valkey"
    tried_elsewhere = [*under(README, "Try it"), *under(OPERATIONS, servers, ""), *under(OPERATIONS, servers)]
    tried_elsewhere += under(OPERATIONS, "Under systemd")
    written = [one for page in (README, OPERATIONS) for one in blocks(page) if one.language in ("sh", "nginx", "")]
    assert [one for one in written if one not in played and one not in tried_elsewhere] == []


@pytest.mark.asyncio(loop_scope="session")
async def test_from_an_empty_machine_to_a_chat_and_a_restored_backup(
    machine: Machine, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(machine.trust.file))
    passwords = {name: token_hex(24) for name in ("REDIS_PASSWORD", "DATABASE_PASSWORD")}
    prepare(machine, passwords)
    install(machine, passwords)
    with processes(machine):
        apps = await first_day(machine)
        await chat(machine, browser, apps["an"])
        before = report(machine, 1)
        is_well(machine)
    machine.shell.run(BACK_UP.text)
    machine.shell.run(RESTORE.text)
    assert report(machine, 1) == before
    with processes(machine):
        async with signed_in(machine.url, "sam", ADMIN, code_of(apps["sam"], 1)) as sam:
            assert (await sam.send("GET", "/api/staff/hours/main")).json()["definition"]["week"] == ALWAYS


def prepare(machine: Machine, passwords: dict[str, str]) -> None:
    packages, redis, user = PREPARE
    machine.shell.run(packages.text)
    redis_password = {"REDIS_PASSWORD": passwords["REDIS_PASSWORD"]}
    machine.shell.run(redis.here({"/etc/redis/redis.conf": str(machine.redis_conf), **redis_password}))
    assert machine.services_asked_for() == ["restart redis-server"]
    machine.start_redis()
    machine.shell.run(user.text, *2 * [passwords["DATABASE_PASSWORD"]])


def install(machine: Machine, passwords: dict[str, str]) -> None:
    try:
        machine.shell.run(INSTALL.text)
    except Failed as problem:
        if any(word in str(problem) for word in UNREACHABLE):
            missing("the package registries cannot be reached")
        raise
    assert "release" in machine.shell.run("cd / && hearline --help && cd -")
    places = {
        "https://chat.example.be": machine.url,
        "127.0.0.1:6379": f"127.0.0.1:{machine.ports['redis']}",
        "127.0.0.1:5432": f"127.0.0.1:{machine.ports['sql']}",
        "PORT=8000": f"PORT={machine.ports['web']}",
    }
    machine.shell.run(SETTINGS.here(places | passwords))
    assert (machine.copy / ".env").stat().st_mode & 0o077 == 0
    with pytest.raises(Failed, match="cannot overwrite"):  # or the secret would be another
        machine.shell.run(SETTINGS.here(places | passwords))
    assert "second factor" in machine.shell.run(RELEASE.text, ADMIN)
    machine.start_nginx(site(machine))


def site(machine: Machine) -> str:
    web = machine.ports["web"]
    live = "/etc/letsencrypt/live/chat.example.be"
    places = {
        "127.0.0.1:8000": f"127.0.0.1:{web}",
        "127.0.0.1:8001": f"127.0.0.1:{web + 1}",
        "listen 443": f"listen 127.0.0.1:{machine.ports['https']}",
        "server_name chat.example.be": "server_name localhost",
        f"{live}/fullchain.pem": str(machine.certificate),
        f"{live}/privkey.pem": str(machine.key),
        "/var/log/nginx/chat.log": str(machine.folder / "chat.log"),
    }
    return PROXY.here(places)


@contextmanager
def processes(machine: Machine) -> Iterator[None]:
    """The Procfile's, as long as the block lasts; nothing of them stays behind."""
    honcho = machine.shell.start(machine.tether, START.text, machine.honcho_log)
    told = {"honcho": machine.honcho_log}
    for port in (machine.ports["web"], machine.ports["web"] + 1):
        until(lambda port=port: readiness(port).startswith("200"), f"a gateway at {port}", told)  # type: ignore[misc]
    assert machine.get("/readyz")[0] == 200
    assert machine.get("/widget/main", Cookie=f"forum={'x' * 20_000}")[0] == 200, (
        "what a site sets for its whole domain"
    )
    assert machine.get("/metrics")[0] == 403
    family = descendants(honcho.pid)
    try:
        yield
    finally:
        machine.tether.stop(honcho, within_s=PATIENCE_S)
    assert gone(family, within_s=PATIENCE_S) == set()


async def first_day(machine: Machine) -> dict[str, str]:
    """What the administrator does before the first chat; the code apps' secrets by login."""
    url = machine.url
    async with signed_in(url, "sam", ADMIN) as sam:
        apps = {"sam": await enrol(sam, ADMIN)}
        hours = {"zone": "Europe/Brussels", "week": ALWAYS, "exceptions": []}
        await asked(sam, "PUT", "/api/staff/hours/main", {"definition": hours})
        until(lambda: '"service":"open"' in machine.get("/api/desks/main")[1], "the desk opens")
        account = {"login": "an", "password": GIVEN, "role": "counsellor", "languages": ["nl"]}
        await asked(sam, "POST", "/api/staff/accounts", account)
    async with signed_in(url, "an", GIVEN) as an:
        own = await asked(an, "POST", "/api/staff/password", {"old": GIVEN, "new": COUNSELLOR})
        an.csrf = own["csrf"]
        apps["an"] = await enrol(an, COUNSELLOR)
    return apps


@asynccontextmanager
async def signed_in(url: str, login: str, password: str, code: str = "") -> AsyncIterator[Staff]:
    given = {"name": login, "password": password, **({"code": code} if code else {})}
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, verify=ssl.create_default_context()) as http:
        staff = Staff(url, http, "")
        staff.csrf = (await asked(staff, "POST", "/api/staff/login", given))["csrf"]
        yield staff


async def enrol(staff: Staff, password: str) -> str:
    """A second factor, without which nothing else is allowed; the code app's secret."""
    offer = await asked(staff, "POST", "/api/staff/totp/start", {"password": password})
    taken = {"offer": offer["offer"], "code": code_of(offer["secret"])}
    staff.csrf = (await asked(staff, "POST", "/api/staff/totp/confirm", taken))["csrf"]
    return str(offer["secret"])


async def asked(staff: Staff, method: str, path: str, body: Any = None) -> Any:
    answer = await staff.send(method, path, body)
    assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


async def chat(machine: Machine, browser: Browser, app: str) -> None:
    """By the line of the README on a page of the helpline's site, with a counsellor."""
    ears = Ears()
    an = StaffClient(machine.url, on=ears)
    await an.sign_in("an", COUNSELLOR, code_of(app, 1))
    await an.available()
    async with widget(machine, browser) as teen:
        await teen.locator('[data-test="start"]').click()
        await wait(an, lambda: bool(offered(an)), PATIENCE_S)
        (talk,) = offered(an)
        await an.accept(talk)
        await teen.locator('[data-test="message"]').fill("hallo")
        await teen.locator('[data-test="send"]').click()
        await wait(an, lambda: ears.count() == 1, PATIENCE_S)
        an.say(talk, "ik luister")
        await expect(teen.get_by_role("log").get_by_text("ik luister", exact=True)).to_be_visible()
        await an.finish(talk)
        await wait(an, lambda: an.chats[talk].state == "wrap_up", PATIENCE_S)
        await fill_form(an, talk)
        await an.ready(talk)
    await an.close()


async def _opens(page: Page) -> None:
    """The page is loaded again as long as the chat is closed: until a process has read the new hours, within 15 s."""
    start = page.frame_locator("iframe").locator('[data-test="start"]')
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await page.goto(f"{FORUM}/")
            with suppress(PlaywrightTimeout):
                await page.get_by_role("button", name="Chat met ons").click(timeout=AGAIN_MS)
                return await start.wait_for(timeout=AGAIN_MS)


@asynccontextmanager
async def widget(machine: Machine, browser: Browser) -> AsyncIterator[FrameLocator]:
    """Open on a page of the site that the settings name."""
    line = SNIPPET.here({"https://chat.example.be": machine.url})

    async def page_of_the_site(route: Route) -> None:
        await route.fulfill(content_type="text/html", body=f"<!doctype html><title>Forum</title><h1>Forum</h1>{line}")

    context = await enter(browser, ignore_https_errors=True, permissions=["local-network-access"])
    try:
        await context.route(f"{FORUM}/**", page_of_the_site)
        page = await context.new_page()
        await _opens(page)
        yield page.frame_locator("iframe")
    finally:
        await context.close()


def is_well(machine: Machine) -> None:
    """A house that was set up as the documents say has nothing for a doctor, but what this machine lacks."""
    trusting = f"SSL_CERT_FILE={machine.trust.file}"
    told = json.loads(machine.shell.run(f"{trusting} hearline doctor --json || true"))
    assert set(told["problems"]) <= THIS_MACHINE, told
    assert all(check["saw"] for check in told["checks"])


def report(machine: Machine, chats: int) -> str:
    """The figures of this month, as soon as this many chats are stored."""
    count = 'psql -Atc "SELECT count(*) FROM session" "$DATABASE_URL"'
    until(lambda: machine.shell.run(count).strip() == str(chats), f"{chats} stored chats")
    return machine.shell.run("hearline report service --by total --format json")
