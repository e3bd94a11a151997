"""The demo's accounts, hours, replies and cards are complete, and put there once."""

from datetime import UTC, datetime

from argon2 import PasswordHasher

from demo.data import DESK, PASSWORD, fill
from routing.hours import parse, status_at
from storage.store import open_store


async def test_a_new_store_is_filled_once(ready_sqlite_url: str) -> None:
    store = open_store(ready_sqlite_url)
    await fill(store)
    replies = await store.replies.for_desk(DESK)
    await fill(store)
    assert await store.replies.for_desk(DESK) == replies
    an = await store.accounts.by_name("an")
    assert an is not None
    assert PasswordHasher().verify(an.password, PASSWORD)
    hours = await store.hours.get(DESK)
    assert hours is not None
    assert status_at(parse(hours.definition), datetime.now(UTC)).open
    for language in ("nl", "fr", "de", "en"):
        assert await store.replies.for_desk(DESK, language)
        assert [card for card in await store.resources.for_desk(DESK, language) if "crisis" in card.shown]
    await store.close()
