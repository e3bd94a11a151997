"""The first admin is made on the command line, and one who lost everything gets back in there."""

import asyncio
import contextlib
import os
import pty
import shlex
import subprocess
import sys

import pytest

from chat.auth.passwords import Passwords
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


# What comes where a password is wanted: by a pipe, from a file that another program wrote, from nobody.
PIPED = [
    (b"\xef\xbb\xbf" + PASSWORD.encode() + b"\r\n", 0, ""),
    ("un mot de passe tr\u00e8s long\n".encode(), 0, ""),
    (b"p\xe9p\xe9 mot de passe long\n", 1, "The password is no text in UTF-8.\n"),
    (b"\xff\xfep\x00a\x00s\x00s\x00", 1, "The password is no text in UTF-8.\n"),
    (b"", 1, "The password needs at least 12 characters.\n"),
]


@pytest.mark.parametrize(("piped", "code", "said"), PIPED)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_a_password_by_a_pipe(database: str, piped: bytes, code: int, said: str, encoding: str) -> None:
    """Whatever the locale of this machine is; and the one that was made is the one that is typed at the sign-in."""
    environment = {**os.environ, "DATABASE_URL": database, "HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": ORIGIN}
    environment |= {"PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [sys.executable, "-m", "chat.cli", "admin", "create", "root"],
        cwd=ROOT, env=environment, input=piped, capture_output=True, timeout=PATIENCE_S,
    )  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (code, said)
    if code == 0:
        account, _ = asyncio.run(stored(database, "root"))
        assert account is not None
        typed = piped.decode("utf-8-sig").strip()
        assert asyncio.run(Passwords().check(account.password, typed))


def test_nobody_at_a_terminal_and_no_standard_input_at_all(database: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database, "HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": ORIGIN}
    command = [sys.executable, "-m", "chat.cli", "admin", "create", "root"]
    closed = f"exec {shlex.join(command)} <&-"
    done = subprocess.run(["sh", "-c", closed], cwd=ROOT, env=environment, capture_output=True, timeout=PATIENCE_S)
    assert (done.returncode, done.stderr) == (1, b"The password needs at least 12 characters.\n")
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(ROOT)
        os.execve(sys.executable, command, environment)
    shown = b""
    while b"New password" not in shown:
        shown += os.read(terminal, 1000)
    os.write(terminal, b"\x04")
    with contextlib.suppress(OSError):  # which is how a terminal ends
        while more := os.read(terminal, 1000):
            shown += more
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    assert shown.decode().splitlines()[-1].endswith("No password was given.")
    assert b"Traceback" not in shown


async def test_a_display_name_that_cannot_be_is_said_in_a_sentence_and_a_closed_account_stays_closed(
    database: str,
) -> None:
    done = await asyncio.to_thread(hearline, database, "create", "root", "--display", "x" * 500, typed=PASSWORD)
    assert (done.returncode, done.stderr[:8]) == (1, "The name")
    store = open_store(database)
    await store.accounts.add(Account("zo", "zo", "Zo", "admin", "hash", active=False))
    await store.close()
    done = await asyncio.to_thread(hearline, database, "reset", "zo", typed=PASSWORD)
    assert "It is closed" in done.stdout


def test_nobody_is_asked_for_a_password_where_the_settings_are_wrong(database: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database, "HEARLINE_SECRET": "short", "HEARLINE_PUBLIC_URL": ORIGIN}
    command = [sys.executable, "-m", "chat.cli", "admin", "create", "root"]
    waiting, ours = os.pipe()  # nothing ever comes
    done = subprocess.run(command, cwd=ROOT, env=environment, stdin=waiting, capture_output=True, timeout=PATIENCE_S)
    os.close(ours)
    assert (done.returncode, done.stderr[:15]) == (1, b"HEARLINE_SECRET")
