"""Numbers are written so that every server reads them again, Debian's Redis too."""

import re

import pytest
from redis.asyncio import Redis

from routing import keys
from storage.records.events import Attempt, read_event
from tests.integration.routing.conftest import House

pytestmark = pytest.mark.any_redis

LOOKS_LIKE_A_NUMBER = re.compile(r"[-+]?(\d+\.?\d*(e[-+]?\d+)?|nan|inf)", re.IGNORECASE)
PLAIN = re.compile(r"0|-?[1-9]\d*")


async def whole_day(house: House) -> None:
    """A chat with everything that counts something, over two midnights with nobody there."""
    await house.tick(day="1")
    await house.on("an")
    await house.active("c1", "an")
    await house.tick(3_600_000, day="2")
    await house.desk.leave("", "c1", now=house.now)
    await house.desk.ready("", "an", "c1", now=house.later(1000))
    await house.desk.sign_off("", "an", now=house.later(1000))
    await house.tick(3_600_000, day="3")
    await house.tick(3_600_000, day="4")
    await house.on("an")
    await house.active("c2", "an")


async def odd_numbers(redis: Redis) -> list[tuple[str, str, str]]:
    """What some hash holds that is meant as a number and that a server may refuse to count on."""
    found = []
    for name in await redis.keys("*"):
        if await redis.type(name) == "hash":
            fields = (await redis.hgetall(name)).items()
            found += [(name, field, text) for field, text in fields if LOOKS_LIKE_A_NUMBER.fullmatch(text)]
    return [one for one in found if not PLAIN.fullmatch(one[2])]


async def test_a_desk_counts_over_days(house: House) -> None:
    await whole_day(house)
    assert (await house.chat("c2")).state == "active"
    assert await odd_numbers(house.redis) == []


@pytest.mark.parametrize("field", ["busy_ms", "duty_ms", "duty", "active:nl", "offered:nl"])
async def test_a_desk_that_holds_a_minus_nought_works_again(house: House, field: str) -> None:
    await house.redis.hset(keys.desk_key("main", "live"), field, "-0")
    await house.on("an")
    await house.active("c1", "an")
    assert (await house.chat("c1")).state == "active"
    await house.desk.leave("", "c1", now=house.later(1000))
    assert await odd_numbers(house.redis) == []


async def test_a_clock_that_goes_back_makes_no_time_shorter_than_none(house: House) -> None:
    """As after a failover to a machine whose clock is behind: each end of a chat is an event that can be stored."""
    await house.on("an")
    for chat in ("c1", "c2", "c3"):
        await house.join(chat)
    house.later(-60_000)
    await house.accept("an", "c1")
    await house.desk.leave("", "c2", now=house.now)
    await house.drop("c3")
    house.later(-60_000)
    await house.desk.finish("", "an", "c1", await house.fence("c1"), now=house.now)
    await house.desk.ready("", "an", "c1", now=house.later(-60_000))
    await house.tick(600_000)
    events = {event["end"]: read_event("x", event) for event in await house.events()}
    assert events.keys() == {"finished", "abandoned", "lost"}
    for event in events.values():
        assert isinstance(event, Attempt)
        assert (event.waited_ms, event.active_ms, event.wrap_ms) == (0, 0, 0)
    today = await house.redis.hgetall(keys.desk_key("main", "today"))
    assert (today["wait_ms:nl"], today["handle_ms:nl"]) == ("0", "0")
    assert await odd_numbers(house.redis) == []
