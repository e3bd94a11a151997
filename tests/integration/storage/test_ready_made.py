"""A desk begins with a ready-made profile: what it lacks is added, what is its own stays."""

from storage import Store
from storage.ready_made import add_profile, settings_of


async def test_what_a_desk_lacks_is_added_once_and_its_own_stays(store: Store) -> None:
    await store.settings.put("main", {"forum": "https://forum.example", "offer_ms": 20_000})
    added = await add_profile(store, "main")
    assert {"phones", "name", "rules", "replies", "resources"} <= set(added)
    assert "forum" not in added
    found = await store.settings.desk("main")
    assert (found["forum"], found["offer_ms"]) == ("https://forum.example", 20_000)
    assert found["phones"] == settings_of("child_focus")["phones"]
    cards = len(await store.resources.for_desk("main"))
    assert await add_profile(store, "main") == []
    assert len(await store.resources.for_desk("main")) == cards
    assert await store.settings.desk("other") == {}
