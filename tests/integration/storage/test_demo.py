"""The demo's data, on both databases."""

from routing.hours import parse
from storage import Store
from storage.demo import demo_data


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
