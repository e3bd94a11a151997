"""SQL: reached, with this program's tables, writing, at one time with us; its secret, its admins, its desks."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from chat.auth.factor_policy import factor_policy
from chat.commands.doctor.findings import Check, Problem, Reached
from chat.entry.keyring import KeyRing
from chat.http.staff.settings_check import KINDS
from chat.startup import why
from routing.hours import UnreadableHours, parse
from storage.address import SqliteAddress, read_address
from storage.condition import condition
from storage.errors import OtherTables, StoreError, StoreFile, StoreRefused, StoreUnable
from storage.store import Store

LEAST_POSTGRES = 15
APART_S = 2.0
_SCHEMA = {
    "none": ("schema_none", "The database has no tables yet.", "Run hearline release."),
    "old": ("schema_old", "The tables are those of an older version.", "Run hearline release."),
    "new": (
        "schema_new",
        "The tables are those of a newer version.",
        "Install that version, or restore a back-up that this one made.",
    ),
}
_MEND = "Start it, or correct DATABASE_URL."
_MEND_FILE = "Make room, give file and folder to the user of the gateways, or bring back a back-up (hearline restore)."


async def sql(reached: Reached, check: Check) -> None:
    if reached.store is None:
        if reached.store_problem is not None:
            check.wrong("sql_away", why(reached.store_problem), "Correct DATABASE_URL.")
        return
    address = read_address(reached.settings.database_url)
    if isinstance(address, SqliteAddress) and not await asyncio.to_thread(_there, Path(address.path)):
        reached.store = None  # it would be made by looking
        check.wrong(
            "sql_file_none", f"There is no file {address.path}.", "Run hearline release, or correct DATABASE_URL."
        )
        return
    try:
        found = await condition(reached.store.database)
    except StoreError as problem:
        reached.store, reached.store_problem = None, problem
        check.problems.append(_unused(problem))
        return
    check.saw = f"{found.kind}, tables: {found.schema}"
    if found.schema != "current":
        check.wrong(*_SCHEMA[found.schema])
    if found.schema in ("none", "old"):
        reached.store = None  # what is asked further would stumble over the same
    if not found.writes:
        check.wrong(
            "sql_takes_no_writes",
            "The database takes no writes from this user.",
            "Name the primary (target_session_attrs=read-write); an SQLite file and its folder must be writable.",
        )
    name, _, number = found.kind.partition(" ")
    if name == "PostgreSQL" and int(number.partition(".")[0]) < LEAST_POSTGRES:
        check.wrong("sql_old", f"{found.kind} is older than 15.", "Install PostgreSQL 15 or newer.")
    if found.clock_s is not None and abs(time.time() - found.clock_s) > APART_S:
        apart = abs(time.time() - found.clock_s)
        check.doubt("sql_clock_apart", f"The database's clock is {apart:.0f} s off.", "Let its machine keep time.")


def _unused(problem: StoreError) -> Problem:
    if isinstance(problem, OtherTables):
        return Problem("schema_other", why(problem), "Correct DATABASE_URL: nothing of it was touched.")
    if isinstance(problem, StoreFile):
        return Problem("sql_file_bad", why(problem), _MEND_FILE)
    if isinstance(problem, StoreUnable):
        return Problem("sql_unable", why(problem), "Look at the server's log and machine, then ask again.")
    return Problem("sql_refuses" if isinstance(problem, StoreRefused) else "sql_away", why(problem), _MEND)


def _there(file: Path) -> bool:
    """Also where a folder above lets nobody look: what is wrong then is told by opening it."""
    try:
        return file.exists()
    except OSError:
        return True


async def secret(reached: Reached, check: Check) -> None:
    """Whether this secret is the one that sealed what is kept."""
    given = reached.settings
    if reached.store is None or given.demo or not all(given.secrets):
        check.saw = "not asked in the demo" if given.demo else ""
        return
    ring, marks = KeyRing(given.secrets), await reached.store.secrets.all()
    check.saw = f"mark {ring.current}; the database has {', '.join(sorted(marks)) or 'none yet'}"
    if missing := sorted(marks - set(ring.key_ids)):
        check.wrong(
            "secret_other",
            f"Something in the database is sealed with a secret that is not here (mark {' and '.join(missing)}).",
            "Start with that secret, or name it in HEARLINE_SECRET_OLD and run hearline secret rotate.",
        )
    elif marks - {ring.current}:
        check.doubt(
            "secret_unrotated",
            "A former secret still seals something in the database.",
            "Run hearline secret rotate.",
        )


async def staff(reached: Reached, check: Check) -> None:
    if reached.store is None:
        return
    everybody = [one for one in await reached.store.accounts.all() if one.active]
    admins = [one for one in everybody if one.role == "admin"]
    check.saw = f"{len(everybody)} accounts, {len(admins)} of them admins"
    provider = bool(reached.settings.oidc_issuer)
    if not admins and not provider:
        check.wrong("admin_none", "There is no admin.", "Run hearline admin create NAME.")
    needed = factor_policy(reached.settings, reached.store)
    for grave, code, ones in (
        (True, "second_factor_admin", admins),
        (False, "second_factor_staff", [one for one in everybody if one.role != "admin"]),
    ):
        bare = [
            one.name
            for one in ones
            if one.password and not one.totp and await needed(one) and not await reached.store.accounts.passkeys(one.id)
        ]
        if bare:
            what = f"Without a second factor, which the next sign-in asks for: {', '.join(bare[:10])}."
            (check.wrong if grave else check.doubt)(code, what, "Let them sign in once, or close these accounts.")


async def desks(reached: Reached, check: Check) -> None:
    """Hours that are missing or unreadable mean closed."""
    if reached.store is None:
        return
    seen = [f"{desk} {await _hours(reached.store, desk, check)}" for desk in reached.settings.desks]
    check.saw = "; ".join(seen)
    for desk in reached.settings.desks:
        if spoilt := _spoilt(await reached.store.settings.desk(desk)):
            check.doubt(
                "settings_spoilt",
                f"The desk {desk} has settings that cannot be: {', '.join(spoilt)}.",
                "Set them anew in the dashboard; until then their defaults hold, or nothing of them.",
            )


def _spoilt(stored: Mapping[str, Any]) -> list[str]:
    """By an import, say; the dashboard stores none."""
    return [name for name, value in stored.items() if name in KINDS and not _can_be(value, KINDS[name])]


def _can_be(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


async def _hours(store: Store, desk: str, check: Check) -> str:
    stored = await store.hours.get(desk)
    if stored is None:
        check.doubt("hours_none", f"The desk {desk} has no opening hours: it is closed.", "Set them in the dashboard.")
        return "without hours"
    try:
        parse(stored.definition)
    except (UnreadableHours, ValueError, OverflowError):
        check.wrong("hours_unreadable", f"The opening hours of {desk} cannot be read: it is closed.", "Set them anew.")
        return "with unreadable hours"
    return "has hours"
