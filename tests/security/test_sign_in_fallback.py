"""While SQL is down a console still comes back to its chats, and somebody who signed out does not."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from chat.auth import signed_in as sign_ins
from chat.auth.signed_in import KEPT_S
from demo.stack import Stack
from routing import keys
from storage.errors import StoreDown
from tests.security.conftest import Browser, House
from tests.security.wire import signed_in


class Sql:
    """The store's sign-ins, which refuse or keep silent once told so."""

    def __init__(self, real: Any) -> None:
        self.real, self.silent, self.down = real, False, False

    async def find(self, digest: str) -> Any:
        if self.down:
            raise StoreDown
        if self.silent:
            await asyncio.sleep(60)
        return await self.real.find(digest)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@pytest.fixture
def sql(house: House, monkeypatch: pytest.MonkeyPatch) -> Sql:
    made = Sql(house.auth.sessions._store)
    monkeypatch.setattr(house.auth.sessions, "_store", made)
    return made


async def signed(house: House, name: str) -> Browser:
    await house.person(name)
    browser = house.browser()
    assert (await browser.login(name)).status_code == 200
    assert (await browser.get("me")).status_code == 200
    return browser


@pytest.mark.parametrize("how", ["down", "silent"])
async def test_a_console_gets_its_socket_ticket_while_sql_is_down(
    house: House, sql: Sql, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await signed(house, "an")
    monkeypatch.setattr(sign_ins, "STORE_S", 0.05)
    setattr(sql, how, True)
    answer = await browser.post("socket-ticket")
    assert answer.status_code == 200
    who = await house.auth.socket_tickets.redeem(answer.json()["ticket"])
    assert (who.name, who.role) == ("an", "counsellor")


async def test_nobody_else_comes_in_by_it(house: House, sql: Sql) -> None:
    await signed(house, "an")
    sql.down = True
    stranger = house.browser()
    stranger.http.cookies.set(house.guard.cookies.name(), "made-up-cookie", domain="chat.example.be")
    assert (await stranger.post("socket-ticket")).status_code == 503
    assert (await house.browser().post("socket-ticket")).status_code in {401, 503}


@pytest.mark.parametrize("everywhere", [False, True])
async def test_signing_out_is_not_undone_by_an_outage(house: House, sql: Sql, everywhere: bool) -> None:
    browser = await signed(house, "an")
    me = (await browser.get("me")).json()
    sql.down = True
    who = await house.auth.signed_in.recall(browser.http.cookies[house.guard.cookies.name()])
    assert who is not None
    await house.auth.signed_in.forget(who.id, "" if everywhere else who.session)
    assert (await browser.post("socket-ticket")).status_code == 503, me


@pytest.mark.parametrize("everywhere", [False, True])
async def test_signing_out_is_not_undone_by_what_was_asked_just_before(
    house: House, sql: Sql, monkeypatch: pytest.MonkeyPatch, everywhere: bool
) -> None:
    """A cookie that a thief shows again and again: SQL has said yes, and Redis is told of it after the sign-out."""
    browser = await signed(house, "an")
    who, read = await house.auth.signed_in.identify(browser.http.cookies[house.guard.cookies.name()]), sql.find
    assert who is not None

    async def then(digest: str) -> Any:
        monkeypatch.setattr(sql, "find", read)
        found = await read(digest)
        await house.auth.sessions.end_all(who.id)
        await house.auth.signed_in.forget(who.id, "" if everywhere else who.session)
        return found

    monkeypatch.setattr(sql, "find", then)
    await browser.get("me")
    sql.down = True
    assert (await browser.post("socket-ticket")).status_code == 503


async def test_a_sign_in_that_a_newer_one_replaced_is_forgotten(house: House, sql: Sql) -> None:
    browser = await signed(house, "an")
    former = browser.http.cookies[house.guard.cookies.name()]
    assert (await browser.login("an")).status_code == 200
    assert await house.auth.signed_in.recall(former) is None


async def test_what_is_known_is_soon_forgotten(house: House, sql: Sql, redis: Redis) -> None:
    await signed(house, "an")
    kept = [name async for name in redis.scan_iter("known*")]
    assert len(kept) == 2
    for name in kept:
        assert 0 < await redis.ttl(name) <= KEPT_S


async def test_signing_out_over_http_forgets(stack: Stack) -> None:
    redis = Redis.from_url(stack.redis_url, decode_responses=True)
    async with signed_in(stack.url, "sofie") as staff:
        me = (await staff.http.get("/api/staff/me")).json()
        digests = await redis.smembers(keys.known_sign_ins(me["me"]["id"]))  # type: ignore[misc]
        assert digests
        await staff.send("POST", "/api/staff/logout-everywhere", {})
        assert {await redis.get(keys.known_sign_in(one)) for one in digests} == {"out"}
    await redis.aclose()
