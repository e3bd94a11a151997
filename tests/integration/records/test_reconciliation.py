"""A drawn day on the real scripts, recorded: live counters, counts and rows agree to the last chat."""

import os
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from chat.commands.simulate import MIDNIGHT_MS, play
from routing.desk import Desk
from routing.pipe import Pipe
from storage import Store
from storage.records.calendar import DEFAULT_ZONE, periods_of
from storage.reports.reports import Query
from tests.recording import recorder

# With --long the day on which most goes wrong: queues, people who leave, refusals.
DESK, PROFILE = "simulation", "campaign" if "HEARLINE_LONG" in os.environ else "school-day"


@pytest.fixture
async def pipe(valkey_url: str, redis: Redis) -> AsyncIterator[Pipe]:
    pipe = Pipe(valkey_url)
    await pipe.start()
    yield pipe
    await pipe.stop()


async def record_all(redis: Redis, store: Store) -> None:
    it = recorder(redis, store, desk=DESK)
    await it.prepare()
    while await it.step():
        pass


async def rows_by(store: Store, *columns: str) -> Counter[Any]:
    async with store.database.reading() as connection:
        named = ", ".join(columns)
        found = await connection.execute(text(f"SELECT {named}, count(*) FROM session GROUP BY {named}"))
        return Counter({(tuple(row[:-1]) if len(columns) > 1 else row[0]): int(row[-1]) for row in found})


async def service_report(store: Store) -> dict[str, int]:
    first = date.fromordinal(periods_of(MIDNIGHT_MS // 3_600_000, DEFAULT_ZONE).day - 1)
    last = date.fromordinal(first.toordinal() + 3)
    report = await store.reports.run("service", DESK, Query(first.isoformat(), last.isoformat()))
    return dict(zip([key for key, _ in report.columns], report.total, strict=True))


@pytest.mark.parametrize(
    "ready_store_url", ["postgres", pytest.param("sqlite", marks=pytest.mark.endurance)], indirect=True
)
async def test_live_counters_counts_and_rows_agree(pipe: Pipe, redis: Redis, store: Store) -> None:
    day = await play(pipe, DESK, PROFILE, seed=3)
    board = await Desk(pipe, DESK).board(chats=0, now=MIDNIGHT_MS + 30 * 3_600_000)
    live = board.today
    await record_all(redis, store)
    assert await redis.xlen(f"{{desk:{DESK}}}:set_aside") == 0

    report, results = await service_report(store), await rows_by(store, "result")
    assert report["answered"] == results["answered"] == live["answered"] == day.answered
    assert report["abandoned"] == results["abandoned"] == live.get("abandoned", 0) == day.abandoned
    assert report["lost"] == results["lost"] == live.get("lost", 0)
    assert report["turned_away"] == results["turned_away"] == live.get("turned_away", 0)
    assert report["closed_visits"] == live.get("closed_visit", 0)
    assert report["answered_in_target"] == live["in_target"]
    assert report["abandoned_short"] == live.get("abandoned_short", 0)
    assert report["abandoned_after_target"] == live.get("abandoned_late", 0)

    by_language = await rows_by(store, "language", "result")
    for language, figures in board.by_language.items():
        assert by_language[language, "answered"] == figures.get("answered", 0)
        assert by_language[language, "abandoned"] == figures.get("abandoned", 0)
