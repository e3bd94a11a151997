"""`hearline admin`: the first admin, and the way back in for one who lost everything."""

import argparse
import asyncio
import getpass
import io
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from chat.auth.accounts import Accounts
from chat.auth.audit import Audit
from chat.auth.errors import AuthError, NoAccount
from chat.auth.passwords import Passwords
from chat.commands.opened import opened_store
from chat.entry.keyring import KeyRing
from chat.protocol.limits import MAX_NAME
from chat.settings import Settings, load
from chat.startup import tell, with_secret

Action = Callable[[Accounts, argparse.Namespace, str], Awaitable[str]]
EXPLAIN = {
    "too_short": "The password needs at least 12 characters.",
    "too_long": "The password may have at most 256 characters.",
    "too_simple": "The password repeats itself or the name.",
    "too_common": "The password is one that many people use.",
    "taken": "There is an account with this name already.",
    "bad_name": "A name is made of a-z, 0-9, dot, dash and underscore (at most 32).",
    "unknown_account": "There is no account with this name.",
    "bad_value": f"The name that others see (--display) has from 1 to {MAX_NAME} signs, on one line.",
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


def _run(action: Action, args: argparse.Namespace) -> int:
    try:
        found = with_secret(load())  # before a password is asked for
        print(asyncio.run(_with_store(found, action, args, _ask_password())))
    except AuthError as error:
        tell(EXPLAIN.get(error.code, error.code))
        return 1
    return 0


async def _with_store(settings: Settings, action: Action, args: argparse.Namespace, password: str) -> str:
    async with opened_store(settings.database_url) as store:
        return await action(Accounts(store, Passwords(), KeyRing(settings.secrets), Audit(store)), args, password)


async def _create(accounts: Accounts, args: argparse.Namespace, password: str) -> str:
    display = args.display or args.name
    made = await accounts.make("cli", args.name, password, "admin", int(time.time()), display=display)
    return f"Admin {made.name} is made. At the first sign-in a second factor will be asked for."


async def _reset(accounts: Accounts, args: argparse.Namespace, password: str) -> str:
    account = await accounts.store.by_name(args.name)
    if account is None:
        raise NoAccount
    ended = await accounts.reset("cli", account, password, factors=True)
    closed = "" if account.active else " It is closed: only an admin can open it again, in the dashboard."
    return f"{account.name} has a new password and no second factor; {ended} sign-ins ended.{closed}"


def _ask_password() -> str:
    try:
        return _piped() if sys.stdin is None or not sys.stdin.isatty() else _typed()
    except EOFError:
        sys.exit("No password was given.")
    except UnicodeError:
        sys.exit("The password is no text in UTF-8.")


def _piped() -> str:
    """UTF-8, whatever the locale, with or without the mark that Windows writes before a text."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="strict")
    return sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""


def _typed() -> str:
    first = getpass.getpass("New password (at least 12 characters): ")
    if getpass.getpass("Once more: ") != first:
        sys.exit("The two passwords differ.")
    return first
