"""The key of a page's box: given by the handle while the chat runs, gone from its end on, masked in Redis."""

import base64
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from unittest.mock import AsyncMock

import httpx
import pytest
from redis.asyncio import Redis

from chat.auth.assemble import BOXES_PER_CALM_JOIN
from chat.entry.box_keys import name_of
from chat.jobs import desk_timers
from routing import keys
from routing.desk import Desk
from tests.http_client import http_client
from tests.integration.gateway.ends import End, Frame, Site, eventually

SIX_HOURS = 6 * 3600


def drawn() -> Frame:
    """What a page draws: 128 and 256 bits."""
    return {"handle": secrets.token_urlsafe(16), "key": secrets.token_urlsafe(32)}


@pytest.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with http_client(site.url, timeout=60) as it:
        yield it


Ask = Callable[[str], Awaitable[tuple[int, str]]]


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Ask:
    """Status, and key or code, of one handle."""

    async def asked(handle: str) -> tuple[int, str]:
        answer = await client.post("/api/chats/box", json={"handle": handle})
        assert answer.headers["cache-control"] == "no-store"
        found = answer.json()
        return answer.status_code, found.get("key") or found["code"]

    return asked


async def deposit(site: Site, end: End, chat: str, box: Frame) -> None:
    await end.send("box_key", chat=chat, **box)

    async def there() -> bool:
        return await site.context.auth.boxes.open(box["handle"]) is not None

    await eventually(there)


async def test_a_reload_gets_the_key_that_its_own_socket_deposited(site: Site, ask: Ask) -> None:
    teen, held = await site.join()
    box = drawn()
    assert await ask(box["handle"]) == (410, "gone"), "nothing was deposited yet"
    await deposit(site, teen, held["chat"], box)
    assert await ask(box["handle"]) == (200, box["key"])
    await teen.close()
    assert await ask(box["handle"]) == (200, box["key"]), "the grace runs"
    assert await ask(secrets.token_urlsafe(16)) == (410, "gone")


async def test_the_first_deposit_of_a_chat_stays(site: Site, ask: Ask) -> None:
    teen, held = await site.join()
    box, other = drawn(), drawn()
    await deposit(site, teen, held["chat"], box)
    for late in (other, box | {"key": other["key"]}, other | {"key": "_" * 43}):
        known = len(teen.frames)
        await teen.send("box_key", chat=held["chat"], **late)
        await teen.until(lambda f: f.get("code") == "box_refused", known)
    again = await site.teen(held)
    await again.of("teen_state")
    await again.send("box_key", chat=held["chat"], **other)
    await again.of("error", code="box_refused")
    assert await ask(other["handle"]) == (410, "gone")
    assert await ask(box["handle"]) == (200, box["key"])


async def test_nobody_deposits_for_another_chat(site: Site, ask: Ask) -> None:
    (mine, _), (_, theirs) = await site.join(), await site.join()
    box = drawn()
    await mine.send("box_key", chat=theirs["chat"], **box)
    await mine.of("error", code="not_yours")
    assert await ask(box["handle"]) == (410, "gone")


async def test_a_refused_deposit_takes_no_other_box_along(site: Site, ask: Ask) -> None:
    (mine, held), (theirs, other) = await site.join(), await site.join()
    box, own = drawn(), drawn()
    await deposit(site, mine, held["chat"], box)
    await theirs.send("box_key", chat=other["chat"], handle=box["handle"], key=own["key"])
    await theirs.of("error", code="box_refused")
    await deposit(site, theirs, other["chat"], own)
    await theirs.send("leave", chat=other["chat"])
    assert await theirs.closed() == 4103
    assert await ask(own["handle"]) == (410, "gone")
    assert await ask(box["handle"]) == (200, box["key"])


async def test_redis_holds_neither_the_handle_nor_the_key_and_nothing_for_longer(site: Site, redis: Redis) -> None:
    teen, held = await site.join()
    box = drawn()
    await deposit(site, teen, held["chat"], box)
    raw = base64.urlsafe_b64decode(box["key"] + "=")
    raw_redis = site.context.redis
    for name in await raw_redis.keys("*"):
        stored = await raw_redis.dump(name) or b""
        for secret in (box["handle"].encode(), box["key"].encode(), raw):
            assert secret not in name + stored, name
    for kept in (keys.box(name_of(box["handle"])), keys.chat_box(held["chat"])):
        assert 0 < await redis.ttl(kept) <= SIX_HOURS


