"""Shared fixtures: a real Valkey, real SQL databases and a real browser, each ended with the tests."""

import asyncio
import os
import shutil
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from hypothesis import settings
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from chat.auth import passwords
from demo.ports import free_port
from demo.stack import Stack
from demo.tether import Tether
from demo.valkey import start_valkey
from storage.migrate import migrate
from tests import browsers, postgres

QUICK, LONG = 100, 2000
# On the second server the histories are about that server alone.
SHARE = 3 if os.environ.get("HEARLINE_FEWER") else 1
LONGEST_S = 36_000 if "--long" in sys.argv else 600
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="many more random histories; faults that last a minute")


def pytest_configure(config: pytest.Config) -> None:
    """With --long every property runs longer; own loops look at HEARLINE_LONG."""
    long = config.getoption("--long")
    if long:
        os.environ["HEARLINE_LONG"] = "1"
    settings.register_profile("here", deadline=None, max_examples=(LONG if long else QUICK) // SHARE, print_blob=True)
    settings.load_profile("here")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long is for --long; so is what only the server that ships is seen with every day."""
    if not config.getoption("--long"):
        late = [item for item in items if item.get_closest_marker("endurance") or (SHARE > 1 and _later(item))]
        items[:] = [item for item in items if item not in late]
        config.hook.pytest_deselected(items=late)


def _later(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("any_redis")
    return mark is not None and bool(mark.kwargs.get("long"))


def missing(what: str) -> None:
    """Skip loudly; in CI a missing part is a failure."""
    if IN_CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(autouse=True)
def not_for_ever() -> Iterator[None]:
    """A test that hangs fails, and the rest goes on."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(LONGEST_S)
    yield
    signal.alarm(0)


def _too_long(_number: int, _frame: object) -> None:
    raise TimeoutError(f"no test takes longer than {LONGEST_S} s")


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """What the product hashes passwords with; in this process a cheap one stands in its place, since tests hash by
    thousands."""
    real = passwords._hasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=128, parallelism=1))
        yield real


@pytest.fixture(scope="session")
def tether() -> Iterator[Tether]:
    """Starts processes that end with the tests, even when those are killed."""
    it = Tether()
    yield it
    it.close()


@pytest.fixture(scope="session")
def valkey_url(tether: Tether) -> str:
    """The address (`unix://…`) of one real Valkey server for all tests."""
    return start_valkey(tether, options={"enable-debug-command": "local"})


@pytest.fixture(scope="session")
def prepared(tether: Tether, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Puts the demo's store, made once, into the folder of a service of a test's own; that folder."""
    made = Stack(tether, tmp_path_factory.mktemp("prepared"), free_port())
    made.prepare()

    def into(folder: Path) -> Path:
        for name in ("hearline.db", "prepared"):
            shutil.copy(made.folder / name, folder)
        return folder

    return into


@pytest.fixture(scope="session")
def stack(
    tether: Tether, tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[Path], Path]
) -> Iterator[Stack]:
    """The whole service as `./dev demo` runs it, on a free port, a Valkey and a store of its own."""
    calm = {"HEARLINE_CALM_JOINS": "1000000"}
    it = Stack(tether, prepared(tmp_path_factory.mktemp("stack")), free_port(), calm)
    it.start_all()
    yield it
    it.stop()


@pytest.fixture
async def redis(valkey_url: str) -> AsyncIterator[Redis]:
    """A client of an empty Valkey: text answers, no retries; emptied again after the test."""
    client = make_redis(valkey_url)
    await client.flushall()
    yield client
    await client.flushall()
    await client.aclose()


def make_redis(url: str, *, decode_responses: bool = True) -> Redis:
    """A client as production makes it: without retries, since a repeated call may run twice."""
    return Redis.from_url(url, decode_responses=decode_responses, retry=Retry(NoBackoff(), 0))


@pytest.fixture(scope="session")
def postgres_server(tether: Tether, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL server: TEST_DATABASE_URL, or Debian's, started for these tests. `postgresql://…`"""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return postgres.plain(given)
    try:
        return postgres.start(tether)
    except postgres.NotHereError as problem:
        missing(str(problem))
        raise


@pytest.fixture
async def postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """An empty PostgreSQL database of this test's own, for SQLAlchemy: `postgresql+asyncpg://…`."""
    async with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite file of this test's own, for SQLAlchemy."""
    return f"sqlite+aiosqlite:///{tmp_path}/hearline.db"


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Each test runs once on SQLite and once on PostgreSQL, on an empty database."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and nothing in them, to be copied."""
    made = tmp_path_factory.mktemp("tables") / "hearline.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{made}"))
    return made


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str) -> str:
    """The same on PostgreSQL: the name of a database to make others like."""
    return asyncio.run(postgres.make_template(postgres_server, migrate))


@pytest.fixture
def ready_sqlite_url(tables: Path, sqlite_url: str, tmp_path: Path) -> str:
    """An SQLite file of this test's own with all tables, for SQLAlchemy."""
    shutil.copy(tables, tmp_path / "hearline.db")
    return sqlite_url


@pytest.fixture
async def ready_postgres_url(postgres_server: str, postgres_tables: str) -> AsyncIterator[str]:
    """A PostgreSQL database of this test's own with all tables."""
    async with postgres.database(postgres_server, like=postgres_tables) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def ready_store_url(request: pytest.FixtureRequest) -> str:
    """Each test runs once on SQLite and once on PostgreSQL, on a database with all tables and nothing in them."""
    return str(request.getfixturevalue(f"ready_{request.param}_url"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[browsers.Browser]:
    """One headless chromium for all tests, which use it in one loop (`loop_scope="session"`); make one context for
    each person."""
    async with browsers.launch(a_chromium(browsers.find_shell())) as it:
        yield it


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def whole_browser() -> AsyncIterator[browsers.Browser]:
    """One with windows, for what they ask before they go."""
    async with browsers.launch(a_chromium(browsers.find())) as it:
        yield it


def a_chromium(path: str | None) -> str:
    if path is None:
        missing("no chromium here: apt-get install chromium, or set CHROMIUM to its path")
        raise RuntimeError
    return path
