"""`hearline admin`: the first admin, and the way back in for one who lost everything."""

import argparse
import asyncio
import getpass
import sys
import time
from typing import Any

from chat.auth.accounts import Accounts
from chat.auth.audit import Audit
from chat.auth.errors import AuthError, NoAccount
from chat.auth.passwords import Passwords
from chat.auth.ports import Account
from chat.entry.keyring import KeyRing
from chat.settings import load

EXPLAIN = {
    "too_short": "The password needs at least 12 characters.",
    "too_long": "The password may have at most 256 characters.",
    "too_simple": "The password repeats itself or the name.",
    "too_common": "The password is one that many people use.",
    "taken": "There is an account with this name already.",
    "bad_name": "A name is made of a-z, 0-9, dot, dash and underscore (at most 32).",
    "unknown_account": "There is no account with this name.",
}


def register(subparsers: Any) -> None:
    """Adds `admin create|reset` to the command line."""
    admin = subparsers.add_parser("admin", help="make or rescue an admin account")
    actions = admin.add_subparsers(required=True)
    for name, action, text in (
        ("create", _create, "make an admin account; the password is asked for, or read from standard input"),
        ("reset", _reset, "new password, no second factor, all sign-ins ended"),
    ):
        parser = actions.add_parser(name, help=text)
        parser.add_argument("name", help="the name typed at sign-in")
        parser.add_argument("--display", default="", help="the name shown to others")
        parser.set_defaults(func=lambda args, action=action: _run(action, args))


def _run(action: Any, args: argparse.Namespace) -> int:
    try:
        print(asyncio.run(_with_store(action, args, _ask_password())))
    except AuthError as error:
        print(EXPLAIN.get(error.code, error.code), file=sys.stderr)
        return 1
    return 0


async def _with_store(action: Any, args: argparse.Namespace, password: str) -> str:
    from storage import open_store

    settings = load()
    store = open_store(settings.database_url)
    await store.start()
    try:
        accounts = Accounts(store.accounts, Passwords(), KeyRing(settings.secrets))
        return str(await action(store, accounts, args, password))
    finally:
        await store.close()


async def _create(store: Any, accounts: Accounts, args: argparse.Namespace, password: str) -> str:
    made = await accounts.make(args.name, password, "admin", int(time.time()), display=args.display or args.name)
    await Audit(store.audit).record("cli", "account_made", made.id, role="admin", name=made.name)
    return f"Admin {made.name} is made. At the first sign-in a second factor will be asked for."


async def _reset(store: Any, accounts: Accounts, args: argparse.Namespace, password: str) -> str:
    account: Account | None = await accounts.store.by_name(args.name.strip().lower())
    if account is None:
        raise NoAccount
    await accounts.set_password(account, password)
    await accounts.drop_factors(account)
    ended = await store.sign_ins.end_all(account.id)
    await Audit(store.audit).record("cli", "factor_reset", account.id, count=ended)
    return f"{account.name} has a new password and no second factor; {ended} sign-ins ended."


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("New password (at least 12 characters): ")
    if getpass.getpass("Once more: ") != first:
        sys.exit("The two passwords differ.")
    return first
