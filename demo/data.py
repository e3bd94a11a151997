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


async def fill(store: Store, desks: tuple[str, ...] = (DESK,)) -> None:
    """All accounts share one password, hashed once, for a quick start. Raises StoreDown."""
    hashed = cache(PasswordHasher().hash)
    for desk in desks:
        await demo_data(store, hashed, now=int(time.time()), desk=desk)


async def remember(store: Store, desk: str) -> None:
    """A past for the reports, once. Raises StoreDown."""
    await demo_history(store, int(time.time()), desk=desk)


def main() -> int:
    """Refuses outside the demo, since the accounts share a known password."""
    parser = argparse.ArgumentParser(prog="python -m demo.data")
    parser.add_argument("--history", action="store_true", help="also seven months of drawn chats, for the reports")
    arguments, settings = parser.parse_args(), load()
    if not settings.demo:
        print("The demo's accounts have a known password; this needs HEARLINE_DEMO=1.", file=sys.stderr)
        return 1
    asyncio.run(_fill(settings.database_url, settings.desks, arguments.history))
    return 0


async def _fill(database_url: str, desks: tuple[str, ...], history: bool) -> None:
    await migrate(database_url)
    store = open_store(database_url)
    try:
        await fill(store, desks)
        if history:
            await remember(store, desks[0])
    finally:
        await store.close()


if __name__ == "__main__":
    sys.exit(main())
