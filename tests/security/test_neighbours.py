"""Two desks that agreed to take over a language are two houses still: nobody of one, in any role, reaches the other."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from chat.app import create_app
from chat.settings import Settings
from demo.data import fill
from storage import open_store
from tests.security.conftest import PASSWORD, SECRET

ROLES = ("counsellor", "supervisor", "admin")
OF_A_DESK = (
    "hours/{}", "settings/{}", "desks/{}/form", "desks/{}/colleagues", "neighbours/{}", "embedding/{}",
    "replies?desk={}", "resources?desk={}", "reports/service?desk={}", "publications?desk={}",
)  # fmt: skip


@dataclass
class TwoDesks:
    """Desk west sends German to east, and east takes it; each has one person of each role, who is there alone."""

    app: Any
    origin: str
    closing: AsyncExitStack

    async def person(self, role: str, desk: str) -> httpx.AsyncClient:
        """Signed in."""
        transport, headers = httpx.ASGITransport(app=self.app), {"origin": self.origin}
        made = httpx.AsyncClient(transport=transport, base_url=f"{self.origin}/api/staff/", headers=headers)
        client = await self.closing.enter_async_context(made)
        signed = await client.post("login", json={"name": f"{role}-{desk}", "password": PASSWORD})
        client.headers["x-hearline-csrf"] = signed.json()["csrf"]
        return client


@pytest.fixture
async def two(ready_sqlite_url: str, valkey_url: str, redis: Redis) -> AsyncIterator[TwoDesks]:
    store = open_store(ready_sqlite_url)
    await fill(store, ("west", "east"))
    west = {"sends_to": {"de": "east"}, "takes_from": {"former": ["nl"]}, "name": {"de": "West"}}
    await store.settings.put("west", west)
    await store.settings.put("east", {"takes_from": {"west": ["de"]}, "name": {"de": "Ost"}, "queue_limit": 77})
    await store.close()
    desks = ("west", "east", "third")
    settings = Settings(demo=True, redis_url=valkey_url, database_url=ready_sqlite_url, secret=SECRET, desks=desks)
    app, house = create_app(settings)
    async with house.open() as context, AsyncExitStack() as closing:
        for role in ROLES:
            for desk in ("west", "east"):
                name, at = f"{role}-{desk}", int(time.time())
                await context.auth.accounts.make("tests", name, PASSWORD, role, at, desks=(desk,))
        yield TwoDesks(app, settings.own_origin, closing)


@pytest.mark.parametrize("role", ROLES)
async def test_nobody_of_one_desk_reads_or_changes_the_other(two: TwoDesks, role: str) -> None:
    for mine, theirs in (("west", "east"), ("east", "west")):
        person = await two.person(role, mine)
        for path in OF_A_DESK:
            assert (await person.get(path.format(theirs))).status_code == 403, path
        for path, body in (("settings/{}", {"takes_from": {}}), ("hours/{}", {"definition": {}})):
            assert (await person.put(path.format(theirs), json=body)).status_code == 403, path
        reply = {"desk": theirs, "language": "de", "title": "T", "text": "t"}
        assert (await person.post("replies", json=reply)).status_code == 403


async def test_each_side_is_told_what_was_agreed_with_it_and_no_more(two: TwoDesks) -> None:
    west = await two.person("supervisor", "west")
    third = {"desk": "third", "name": {}, "sends": [], "takes": []}
    found = (await west.get("neighbours/west")).json()["neighbours"]
    assert found == [{"desk": "east", "name": {"de": "Ost"}, "sends": [], "takes": ["de"]}, third]
    east = await two.person("supervisor", "east")
    found = (await east.get("neighbours/east")).json()["neighbours"]
    assert found == [third, {"desk": "west", "name": {"de": "West"}, "sends": ["de"], "takes": []}]
    assert (await (await two.person("counsellor", "east")).get("neighbours/east")).status_code == 403


async def test_each_admin_speaks_for_their_own_side_and_it_is_audited_there(two: TwoDesks) -> None:
    west, east = await two.person("admin", "west"), await two.person("admin", "east")
    assert (await west.put("settings/west", json={"sends_to": {"de": "east", "fr": "east"}})).status_code == 204
    assert (await east.put("settings/east", json={"takes_from": {"west": ["de", "fr"]}})).status_code == 204
    for client, desk, field in ((west, "west", "sends_to"), (east, "east", "takes_from")):
        entries = (await client.get("audit?kind=settings_changed")).json()["entries"]
        assert [(one["subject"], one["detail"]["fields"]) for one in entries] == [(desk, field)]


@pytest.mark.parametrize("other", ["west", "gone"])
async def test_a_neighbour_is_another_desk_of_this_house(two: TwoDesks, other: str) -> None:
    west = await two.person("admin", "west")
    for name, value in (("sends_to", {"de": other}), ("takes_from", {other: ["de"]})):
        refused = await west.put("settings/west", json={name: value})
        assert (refused.status_code, refused.json()) == (422, {"code": "unknown_desk", "field": name})


async def test_what_was_agreed_with_a_desk_that_has_left_hinders_no_other(two: TwoDesks) -> None:
    """The page shows it no more, and sends what it does not show along with what is changed."""
    west = await two.person("admin", "west")
    ticked = {"former": ["nl"], "east": ["fr"]}
    assert (await west.put("settings/west", json={"takes_from": ticked})).status_code == 204
    refused = await west.put("settings/west", json={"sends_to": {"de": "former"}})
    assert (refused.status_code, refused.json()) == (422, {"code": "unknown_desk", "field": "sends_to"})
