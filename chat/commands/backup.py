"""`hearline backup FILE` and `hearline restore FILE`: the store, whole, and back into an empty one."""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chat.auth.audit import Audit
from chat.commands.opened import opened_pipe, opened_store
from chat.entry.keyring import KeyRing
from chat.settings import Settings, load, unknown
from chat.startup import tell, version
from routing.errors import RoutingError
from routing.processes import processes
from storage.backup import Manifest, back_up, checked, restore
from storage.errors import BadInput, StoreError

_KEEP = (
    "It holds staff accounts, the audit trail, replies, cards, hours and anonymous rows; no words, no chats under way"
    " (those live in Redis alone, by design), no sign-ins."
)


def register(subparsers: Any) -> None:
    leave = subparsers.add_parser("backup", help="the whole store into one new file")
    leave.add_argument("file", help="keep it as safe as the database, and HEARLINE_SECRET apart from it")
    leave.set_defaults(func=lambda args: _run(_backup(load(), Path(args.file))))
    back = subparsers.add_parser("restore", help="such a file into an empty store, of either database")
    back.add_argument("file")
    where = back.add_mutually_exclusive_group()
    where.add_argument("--force", action="store_true", help="replace what is in the store")
    where.add_argument(
        "--drill", action="store_true", help="into a database of its own, while the house runs on its own"
    )
    back.add_argument(
        "--without-secret", action="store_true", help="the secret is lost: code apps are to be set up anew"
    )
    back.add_argument("--check", action="store_true", help="only look whether the file is whole and could be restored")
    back.set_defaults(func=lambda args: _run(_restore(load(), args)))


def _run(work: Any) -> int:
    try:
        return int(asyncio.run(work))
    except BadInput as problem:
        about = {"file": f"The file {problem.why}.", "database": f"{problem.why[:1].upper()}{problem.why[1:]}."}
        tell(about.get(problem.field, f"The file cannot be restored: {problem}."))
    except BrokenPipeError:
        raise  # who read what was said has gone: the file is there
    except OSError as problem:
        tell(f"The file cannot be used: {problem.strerror or type(problem).__name__}.")
    return 1


async def _backup(settings: Settings, path: Path) -> int:
    async with opened_store(settings.database_url) as store:
        await Audit(store).record("cli", "export", report="backup")
        made = await back_up(store.database, path, version(), datetime.now(UTC).date().isoformat())
    print(f"Backed up into {path}: {made.database}, tables {made.revision}, SHA-256 of its rows {made.digest[:16]}….")
    print(_KEEP)
    if made.secrets:
        print(f"To restore it, the secret of the mark {' and '.join(made.secrets)} is needed: keep it apart from this.")
    return 0


async def _restore(settings: Settings, args: argparse.Namespace) -> int:
    tell(*unknown())  # that a secret is given in vain, say, beside the file of another
    path = Path(args.file)
    manifest = checked(path)
    ring = KeyRing(settings.secrets) if all(settings.secrets) else None
    known = frozenset(ring.key_ids if ring else ())
    _must_open(manifest, known, args.without_secret)
    about = f"made by {manifest.version} on {manifest.day} from {manifest.database}"
    if args.check:
        print(f"The file is whole: {about}, tables {manifest.revision}.")
        return 0
    if not args.drill:
        await _must_stand_still(settings)
    count = await restore(settings.database_url, path, manifest, known=known, replace=args.force)
    await _note(settings, count)
    print(f"{count} rows are back, {about}.")
    if not args.drill:
        print("Everybody signs in anew. Now run hearline release, then start the service.")
    return 0


def _must_open(manifest: Manifest, known: frozenset[str], without: bool) -> None:
    missing = sorted(set(manifest.secrets) - known)
    if missing and not without:
        raise BadInput(
            f"needs the secret of the mark {' and '.join(missing)}, which is neither HEARLINE_SECRET nor one of"
            " HEARLINE_SECRET_OLD. Give it, or say --without-secret: then every code app is to be set up anew",
            "file",
        )


async def _must_stand_still(settings: Settings) -> None:
    """What runs would write between the rows. A Redis that is away hinders nobody from restoring."""
    try:
        async with opened_pipe(settings.redis_url) as pipe:
            alive = [one for one in await processes(pipe) if one.alive]
    except RoutingError:
        tell("Redis cannot be asked whether the house still runs: see that its gateways and workers are stopped.")
        return
    if alive:
        raise BadInput(
            f"the house runs: stop its {len(alive)} gateways and workers first (one that was killed is forgotten after"
            " 20 s), or say --drill where DATABASE_URL names a database that they do not use",
            "database",
        )


async def _note(settings: Settings, count: int) -> None:
    try:
        async with opened_store(settings.database_url, ready=False) as store:
            await Audit(store).record("cli", "import", report="backup", rows=count)
    except StoreError as problem:
        tell(f"The audit trail does not have it: {problem}.")
