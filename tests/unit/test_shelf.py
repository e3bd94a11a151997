"""The shelf spares the store, and outlives it for a while."""

import pytest

from chat.shelf import KEPT_S, Shelf
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
    shelf = Shelf(clock)
    assert [await shelf.get("a", source.load) for _ in range(3)] == [1, 1, 1]
    clock.now = KEPT_S
    assert await shelf.get("a", source.load) == 2
    assert await shelf.get("b", source.load) == 3


async def test_the_last_known_value_stands_while_the_store_is_down() -> None:
    clock, source = Clock(), Source()
    shelf = Shelf(clock)
    await shelf.get("a", source.load)
    source.down, clock.now = True, KEPT_S
    assert await shelf.get("a", source.load) == 1
    with pytest.raises(StoreDown):
        await shelf.get("b", source.load)
    source.down, clock.now = False, 2 * KEPT_S
    assert await shelf.get("a", source.load) == 2
