"""The demo's data, on both databases."""

from datetime import UTC, datetime

import pytest

from demo.history import demo_history
from demo.store_data import demo_data
from routing.hours import parse
from storage import Store
from storage.reports.reports import Query


async def test_demo_data_is_whole_and_added_once(store: Store) -> None:
    for _ in range(2):
        await demo_data(store, lambda word: f"hash of {word}", now=5)
    accounts = await store.accounts.all()
    assert [account.name for account in accounts] == ["admin", "an", "bram", "chloe", "sofie"]
    assert accounts[0].password == "hash of demo-demo-demo"
    languages = [len(await store.resources.for_desk("main", language)) for language in ("nl", "fr", "de", "en")]
    assert min(languages) == max(languages) > 5
    assert await store.replies.for_desk("main", "de")
    hours = await store.hours.get("main")
    assert hours is not None
    parse(hours.definition)


@pytest.mark.parametrize(
    "ready_store_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.endurance)], indirect=True
)
async def test_the_history_fills_reports_and_comes_once(store: Store) -> None:
    now = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp())
    assert await demo_history(store, now) > 3_000
    assert await demo_history(store, now) == 0
    report = await store.reports.run("service", "main", Query("2026-07-01", "2026-09-30", "month"))
    assert all(row[4] > 200 for row in report.rows)
    published = await store.publications.get("main", 2026 * 4 + 2, now)
    assert any(row["n"] for table in published["tables"] if table["name"] == "category" for row in table["rows"])
    assert await store.recorder.unforgotten("main") == []
