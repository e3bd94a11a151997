"""Three drawn days against the real scripts: the desk's counters agree with what happened, the shown wait holds."""

from collections.abc import AsyncIterator

import pytest

from chat.commands.simulate import play
from routing.pipe import Pipe
from routing.simulation.day import PROFILES


@pytest.fixture
async def pipe(valkey_url: str) -> AsyncIterator[Pipe]:
    pipe = Pipe(valkey_url)
    await pipe.start()
    yield pipe
    await pipe.stop()


EVERYDAY = "school-day"


DAYS = [pytest.param(name, marks=[] if name == EVERYDAY else pytest.mark.endurance) for name in sorted(PROFILES)]


@pytest.mark.parametrize("profile", DAYS)
async def test_a_day_adds_up_and_the_shown_wait_is_honest(pipe: Pipe, profile: str) -> None:
    day = await play(pipe, profile, seed=1)
    assert day.unresolved == 0
    assert day.desk_agrees
    assert day.arrivals == day.joined + day.turned_away
    assert day.ranges_shown >= 15
    assert day.range_hit is not None
    assert 0.60 <= day.range_hit <= 0.90
