"""The demo's accounts, hours, replies and cards, as the store ships them. What is there already stays."""

import time
from functools import cache

from argon2 import PasswordHasher

from demo.history import demo_history
from demo.store_data import PASSWORD, demo_data
from storage.store import Store

DESK = "main"

__all__ = ["DESK", "PASSWORD", "fill", "remember"]


async def fill(store: Store) -> None:
    """All accounts share one password, hashed once, for a quick start. Raises StoreDown."""
    await demo_data(store, cache(PasswordHasher().hash), now=int(time.time()), desk=DESK)


async def remember(store: Store) -> None:
    """A past for the reports, once. Raises StoreDown."""
    await demo_history(store, int(time.time()), desk=DESK)