async def gone(site: Site, ask: Ask, redis: Redis, chat: str, box: Frame) -> None:
    """At once for who asks; in Redis too, where nothing can be deposited any more."""
    assert await ask(box["handle"]) == (410, "gone")

    async def forgotten() -> bool:
        return (await redis.get(keys.box(name_of(box["handle"])))) in (b"gone", "gone")

    await eventually(forgotten)
    assert SIX_HOURS - 60 < await redis.ttl(keys.box(name_of(box["handle"]))) <= SIX_HOURS
    assert not await site.context.auth.boxes.deposit("main", chat, 0, box["handle"], box["key"])
    assert await ask(box["handle"]) == (410, "gone")


async def test_it_is_gone_when_the_teen_stops(site: Site, ask: Ask, redis: Redis) -> None:
    teen, held = await site.join()
    box = drawn()
    await deposit(site, teen, held["chat"], box)
    await teen.send("leave", chat=held["chat"])
    assert await teen.closed() == 4103
    await gone(site, ask, redis, held["chat"], box)


async def test_it_is_gone_when_the_counsellor_ends_the_chat(site: Site, ask: Ask, redis: Redis) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    box = drawn()
    await deposit(site, teen, chat, box)
    assert (await counsellor.command("finish", chat=chat, fence=fence))["t"] == "ok"
    await gone(site, ask, redis, chat, box)


@pytest.mark.parametrize("known", ["ticket", "handle"])
async def test_it_is_gone_by_the_beacon_of_a_quick_exit(
    site: Site, ask: Ask, redis: Redis, client: httpx.AsyncClient, known: str
) -> None:
    teen, held = await site.join()
    box = drawn()
    await deposit(site, teen, held["chat"], box)
    beacon = {"handle": box["handle"]} if known == "handle" else held
    assert (await client.post("/api/chats/end", content=json.dumps(beacon))).status_code == 200
    await gone(site, ask, redis, held["chat"], box)
    view = await site.context.desks["main"].chat(held["chat"])
    assert view is None or view.state in {"wrap_up", "closed"}


async def test_it_is_gone_with_the_grace_of_an_exit_that_nobody_heard(site: Site, ask: Ask, redis: Redis) -> None:
    teen, held = await site.join()
    box = drawn()
    await deposit(site, teen, held["chat"], box)
    await teen.close()
    desk = site.context.desks["main"]

    async def dropped() -> bool:
        view = await desk.chat(held["chat"])
        return view is not None and not view.online

    await eventually(dropped)
    assert await ask(box["handle"]) == (200, box["key"])
    ended = await desk.tick(now=await later(redis))
    assert held["chat"] in ended.ended
    assert await ask(box["handle"]) == (410, "gone"), "the end is known before anybody has taken the key away"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "tick", AsyncMock(return_value=ended))
        await desk_timers.tick(site.context, desk, "", set())
    await gone(site, ask, redis, held["chat"], box)


async def later(redis: Redis) -> int:
    """Half an hour from now, ms: no grace is longer."""
    seconds, _ = await redis.time()
    return (int(seconds) + 1800) * 1000


async def test_a_live_page_deposits_again_after_redis_forgot(site: Site, ask: Ask, redis: Redis) -> None:
    teen, held = await site.join()
    box = drawn()
    await deposit(site, teen, held["chat"], box)
    await redis.flushall()

    async def back() -> bool:
        return (await ask(box["handle"])) == (200, box["key"])

    await eventually(back)


async def test_who_was_away_meanwhile_finds_it_gone(site: Site, ask: Ask, redis: Redis) -> None:
    teen, held = await site.join()
    box = drawn()
    await deposit(site, teen, held["chat"], box)
    await teen.close()
    await redis.flushall()
    assert await ask(box["handle"]) == (410, "gone")


async def test_asking_is_paced_for_each_crowd(site: Site, client: httpx.AsyncClient) -> None:
    most = BOXES_PER_CALM_JOIN * site.context.settings.calm_joins
    site.context.auth.box_asks.per_hour = 3
    body = {"handle": secrets.token_urlsafe(16)}
    answers = [await client.post("/api/chats/box", json=body) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [410, 410, 410, 429, 429]
    assert answers[-1].json() == {"code": "too_many", "retry_s": 60}
    assert most >= 600


async def test_who_guesses_keeps_nobody_at_the_same_address_from_a_reload(site: Site, ask: Ask) -> None:
    site.context.auth.box_asks.per_hour = 3
    teen, held = await site.join()
    box = drawn()
    await deposit(site, teen, held["chat"], box)
    for _ in range(4):
        assert await ask(box["handle"]) == (200, box["key"]), "it counts no guess"
    assert [(await ask(drawn()["handle"]))[0] for _ in range(4)] == [410, 410, 410, 429]
    assert await ask(box["handle"]) == (200, box["key"])
    await teen.send("leave", chat=held["chat"])
    await teen.closed()
    assert await ask(box["handle"]) == (410, "gone"), "a page that is told to wait does not know that its chat is over"
