"""Connections to SQLite or PostgreSQL, and the two kinds of transaction: reading and writing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import CursorResult, Executable, event, make_url, text
from sqlalchemy.engine import URL, Connection, RowMapping
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import StoreDown

BUSY_MS = 15_000
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
_together: ContextVar[tuple["Database | None", AsyncConnection | None]] = ContextVar("together", default=(None, None))
_DOWN = (PoolTimeout, OSError, TimeoutError)
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
        if (shared := self._shared()) is not None:
            yield shared
            return
        with _naming_outages():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """All or nothing. On SQLite the write lock is taken at the start, so that nothing fails half-way."""
        if not self.sqlite or self._shared() is not None:
            async with self.reading() as connection:
                yield connection
            return
        with _naming_outages():
            async with self._writer, self._engine.connect() as plain:
                connection = await plain.execution_options(hearline_write=True)
                async with connection.begin():
                    yield connection

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """One writing transaction around all that is read and written within: everything is stored, or nothing.

        Wait for nothing else in it: on SQLite nobody writes meanwhile.
        """
        async with self.writing() as connection:
            before = _together.set((self, connection))
            try:
                yield
            finally:
                _together.reset(before)

    def _shared(self) -> AsyncConnection | None:
        database, connection = _together.get()
        return connection if database is self else None

    async def rows(self, wanted: Executable) -> Sequence[RowMapping]:
        """All rows of one query. Raises StoreDown, as the three below do."""
        async with self.reading() as connection:
            return (await connection.execute(wanted)).mappings().all()

    async def row(self, wanted: Executable) -> RowMapping | None:
        return next(iter(await self.rows(wanted)), None)

    async def value(self, wanted: Executable) -> Any:
        """Of the first column of the first row."""
        async with self.reading() as connection:
            return await connection.scalar(wanted)

    async def change(self, statement: Executable) -> int:
        """How many rows one statement touched."""
        async with self.writing() as connection:
            return changed(await connection.execute(statement))

    async def ping(self) -> None:
        """Raises StoreDown."""
        await self.value(text("SELECT 1"))

    async def overwrite(self) -> None:
        """On SQLite, bring the write-ahead log into the file and empty it, so that what was deleted is overwritten."""
        if self.sqlite:
            with _naming_outages():
                async with self._writer, self._engine.connect() as connection:
                    plain = (await connection.get_raw_connection()).driver_connection
                    await (await plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")).close()  # type: ignore[union-attr]

    async def close(self) -> None:
        await self._engine.dispose()


def changed(result: Any) -> int:
    """How many rows a statement touched."""
    return int(result.rowcount) if isinstance(result, CursorResult) else 0


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
