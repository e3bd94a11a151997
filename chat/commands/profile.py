"""`hearline profile`: a desk begins with the ready-made profile of a helpline."""

import argparse
import asyncio
from typing import Any

from chat.auth.audit import Audit
from chat.commands.desk import HELP, desk_of
from chat.commands.opened import opened_store
from chat.settings import load
from storage.ready_made import NAMES, add_profile


def register(subparsers: Any) -> None:
    """Add the command."""
    profile = subparsers.add_parser("profile", help="give a desk a ready-made profile, where it has none of its own")
    profile.add_argument("name", choices=NAMES, help="whose numbers, links, rules, replies and cards")
    profile.add_argument("--desk", default="", help=HELP)
    profile.set_defaults(func=_run)


def _run(args: argparse.Namespace) -> int:
    desk = desk_of(args.desk)
    added = asyncio.run(_add(desk, args.name))
    print(f"{desk} has from {args.name}: {', '.join(added)}." if added else f"{desk} has all of its own already.")
    return 0


async def _add(desk: str, name: str) -> list[str]:
    """With its line in the audit trail. Raises StoreError."""
    async with opened_store(load().database_url) as store:
        audit = Audit(store)
        async with audit.together():
            added = await add_profile(store, desk, name)
            if added:
                await audit.record("cli", "settings_changed", desk, desk, fields=",".join(added), name=name)
        return added
