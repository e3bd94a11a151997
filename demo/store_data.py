"""What a desk has on its first day in the demo: accounts, a profile with replies and cards, hours that never end."""

from collections.abc import Callable
from dataclasses import replace

from storage.ready_made import add_profile
from storage.store import Store
from storage.values import Account

PASSWORD = "demo-demo-demo"
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


async def _add_accounts(store: Store, hash_password: Callable[[str], str], now: int) -> None:
    for account in ACCOUNTS:
        if await store.accounts.by_name(account.name) is None:
            await store.accounts.add(replace(account, password=hash_password(PASSWORD), created=now))
