"""The demo's accounts, opening hours, replies and cards, from content.json. Does nothing where they are."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from argon2 import PasswordHasher

from storage.store import Store
from storage.values import Account, Reply, Resource

DESK = "main"
PASSWORD = "demo-demo-demo"
LANGUAGES = ("nl", "fr", "de", "en")
CONTENT = Path(__file__).with_name("content.json")
ALWAYS: dict[str, Any] = {
    "zone": "Europe/Brussels",
    "week": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}
PEOPLE = (
    ("an", "An", "counsellor", ("nl", "en"), ("sexting",)),
    ("bram", "Bram", "counsellor", ("nl", "fr"), ()),
    ("chloe", "Chloé", "counsellor", ("fr", "de"), ()),
    ("sofie", "Sofie", "supervisor", ("nl", "fr", "en"), ()),
    ("admin", "Admin", "admin", (), ()),
)


def accounts(now: int) -> list[Account]:
    """All share one password; made with one hash, for a quick start."""
    password = PasswordHasher().hash(PASSWORD)
    return [
        Account(name, name, display, role, password, languages, skills, capacity=2, desks=(DESK,), created=now)
        for name, display, role, languages, skills in PEOPLE
    ]


def replies(content: dict[str, Any]) -> Iterator[Reply]:
    for place, item in enumerate(content["replies"]):
        for language in LANGUAGES:
            yield Reply(DESK, language, item["title"][language], item["text"][language], item["shortcut"], place=place)


def cards(content: dict[str, Any]) -> Iterator[Resource]:
    for place, item in enumerate(content["cards"]):
        for language in LANGUAGES:
            yield _card(item, language, place)


def _card(item: dict[str, Any], language: str, place: int) -> Resource:
    def text(name: str) -> str:
        value = item.get(name, "")
        return value if isinstance(value, str) else value[language]

    return Resource(
        DESK, language, item["topic"], item["kind"], text("title"), text("text"), text("url"), text("phone"),
        shown=tuple(item["shown"]), place=place,
    )  # fmt: skip


async def fill(store: Store) -> bool:
    """Put everything there; False when it was there. Raises StoreDown."""
    if await store.accounts.by_name(PEOPLE[0][0]):
        return False
    now = int(time.time())
    content = msgspec.json.decode(CONTENT.read_bytes())
    await store.hours.put(DESK, ALWAYS, "demo", now)
    for reply in replies(content):
        await store.replies.add(reply)
    for card in cards(content):
        await store.resources.add(card)
    for account in accounts(now):
        await store.accounts.add(account)
    return True
