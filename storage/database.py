"""Connections to SQLite or PostgreSQL, and the two kinds of transaction: reading and writing."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import StoreDown

BUSY_MS, EMPTYING_MS = 15_000, 250
# A PostgreSQL server that vanishes without a word must not be waited for until the network gives up.
CONNECT_S, ANSWER_S = 5.0, 60.0
PRAGMAS = (
    "journal_mode=WAL",
    f"busy_timeout={BUSY_MS}",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "cache_size=-32000",
)
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg"}
_DOWN = (PoolTimeout, OSError, TimeoutError, sqlite3.OperationalError)
# SQLSTATE classes of connections, of rolled back transactions, and of a server that is full, busy, or stopping.
_PASSING = ("08", "40", "53", "55", "57", "58")


def read_url(database_url: str) -> URL:
    """The address with the driver that is used here; `postgres://` and `sqlite://` will do."""
    url = make_url(database_url)
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


class Database:
    """One engine. `reading()` and `writing()` are transactions; a writing one is committed at its end."""

    def __init__(self, database_url: str, *, connections: int = 5) -> None:
        url = read_url(database_url)
        self.sqlite = url.get_backend_name() == "sqlite"
        self._engine = _engine(url, self.sqlite, connections)
        self._writer = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view. Raises StoreDown."""
        with _naming_outages():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """All or nothing. On SQLite the write lock is taken at the start, so that nothing fails half-way."""
        if not self.sqlite:
            async with self.reading() as connection:
                yield connection
            return
        with _naming_outages():
            async with self._writer, self._engine.connect() as plain:
                connection = await plain.execution_options(hearline_write=True)
                async with connection.begin():
                    yield connection

    async def ping(self) -> None:
        """Raises StoreDown."""
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def empty_log(self) -> None:
        """On SQLite, bring the write-ahead log into the file and empty it: it would tell what was added together, and
        what was deleted. Somebody who reads just then may keep it from being emptied until the next time."""
        if self.sqlite:
            await self._plainly(f"PRAGMA busy_timeout={EMPTYING_MS}", "PRAGMA wal_checkpoint(TRUNCATE)")

    async def compact(self) -> None:
        """An SQLite file that keeps free pages is written anew once, so that what was in them is gone."""
        if self.sqlite:
            if await self._plainly("PRAGMA auto_vacuum") == 0:
                await self._plainly("PRAGMA temp_store=MEMORY", "PRAGMA auto_vacuum=FULL", "VACUUM")
            await self.empty_log()

    async def close(self) -> None:
        await self._engine.dispose()

    async def _plainly(self, *statements: str) -> Any:
        """On SQLite, outside of any transaction; the first value of the last answer."""
        with _naming_outages():
            async with self._writer, self._engine.connect() as connection:
                plain: Any = (await connection.get_raw_connection()).driver_connection
                try:
                    return [await _first(plain, statement) for statement in statements][-1]
                finally:
                    await _first(plain, f"PRAGMA busy_timeout={BUSY_MS}")


async def _first(plain: Any, statement: str) -> Any:
    async with plain.execute(statement) as cursor:
        row = await cursor.fetchone()
    return row[0] if row else None


def _engine(url: URL, sqlite: bool, connections: int) -> AsyncEngine:
    if not sqlite:
        # Compiling a statement takes PostgreSQL longer than running any of ours.
        plain = {"server_settings": {"jit": "off"}, "timeout": CONNECT_S, "command_timeout": ANSWER_S}
        return create_async_engine(
            url, pool_size=connections, max_overflow=connections, pool_pre_ping=True, connect_args=plain
        )
    engine = create_async_engine(url, pool_size=connections, max_overflow=connections)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA page_count")
    if not cursor.fetchone()[0]:
        # Of a new file: a page that is free is given back, not kept.
        cursor.execute("PRAGMA auto_vacuum=FULL")
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("hearline_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class _naming_outages:
    """Turns what may pass (an unreachable, full or busy database) into StoreDown; other errors stay as they are."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, problem: BaseException | None, trace: Any) -> None:
        if isinstance(problem, DBAPIError) and _passes(problem):
            raise StoreDown(type(problem.orig).__name__) from problem
        if isinstance(problem, _DOWN):
            raise StoreDown(type(problem).__name__) from problem


def _passes(problem: DBAPIError) -> bool:
    if problem.connection_invalidated or isinstance(problem, OperationalError | InterfaceError):
        return True
    return str(getattr(problem.orig, "sqlstate", "") or "").startswith(_PASSING)
