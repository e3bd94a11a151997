"""What a desk has on its first day in the demo: accounts, replies, cards, hours that never end."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import storage
from storage.store import Store
from storage.values import Account, Reply, Resource

PASSWORD = "demo-demo-demo"
PROFILE = Path(storage.__file__).parent / "profiles" / "child_focus"
ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
ACCOUNTS = (
    Account("an", "an", "An", "counsellor", "", ("nl", "en"), capacity=2),
    Account("bram", "bram", "Bram", "counsellor", "", ("nl", "fr")),
    Account("chloe", "chloe", "Chloé", "counsellor", "", ("fr", "de")),
    Account("sofie", "sofie", "Sofie", "supervisor", "", ("nl", "fr", "en")),
    Account("admin", "admin", "Admin", "admin", "", ("nl", "fr")),
)


async def demo_data(store: Store, hash_password: Callable[[str], str], *, now: int = 0, desk: str = "main") -> None:
    """Fill what is empty; what is there stays. `now`: seconds since 1970. Raises StoreDown."""
    await _add_accounts(store, hash_password, now)
    if await store.hours.get(desk) is None:
        await store.hours.put(desk, {"zone": "Europe/Brussels", "week": ALWAYS, "exceptions": []}, "demo", now)
    await add_profile(store, desk)


async def add_profile(store: Store, desk: str) -> None:
    """The replies and cards of the profile, where the desk has none."""
    if not await store.replies.for_desk(desk):
        for place, row in enumerate(_read("replies.json")):
            await store.replies.add(Reply(desk=desk, place=place, **row))
    if not await store.resources.for_desk(desk):
        for place, row in enumerate(_read("resources.json")):
            await store.resources.add(Resource(desk=desk, place=place, **{**row, "shown": tuple(row["shown"])}))


async def _add_accounts(store: Store, hash_password: Callable[[str], str], now: int) -> None:
    for account in ACCOUNTS:
        if await store.accounts.by_name(account.name) is None:
            await store.accounts.add(replace(account, password=hash_password(PASSWORD), created=now))


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((PROFILE / name).read_text(encoding="utf-8"))
    return rows
