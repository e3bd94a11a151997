"""Desks not called main, and several: everybody is told theirs, and what is no desk of the house is refused."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from chat.app import create_app
from chat.cli import main
from chat.settings import Settings
from demo.data import fill
from demo.store_data import PASSWORD
from storage import open_store
from tests.security.conftest import SECRET

STAFF = "/api/staff"
DESKS = ("night", "help")


@pytest.fixture(scope="module")
def filled(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with both desks, to be copied."""

    async def both(url: str) -> None:
        store = open_store(url)
        await fill(store, DESKS)
        await store.close()

    made = Path(shutil.copy(tables, tmp_path_factory.mktemp("desks")))
    asyncio.run(both(f"sqlite+aiosqlite:///{made}"))
    return made


@pytest.fixture
def desks_url(filled: Path, sqlite_url: str, tmp_path: Path) -> str:
    shutil.copy(filled, tmp_path / "hearline.db")
    return sqlite_url


@pytest.fixture
async def client(desks_url: str, valkey_url: str, redis: Redis) -> AsyncIterator[httpx.AsyncClient]:
    """An admin of all desks, signed in."""
    settings = Settings(demo=True, redis_url=valkey_url, database_url=desks_url, secret=SECRET, desks=DESKS)
    app, house = create_app(settings)
    transport, origin = httpx.ASGITransport(app=app), {"origin": settings.own_origin}
    async with (
        house.open(),
        httpx.AsyncClient(transport=transport, base_url=settings.own_origin, headers=origin) as client,
    ):
        signed = await client.post(f"{STAFF}/login", json={"name": "admin", "password": PASSWORD})
        client.headers["x-hearline-csrf"] = signed.json()["csrf"]
        yield client


async def test_who_serves_all_desks_is_told_which_there_are(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{STAFF}/me")).json()["me"]["desks"] == list(DESKS)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "hours/main"), ("PUT", "hours/main"), ("GET", "settings/main"), ("GET", "desks/main/form"),
        ("GET", "desks/main/colleagues"), ("GET", "replies?desk=main"), ("GET", "replies"),
        ("GET", "resources?desk=main"),
        ("GET", "reports/service?desk=main"), ("GET", "reports/service"), ("GET", "publications?desk=main"),
    ],
)  # fmt: skip
async def test_what_is_no_desk_here_is_refused(client: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, f"{STAFF}/{path}", json={"definition": {}} if method == "PUT" else None)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_desk")


async def test_nothing_is_stored_for_it(client: httpx.AsyncClient) -> None:
    reply = {"desk": "main", "language": "nl", "title": "T", "text": "t"}
    assert (await client.post(f"{STAFF}/replies", json=reply)).status_code == 404
    assert (await client.post(f"{STAFF}/replies", json=reply | {"desk": "night"})).status_code == 201


async def test_an_account_is_put_at_desks_of_the_house_alone(client: httpx.AsyncClient) -> None:
    new = {"login": "eva", "password": "another long password", "role": "counsellor", "desks": ["main"]}
    refused = await client.post(f"{STAFF}/accounts", json=new)
    assert (refused.status_code, refused.json()) == (422, {"code": "unknown_desk", "field": "desks"})
    made = await client.post(f"{STAFF}/accounts", json=new | {"desks": ["help"]})
    assert made.status_code == 201
    one = f"{STAFF}/accounts/{made.json()['id']}"
    assert (await client.put(one, json={"desks": ["help", "day"]})).status_code == 422
    assert (await client.put(one, json={"desks": ["help", "night"]})).json()["desks"] == ["help", "night"]


async def test_a_former_desk_may_stay_with_who_had_it(client: httpx.AsyncClient, desks_url: str) -> None:
    store = open_store(desks_url)
    an = await store.accounts.by_name("an")
    assert an is not None
    await store.accounts.update(an.id, desks=("day", "help"))
    await store.close()
    one = f"{STAFF}/accounts/{an.id}"
    assert (await client.put(one, json={"desks": ["day", "night"]})).status_code == 200
    assert (await client.put(one, json={"desks": ["night"]})).status_code == 200
    assert (await client.put(one, json={"desks": ["day"]})).status_code == 422


def test_the_command_line_knows_the_desks_of_the_house(
    ready_sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def hearline(*words: str, desks: str = "night,help") -> tuple[int, str, str]:
        monkeypatch.setenv("HEARLINE_DESKS", desks)
        return main([*words]), *capsys.readouterr()

    monkeypatch.setenv("DATABASE_URL", ready_sqlite_url)
    monkeypatch.setenv("HEARLINE_DEMO", "1")
    for words in (("report", "service"), ("publish",), ("show", "connection", "x")):
        assert hearline(*words) == (1, "", "Which desk? Say --desk with one of night, help.\n")
    unknown = "There is no desk 'main' here: HEARLINE_DESKS has night, help.\n"
    for words in (("report", "service", "--desk", "main"), ("show", "desk", "main")):
        assert hearline(*words) == (1, "", unknown)
    for words, desks in ((("--desk", "help"), "night,help"), ((), "help")):
        _, said, _ = hearline("report", "service", "--format", "json", *words, desks=desks)
        assert json.loads(said)["desk"] == "help"
