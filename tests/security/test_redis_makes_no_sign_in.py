"""Whoever writes Redis can sign nobody in: no identity put there, changed, moved or prolonged is believed."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from redis.asyncio import Redis

from chat.auth.identity import StaffIdentity
from chat.auth.socket_tickets import SOCKET_TICKET_S, SocketTickets
from chat.auth.vouching import vouch, vouched
from chat.entry.errors import BadTicket
from chat.entry.keyring import KeyRing
from chat.entry.tokens import digest
from routing import keys
from tests.security.conftest import House
from tests.security.test_sign_in_fallback import Sql, signed, sql

__all__ = ["sql"]
AN = StaffIdentity("a", "An", "counsellor", desks=("main",), session="s")
ADMIN = msgspec.json.encode((replace(AN, role="admin"), 9_999_999_999)).decode()
FORGERIES: dict[str, Callable[[str], str]] = {
    "put in": lambda kept: msgspec.json.encode(replace(AN, role="admin")).decode(),
    "changed": lambda kept: kept.replace("counsellor", "admin"),
    "prolonged": lambda kept: " ".join([*kept.split(" ")[:2], ADMIN]),
    "another's word": lambda kept: vouch(KeyRing(("n" * 40,)), "socket", "x", AN, 9_999_999_999),
    "noise": lambda kept: "noise",
    "nothing": lambda kept: " ",
}


@pytest.mark.parametrize("how", FORGERIES)
async def test_no_socket_ticket_is_made_in_redis(redis: Redis, how: str) -> None:
    tickets = SocketTickets(redis, KeyRing(("k" * 40,)))
    good, ticket = await tickets.issue(AN), await tickets.issue(AN)
    key = keys.socket_ticket(digest(ticket))
    await redis.set(key, FORGERIES[how](await redis.get(key)))
    with pytest.raises(BadTicket):
        await tickets.redeem(ticket)
    assert await tickets.redeem(good) == AN


async def test_a_ticket_s_place_is_not_another_s_and_its_time_is_its_own(redis: Redis) -> None:
    ring = KeyRing(("k" * 40,))
    tickets = SocketTickets(redis, ring)
    ticket = await tickets.issue(AN)
    said = await redis.getdel(keys.socket_ticket(digest(ticket)))
    await redis.set(keys.socket_ticket(digest("made up")), said)
    with pytest.raises(BadTicket):
        await tickets.redeem("made up")
    assert vouched(ring, "socket", digest(ticket), said, 0) == AN
    assert vouched(ring, "known", digest(ticket), said, 0) is None, "said for something else"
    later = msgspec.json.decode(said.split(" ", 2)[2])[1]
    assert vouched(ring, "socket", digest(ticket), said, later - 1) == AN
    assert vouched(ring, "socket", digest(ticket), said, later) is None, f"after {SOCKET_TICKET_S} s"
    assert vouched(KeyRing(("n" * 40, "k" * 40)), "socket", digest(ticket), said, 0) == AN, "while secrets rotate"


@pytest.mark.parametrize("how", FORGERIES)
async def test_no_sign_in_is_made_in_redis_while_sql_is_down(house: House, sql: Sql, redis: Redis, how: str) -> None:
    browser = await signed(house, "an")
    key = keys.known_sign_in(digest(browser.http.cookies[house.guard.cookies.name()]))
    sql.down = True
    assert (await browser.post("socket-ticket")).status_code == 200
    await redis.set(key, FORGERIES[how](await redis.get(key)))
    assert (await browser.post("socket-ticket")).status_code == 503


async def test_one_s_sign_in_is_not_good_for_another_s_cookie(house: House, sql: Sql, redis: Redis) -> None:
    browser = await signed(house, "an")
    kept = await redis.get(keys.known_sign_in(digest(browser.http.cookies[house.guard.cookies.name()])))
    stranger = house.browser()
    stranger.http.cookies.set(house.guard.cookies.name(), "made-up", domain="chat.example.be")
    await redis.set(keys.known_sign_in(digest("made-up")), kept)
    sql.down = True
    assert (await stranger.get("me")).status_code == 503
