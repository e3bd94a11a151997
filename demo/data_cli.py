"""`hearline demo-data`."""

import argparse
import asyncio
from typing import Any

from chat.settings import load


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("demo-data", help="tables, accounts, hours, replies and cards of the demo")
    parser.add_argument("--history", action="store_true", help="also seven months of drawn chats, for the reports")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Refuses outside the demo, since the accounts share a known password."""
    settings = load()
    if not settings.demo:
        print("demo-data makes accounts with a known password; it needs HEARLINE_DEMO=1.")
        return 1
    asyncio.run(_fill(settings.database_url, arguments.history))
    return 0


async def _fill(database_url: str, history: bool) -> None:
    from demo.data import fill, remember
    from storage.migrate import migrate
    from storage.store import open_store

    await migrate(database_url)
    store = open_store(database_url)
    await store.start()
    try:
        await fill(store)
        if history:
            await remember(store)
    finally:
        await store.close()
