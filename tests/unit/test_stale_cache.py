"""The cache spares the store, and outlives it for a while."""

import asyncio

import pytest

from chat import stale_cache as cache_module
from chat.stale_cache import KEPT_S, StaleCache
from storage.errors import StoreDown


class Source:
    """Counts its loads; down when told so."""

    def __init__(self) -> None:
        self.loads = 0
        self.down = False

    async def load(self) -> int:
        if self.down:
            raise StoreDown
        self.loads += 1
        return self.loads


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_value_is_kept_for_a_moment() -> None:
    clock, source = Clock(), Source()
    cache = StaleCache(clock)
    assert [await cache.get("a", source.load) for _ in range(3)] == [1, 1, 1]
    clock.now = KEPT_S
    assert await cache.get("a", source.load) == 2
    assert await cache.get("b", source.load) == 3


async def test_a_crowd_shares_one_load() -> None:
    """Each asked for itself: of forty first callers some waited for the store too long, and were told to come again."""
    source, cache = Source(), StaleCache(Clock())

    async def slow() -> int:
        await asyncio.sleep(0)
        return await source.load()

    assert await asyncio.gather(*(cache.get("a", slow) for _ in range(40))) == [1] * 40
    source.down = True
    told = await asyncio.gather(*(cache.get("b", slow) for _ in range(3)), return_exceptions=True)
    assert [type(problem) for problem in told] == [StoreDown] * 3
    source.down = False
    assert await cache.get("b", slow) == 2, "what failed is kept for nobody"
    assert await asyncio.gather(*(cache.get("c", slow, kept_s=0) for _ in range(3))) == [3, 4, 5]


async def test_what_fails_as_another_load_comes_has_the_value_of_that() -> None:
    """It had none at all, and kept that for ten seconds: the page of a desk was answered with 500."""
    source, cache, down = Source(), StaleCache(Clock()), asyncio.Event()

    async def too_late() -> int:
        await down.wait()
        raise StoreDown

    late = asyncio.ensure_future(cache.get("a", too_late, kept_s=0))
    await asyncio.sleep(0)
    assert await cache.get("a", source.load, kept_s=0) == 1
    down.set()
    assert await late == 1


async def test_the_last_known_value_stands_while_the_store_is_down() -> None:
    clock, source = Clock(), Source()
    cache = StaleCache(clock)
    await cache.get("a", source.load)
    source.down, clock.now = True, KEPT_S
    assert await cache.get("a", source.load) == 1
    with pytest.raises(StoreDown):
        await cache.get("b", source.load)
    source.down, clock.now = False, 2 * KEPT_S
    assert await cache.get("a", source.load) == 2


async def test_a_store_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "ANSWER_S", 0.0)
    clock, source = Clock(), Source()
    cache = StaleCache(clock)

    async def silent() -> int:
        await asyncio.Event().wait()
        return 0

    with pytest.raises(StoreDown):
        await cache.get("a", silent)
    cache._kept["a"] = (0.0, 7)
    assert await cache.get("a", silent) == 7
    assert await cache.get("a", source.load) == 7, "not asked again at once"
    clock.now = KEPT_S
    assert await cache.get("a", source.load) == 1


async def test_what_is_asked_anew_each_time_still_outlives_the_store() -> None:
    clock, source = Clock(), Source()
    cache = StaleCache(clock)
    assert [await cache.get("a", source.load, kept_s=0) for _ in range(2)] == [1, 2]
    source.down = True
    assert await cache.get("a", source.load, kept_s=0) == 2
