"""`python -m demo.data`: tables, accounts, hours, replies and cards of the demo. What is there already stays."""

import argparse
import asyncio
import sys
import time
from functools import cache

from argon2 import PasswordHasher

from chat.settings import load
from demo.history import demo_history
from demo.store_data import PASSWORD, demo_data
from storage.migrate import migrate
from storage.store import Store, open_store

DESK = "main"

__all__ = ["DESK", "PASSWORD", "fill", "remember"]


async def fill(store: Store) -> None:
    """All accounts share one password, hashed once, for a quick start. Raises StoreDown."""
    await demo_data(store, cache(PasswordHasher().hash), now=int(time.time()), desk=DESK)


async def remember(store: Store) -> None:
    """A past for the reports, once. Raises StoreDown."""
    await demo_history(store, int(time.time()), desk=DESK)


def main() -> int:
    """Refuses outside the demo, since the accounts share a known password."""
    parser = argparse.ArgumentParser(prog="python -m demo.data")
    parser.add_argument("--history", action="store_true", help="also seven months of drawn chats, for the reports")
    arguments, settings = parser.parse_args(), load()
    if not settings.demo:
        print("The demo's accounts have a known password; this needs HEARLINE_DEMO=1.", file=sys.stderr)
        return 1
    asyncio.run(_fill(settings.database_url, arguments.history))
    return 0


async def _fill(database_url: str, history: bool) -> None:
    await migrate(database_url)
    store = open_store(database_url)
    try:
        await fill(store)
        if history:
            await remember(store)
    finally:
        await store.close()


if __name__ == "__main__":
    sys.exit(main())
