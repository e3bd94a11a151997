"""A PostgreSQL server for the tests: Debian's, in a temporary folder, on a unix socket only."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from secrets import token_hex
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

import asyncpg

from demo.tether import Tether
from tests.patience import PATIENCE_S

USER = "postgres"
FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=200",
    "wal_level=logical",
)  # fmt: skip


class NotHereError(Exception):
    """PostgreSQL cannot be had on this machine."""


def plain(url: str) -> str:
    """`postgresql+asyncpg://…` and `postgres://…` as `postgresql://…`."""
    return "postgresql://" + url.partition("://")[2]


def binaries() -> Path:
    """The folder with `initdb` and `postgres`. Raises NotHereError."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("postgres")
    if not found and not on_path:
        raise NotHereError("no PostgreSQL here: apt-get install postgresql, or set TEST_DATABASE_URL")
    return found[-1].parent if found else Path(str(on_path)).parent


def start(tether: Tether, *more: str, prepare: Callable[[Path], None] | None = None) -> str:
    """Start a server that ends with the tests; returns its address. Raises NotHereError.

    `more`: further options, `name=value`. `prepare` may put files into the folder of its data before it starts.
    """
    folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-pg-")))
    data = folder / "data"
    bin_ = binaries()
    identity = not_root(folder)
    initdb = [bin_ / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **identity)
    if prepare:
        prepare(data)
    options = [part for option in (*FAST, f"unix_socket_directories={folder}", *more) for part in ("-c", option)]
    with (folder / "log").open("wb") as log:
        child = tether.start(
            [bin_ / "postgres", "-D", data, *options],
            death_signal=signal.SIGQUIT, cwd=folder, stdout=log, stderr=log, **identity,
        )  # fmt: skip
    _wait(child, folder)
    return f"postgresql://{USER}@/postgres?host={quote(str(folder), safe='/')}"


def not_root(*paths: Path) -> dict[str, str]:
    """As whom a server is started that refuses to be root; these are then that one's."""
    if os.geteuid() != 0:
        return {}
    for path in paths:
        shutil.chown(path, USER, USER)
    return {"user": USER, "group": USER}


def _wait(child: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while "ready" not in _status(folder):
        if child.poll() is not None or time.monotonic() > until:
            raise RuntimeError((folder / "log").read_text()[-2000:])
        time.sleep(0.02)


def _status(folder: Path) -> str:
    try:
        return (folder / "data" / "postmaster.pid").read_text()
    except OSError:
        return ""


@contextlib.asynccontextmanager
async def database(server: str, like: str = "template0", more: str = "") -> AsyncIterator[str]:
    """A database of its own, empty or a copy of the one named `like`, dropped afterwards; yields its address for
    SQLAlchemy."""
    name = f"t_{token_hex(8)}"
    await _run(server, f'CREATE DATABASE "{name}" TEMPLATE "{like}" {more}')
    yield address(server, name)
    await _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def address(server: str, name: str) -> str:
    """Of a database, for SQLAlchemy."""
    return urlunsplit(urlsplit(server)._replace(scheme="postgresql+asyncpg", path=f"/{name}"))


async def make_template(server: str, fill: Callable[[str], Awaitable[None]]) -> str:
    """A database that `fill` was given the address of, for others to be like; its name."""
    name = f"like_{token_hex(8)}"
    await _run(server, f'CREATE DATABASE "{name}"')
    await fill(address(server, name))
    return name


def target(server: str) -> str:
    """Where it listens: the path of a unix socket, or HOST:PORT."""
    parts = urlsplit(server)
    folder = parse_qs(parts.query).get("host", [""])[0]
    return f"{folder}/.s.PGSQL.5432" if folder else f"{parts.hostname}:{parts.port or 5432}"


def through(database: str, port: int) -> str:
    """A database's address by a proxy of this machine."""
    parts = urlsplit(plain(database))
    login = parts.netloc.rpartition("@")[0] or USER
    return urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{port}", query=""))


async def _run(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
