"""The first admin is made on the command line, and one who lost everything gets back in there."""

import asyncio
import os
import subprocess
import sys

import pytest

from demo.stack import ROOT
from storage import open_store
from storage.values import Account
from tests.patience import PATIENCE_S
from tests.security.conftest import ORIGIN, PASSWORD, SECRET


@pytest.fixture
def database(ready_sqlite_url: str) -> str:
    return ready_sqlite_url


def hearline(database: str, *words: str, typed: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": database, "HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": ORIGIN}
    command = [sys.executable, "-m", "chat.cli", "admin", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=typed + "\n", capture_output=True, text=True, timeout=PATIENCE_S
    )


async def stored(database: str, name: str) -> tuple[Account | None, list[str]]:
    store = open_store(database)
    found = await store.accounts.by_name(name), [entry.kind for entry in await store.audit.page()]
    await store.close()
    return found


def test_the_first_admin(database: str) -> None:
    weak = hearline(database, "create", "root", typed="short")
    assert (weak.returncode, weak.stderr) == (1, "The password needs at least 12 characters.\n")
    made = hearline(database, "create", "Root", "--display", "Ruth", typed=PASSWORD)
    assert made.returncode == 0, made.stderr
    account, kinds = asyncio.run(stored(database, "root"))
    assert account is not None
    assert (account.role, account.display, kinds) == ("admin", "Ruth", ["account_made"])
    assert account.password.startswith("$argon2id$")
    again = hearline(database, "create", "root", typed=PASSWORD)
    assert (again.returncode, again.stderr) == (1, "There is an account with this name already.\n")
    reset = hearline(database, "reset", "root", typed="another long password")
    assert reset.returncode == 0, reset.stderr
    changed, kinds = asyncio.run(stored(database, "root"))
    assert changed is not None
    assert changed.password != account.password
    assert kinds == ["password_changed", "factor_reset", "account_made"]
    unknown = hearline(database, "reset", "nobody", typed=PASSWORD)
    assert (unknown.returncode, unknown.stderr) == (1, "There is no account with this name.\n")
    for done in (weak, made, again, reset, unknown):
        assert PASSWORD not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
