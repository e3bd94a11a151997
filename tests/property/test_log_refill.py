"""Two ends and a Redis that forgets, in any order of events: both show the same, nothing lost, nothing twice."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import pytest
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from chat.protocol.common import Who
from routing import keys
from routing.log import ChatLog
from routing.pipe import Pipe
from tests.conftest import make_redis
from tests.property.ends import CHAT, FENCE, Act, Channel, End

pytestmark = pytest.mark.any_redis

BOTH: tuple[Who, ...] = ("teen", "counsellor")
KEYS = (*keys.of_chat(CHAT), *(keys.handed(CHAT, me) for me in BOTH))


class World:
    """Both ends and the Redis beneath them, which may lose everything or go back to an earlier moment."""

    def __init__(self, ends: list[End], redis: Redis, faults: "Sequence[Fault]") -> None:
        self.ends = ends
        self._faults = [partial(fault, self) for fault in faults]
        self._redis = redis
        self._saved: list[tuple[str, bytes]] = []
        self._unaware: list[End] = []

    async def do(self, dice: int) -> None:
        """One of the things that can happen now."""
        common: list[Act] = []
        rare: list[Act] = [self.calm, *self._faults]
        for end in self.ends:
            common += await end.under_way()
            rare += [end.warm, end.connect, end.drop, *[end.write] * 6, *[end.deafen] * 4]
        which = common if dice % 6 and common else rare
        await which[dice // 6 % len(which)]()

    async def forget(self) -> None:
        self._unaware = list(self.ends)
        await self._redis.delete(*KEYS)

    async def stutter(self) -> None:
        """Notices come twice, and in another order."""
        for end in self.ends:
            await end.hear_again()
            await end.hear_late()

    async def save(self) -> None:
        dumps = [(name, await self._redis.dump(name)) for name in KEYS]
        self._saved = [(name, dump) for name, dump in dumps if dump]

    async def back(self) -> None:
        """A failover to a replica that was behind: every connection breaks, the newest writes are gone."""
        await self.forget()
        for name, dump in self._saved:
            await self._redis.restore(name, 60_000, dump)
        for end in self.ends:
            await end.drop()

    async def calm(self) -> None:
        """Nothing is left under way."""
        for _ in range(3):
            for end in self.ends:
                await end.settle()

    async def settle(self) -> None:
        """Leases tell every gateway that Redis has forgotten; then everything that is under way happens."""
        for end in self._unaware:
            await end.deafen()
        calm = 0
        for _ in range(60):
            for end in self.ends:
                await end.settle()
            calm = calm + 1 if all(end.calm for end in self.ends) else 0
            if calm == 2:
                return


Fault = Callable[[World], Awaitable[None]]
STORY = st.lists(st.integers(0, 9999), min_size=60, max_size=200)


async def play(url: str, story: list[int], hold_ms: int, *faults: Fault) -> None:
    redis, binary, pipe = make_redis(url), make_redis(url, decode_responses=False), Pipe(url)
    async with contextlib.AsyncExitStack() as after:
        for client in (redis, binary):
            after.push_async_callback(client.aclose)
        await pipe.start()
        after.push_async_callback(pipe.stop)
        await redis.delete(*KEYS)
        log, ends = ChatLog(pipe, hold_ms=hold_ms), []
        await log.begin(CHAT, FENCE)
        for me in BOTH:
            channel = Channel(me, redis)
            await channel.open()
            after.push_async_callback(channel.close)
            ends.append(End(me, log, channel))
        world = World(ends, binary, faults)
        for dice in story:
            await world.do(dice)
        await world.settle()
        check(world)


def check(world: World) -> None:
    teen, counsellor = world.ends
    shown = [[entry.cid for entry in end.room.transcript] for end in world.ends]
    note(f"teen {shown[0]}\ncounsellor {shown[1]}\nopen {[end.room.outbox.items for end in world.ends]}")
    assert shown[0] == shown[1]
    assert sorted(shown[0]) == sorted(teen.written + counsellor.written)
    for end, other in ((teen, counsellor), (counsellor, teen)):
        assert [cid for cid in shown[0] if cid in end.written] == end.written, "each end's words keep their order"
        assert sorted(end.arrived) == sorted(other.written), "each entry of the other is shown new exactly once"
        assert not end.room.lost


# An entry is acknowledged in a log that is gone, after its writer has asked for the next one.
ACKNOWLEDGED_LATE = [
    *(
        28,
        71,
        106,
        252,
        317,
        324,
        370,
        400,
        470,
        474,
        664,
        824,
        910,
        1379,
        2023,
        2093,
        2514,
        2880,
        3035,
        4096,
        5631,
        6801,
    ),
    *(9204, 358, 1, 246, 1, 7, 1, 7, 6, 1, *[0] * 28),
]
QUICK = settings(max_examples=settings().max_examples // 3, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("hold_ms", [0, 60_000])
def test_whatever_redis_forgets_both_ends_show_the_same(valkey_url: str, hold_ms: int) -> None:
    @QUICK
    @given(STORY)
    @example(ACKNOWLEDGED_LATE)
    def trial(story: list[int]) -> None:
        asyncio.run(play(valkey_url, story, hold_ms, World.forget))

    trial()


def test_notices_that_come_twice_or_late_lose_and_double_nothing(valkey_url: str) -> None:
    @QUICK
    @given(STORY)
    def trial(story: list[int]) -> None:
        asyncio.run(play(valkey_url, story, 0, *[World.stutter] * 6, World.save, World.back))

    trial()


def test_a_failover_to_an_older_state_is_healed(valkey_url: str) -> None:
    @QUICK
    @given(STORY)
    def trial(story: list[int]) -> None:
        asyncio.run(play(valkey_url, story, 0, World.save, World.back))

    trial()
