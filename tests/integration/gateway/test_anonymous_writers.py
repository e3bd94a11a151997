"""One person moves no figure: visits and surveys count a few times an hour from one address, over all gateways."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError

from chat import stale_cache
from chat.entry import anonymous_writers
from chat.entry.anonymous_writers import PER_HOUR, AnonymousWriters
from chat.entry.keyring import KeyRing
from chat.stale_cache import MOMENT_S, StaleCache
from routing.surveys import WaitingSurveys
from tests.integration.gateway.ends import Site

RING = KeyRing(("the writers' tests sign with this",))


@pytest.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{site.url}/api/desks/main", timeout=60, verify=False) as it:
        yield it


async def visits(site: Site, kind: bytes = b"closed_visit") -> int:
    found = await site.context.redis.xrange("{desk:main}:ended")
    return len([row for _, row in found if row.get(b"kind") == kind])


async def test_many_visits_of_one_are_those_of_a_few(site: Site, client: httpx.AsyncClient) -> None:
    await site.context.desks["main"].set_service("r", "closed", "sofie")
    answers = [client.post("/visits", json={"language": "nl"}) for _ in range(60)]
    assert {answer.status_code for answer in await asyncio.gather(*answers)} == {200}
    assert await visits(site) == PER_HOUR


async def test_wishes_at_a_closed_desk_too_and_whose_chat_is_there_finds_it(site: Site) -> None:
    first, held = await site.join()
    await site.context.desks["main"].set_service("r", "closing", "sofie")
    for number in range(3 * PER_HOUR):
        end = await site.wish(language="fr")
        assert (await end.of("wish_refused"))["code"] in ("closing", "closed"), number
        assert await end.closed() == 4108
    assert PER_HOUR <= await visits(site, b"turned_away") <= PER_HOUR + 1
    again = await site.wish(held["token"])
    assert (await again.of("joined"))["chat"] == held["chat"]
    await again.close()
    await first.close()


async def test_wishes_at_a_full_desk_too(site: Site) -> None:
    desk = site.context.desks["main"]
    await desk.configure(replace(desk.settings, queue_limit=1))
    first, _ = await site.join()
    for _ in range(2 * PER_HOUR):
        end = await site.wish()
        assert (await end.of("wish_refused"))["code"] == "full"
    assert PER_HOUR <= await visits(site, b"turned_away") <= PER_HOUR + 1
    await first.close()


async def test_surveys_too_and_one_that_is_repeated_is_one(site: Site, client: httpx.AsyncClient) -> None:
    waiting = WaitingSurveys(site.context.redis, "main")
    same = {"helped": "yes", "language": "nl", "id": "drawn-for-these-answers-0"}
    for _ in range(3 * PER_HOUR):
        assert (await client.post("/surveys", json=same)).json() == {"ok": True}
    assert await waiting.count() == 1
    for number in range(30):
        body = {"helped": "no", "language": "nl", "id": f"drawn-for-these-answers-{number + 1}"}
        assert (await client.post("/surveys", json=body)).json() == {"ok": True}
    assert await waiting.count() == PER_HOUR


async def test_answers_that_redis_did_not_take_use_nothing_up(
    site: Site, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their page sends them again until they are there: it was told so after a few tries, and they were not."""
    body = {"helped": "yes", "language": "nl", "id": "once" * 5}
    with monkeypatch.context() as away:
        away.setattr(WaitingSurveys, "add", AsyncMock(side_effect=ConnectionError))
        for _ in range(PER_HOUR + 1):
            assert (await client.post("/surveys", json=body)).status_code == 503
    assert (await client.post("/surveys", json=body)).json() == {"ok": True}
    assert await site.context.redis.zcard("{desk:main}:surveys") == 1


async def test_a_survey_counts_in_a_language_of_the_desk_or_in_none(site: Site, client: httpx.AsyncClient) -> None:
    for number, language in enumerate(("nl", "zz", "jan ja ")):
        body = {"helped": "yes", "language": language, "id": f"drawn-for-these-answers-{number}"}
        assert (await client.post("/surveys", json=body)).json() == {"ok": True}
    kept = await site.context.redis.zrange("{desk:main}:surveys", 0, -1)
    assert sorted(json.loads(one)[2] for one in kept) == ["", "", "nl"]


async def test_what_is_counted_names_no_address_and_goes_within_the_hour(site: Site, client: httpx.AsyncClient) -> None:
    await client.post("/visits", json={"language": "nl"})
    redis = site.context.redis
    names = [name async for name in redis.scan_iter("anon:*")]
    assert len(names) == 1
    assert b"127" not in await redis.get(names[0])
    assert 0 < await redis.ttl(names[0]) <= 3600


async def test_all_gateways_count_together_and_another_address_for_itself(redis: Redis) -> None:
    gateways = [AnonymousWriters(redis, RING) for _ in range(3)]
    taken = [await gateways[number % 3].take("visit", "main", 7) for number in range(30)]
    assert len([name for name in taken if name]) == PER_HOUR
    assert await gateways[0].take("visit", "main", 8)
    assert await gateways[0].take("survey", "main", 7)
    assert await gateways[0].take("visit", "other", 7)


async def test_an_hour_later_it_may_write_again(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_790_000_000]
    monkeypatch.setattr(anonymous_writers, "now_s", lambda: clock[0])
    writers = AnonymousWriters(redis, RING)
    assert [bool(await writers.take("visit", "main", 7)) for _ in range(PER_HOUR + 2)] == [True] * PER_HOUR + [
        False
    ] * 2
    clock[0] += 3600
    assert await writers.take("visit", "main", 7)


async def test_what_is_used_up_costs_no_call(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    writers = AnonymousWriters(redis, RING, per_hour=1)
    for _ in range(2):
        await writers.take("visit", "main", 7)
    monkeypatch.setattr(redis, "pipeline", None)
    assert await writers.take("visit", "main", 7) == ""


async def test_what_was_written_before_is_given_back(redis: Redis) -> None:
    writers = AnonymousWriters(redis, RING, per_hour=1)
    for _ in range(5):
        await writers.give_back(await writers.take("survey", "main", 7))
    assert await writers.take("survey", "main", 7)
    assert not await writers.take("survey", "main", 7)


async def test_availability_asks_the_desk_once_a_second_however_many_ask(
    site: Site, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, asked = site.context.desks["main"], 0
    view = desk.availability

    async def counting() -> Any:
        nonlocal asked
        asked += 1
        return await view()

    monkeypatch.setattr(desk, "availability", counting)
    monkeypatch.setattr(stale_cache, "MOMENT_S", 3600.0)
    answers = await asyncio.gather(*(client.get(f"{site.url}/api/desks/main") for _ in range(40)))
    assert {answer.status_code for answer in answers} == {200}
    assert asked == 1


async def test_what_failed_is_kept_for_nobody_and_what_is_kept_ends() -> None:
    clock, loads = [0.0], 0
    cache = StaleCache(lambda: clock[0])

    async def load() -> int:
        nonlocal loads
        loads += 1
        if loads == 1:
            raise OSError
        return loads

    with pytest.raises(OSError):
        await cache.moment("a", load)
    assert [await cache.moment("a", load) for _ in range(3)] == [2, 2, 2]
    clock[0] = MOMENT_S
    assert await cache.moment("a", load) == 3
