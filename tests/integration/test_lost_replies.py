"""Replies that are lost after the script ran: the caller repeats, and nothing happens twice."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from redis.asyncio import Redis

from routing.desk import Desk
from routing.errors import PipeLost
from routing.values import StaffProfile
from tests.faults.snapshot import snapshot

pytestmark = pytest.mark.any_redis

Call = Callable[[], Awaitable[Any]]


class Lossy:
    """A connection that breaks after the command ran, every other time."""

    def __init__(self, redis: Redis, seed: int) -> None:
        self._redis, self._rng = redis, random.Random(seed)
        self.lost = 0

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        reply = await self._redis.execute_command(*args, **options)
        if self._rng.random() < 0.5:
            self.lost += 1
            raise PipeLost
        return reply


async def until_answered(call: Call) -> Any:
    """What a gateway does: the same call, with the same request id."""
    for _ in range(50):
        try:
            return await call()
        except PipeLost:
            continue
    raise AssertionError("fifty replies lost in a row")


@pytest.mark.parametrize("seed", range(5))
async def test_every_transition_has_its_effect_once(redis: Redis, seed: int) -> None:
    lossy = Lossy(redis, seed)
    desk, sure = Desk(lossy, "main"), Desk(redis, "main")
    await until_answered(lambda: desk.set_service("open", "open", "test"))
    an = StaffProfile("an", "An", "counsellor", ("nl",), capacity=2)
    await until_answered(lambda: desk.sign_on("on", an, "g", status="available"))

    for number in range(10):
        chat = f"c{number}"
        await until_answered(lambda chat=chat: desk.join(f"join-{chat}", chat, language="nl", gateway="g"))
    for _ in range(10):
        view = await sure.staff("an")
        assert view is not None
        for held in view.chats:
            c, f = held.chat, held.fence
            if held.state == "offered":
                await until_answered(lambda c=c, f=f: desk.accept(f"accept-{c}-{f}", "an", c, f))
            await until_answered(lambda c=c, f=f: desk.finish(f"finish-{c}", "an", c, f))
            await until_answered(lambda c=c: desk.ready(f"ready-{c}", "an", c))

    assert lossy.lost > 20
    assert (await snapshot(redis, "main")).problems() == []
    today = (await sure.board()).today
    assert (today["joined"], today["answered"]) == (10, 10)
    ended = await redis.xrange("{desk:main}:ended")
    assert sum(fields.get("end") == "finished" for _, fields in ended) == 10


async def test_two_clocks_run_each_timer_once(redis: Redis) -> None:
    """Forty offers run out while two clocks tick side by side."""
    desk, other = Desk(redis, "main"), Desk(redis, "main")
    await desk.set_service("open", "open", "test", now=1_000)
    held = []
    for number in range(40):
        profile = StaffProfile(f"s{number}", "", "counsellor", ("nl",))
        staff = await desk.sign_on(f"on{number}", profile, "g", status="available", now=1_000)
        teen = await desk.join(f"j{number}", f"c{number}", language="nl", gateway="g", now=1_000)
        held += [("staff", staff.staff, staff.generation), ("teen", teen.chat, teen.generation)]
    await desk.renew("g", held, now=20_000)
    later = 1_000 + desk.settings.offer_ms + 1
    results = await asyncio.gather(*(clock.tick(10, now=later) for clock in (desk, other) * 8))
    assert sum(result.done for result in results) >= 40
    assert (await snapshot(redis, "main")).problems() == []
    views = [await desk.chat(f"c{number}", now=later) for number in range(40)]
    assert all(view is not None and view.fence == 2 for view in views), "each was offered once more, to somebody else"


async def test_a_clock_whose_answer_was_lost_is_told_again_what_ended(redis: Redis) -> None:
    desk = Desk(redis, "main")
    await desk.set_service("open", "open", "test", now=1_000)
    for chat in ("c1", "c2"):
        await desk.join(chat, chat, language="nl", gateway="g", now=1_000)
    await desk.sign_on("on", StaffProfile("an", "", "counsellor", ("nl",)), "g", status="available", now=1_000)
    await desk.accept("accept", "an", "c1", 1, now=1_000)
    gone, late = 1_000 + desk.settings.lease_ms, 1_000 + desk.settings.teen_grace_waiting_ms
    assert (await desk.tick(rid="t0", now=gone)).done == 3
    told = await desk.tick(rid="t1", now=late)
    assert (told.ended, [chat for chat, _ in told.fenced]) == (("c2",), ["c1"])
    assert await desk.tick(rid="t1", now=late) == told
    assert (await desk.tick(rid="t2", now=late)).ended == ()
    assert len([name async for name in redis.scan_iter("*:request:tick/*")]) == 1, "of nothing there is nothing to tell"
