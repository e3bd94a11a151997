"""Connections to SQLite or PostgreSQL, and the two kinds of transaction: reading and writing."""

import asyncio
import os
import sqlite3
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import Any

from sqlalchemy import CursorResult, Executable, event, text
from sqlalchemy.engine import URL, Connection, ExceptionContext, RowMapping
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.address import PostgresAddress, SqliteAddress, read_address
from storage.errors import StoreDown, StoreFile, StoreReadOnly, StoreRefused, StoreUnable
from storage.postgres import Connector

BUSY_MS, EMPTYING_MS = 15_000, 250
PRAGMAS = (
    "journal_mode=WAL",
    f"busy_timeout={BUSY_MS}",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "cache_size=-32000",
)
_IN_TURN = text(
    "SELECT set_config('idle_in_transaction_session_timeout', '10s', true), pg_advisory_xact_lock(1919509092)"
)
_together: ContextVar[tuple["Database | None", AsyncConnection | None]] = ContextVar("together", default=(None, None))
_DOWN = (PoolTimeout, OSError, TimeoutError, sqlite3.OperationalError)
# SQLSTATE classes of connections, of rolled back transactions, of a server that is full, busy, stopping, or a primary
# no more.
_PASSING = ("08", "25006", "40", "53", "55", "57", "58")
_DEMOTED = "25006"
_REFUSED = {
    "28": "refuses this user or password",
    "3D": "is not on that server",
    "3F": "has no schema that the search_path of this user names",
    "42501": "lets this user do too little",
}
# Of what passes, what its state says plainly.
_UNABLE = {
    "53100": "has a full disk: make room",
    "53200": "lacks memory: look at its machine",
    "53300": "takes no more connections: raise its max_connections, or put a pooler before it",
    "55P03": "waits for who holds its tables",
    "57P01": "ended the connection, as one that is being stopped does",
    "57P02": "has just crashed",
    "57P03": "is starting or stopping: try again in a moment",
}
# What pgbouncer says, whose errors are all of one class.
_POOLER = {
    "startup parameter": "is behind a pooler that takes no options of a session: leave `options` out of it",
    "no such database": "is not on that server",
    "no such user": "refuses this user or password",
    "authentication failed": "refuses this user or password",
    "statement pooling": "is behind a pooler of single statements, which must pool transactions",
    "no more connections": "is behind a pooler that takes no more connections",
}
_OF_CONNECTIONS = "08"
_DAMAGED = "is damaged, or a file that is no database of SQLite: check DATABASE_URL, or restore a back-up"
# By the primary codes of SQLite's errors.
_FILE = {
    sqlite3.SQLITE_PERM: "may not be opened by the user of this process",
    sqlite3.SQLITE_BUSY: "is held by another program",
    sqlite3.SQLITE_LOCKED: "is held by another program",
    sqlite3.SQLITE_READONLY: "takes no writes: this process must be able to write the file and its folder",
    sqlite3.SQLITE_IOERR: "cannot be read or written: look whether the disk is full or failing",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: its folder must exist, and this process be able to write both",
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


class Database:
    """One engine. `reading()` and `writing()` are transactions; a writing one is committed at its end."""

    def __init__(self, database_url: str, *, connections: int = 5) -> None:
        """Raises BadAddress."""
        address = read_address(database_url)
        self._connector = Connector(address) if isinstance(address, PostgresAddress) else None
        self.sqlite = self._connector is None
        self._engine = _engine(address, self._connector, connections)
        # Of PostgreSQL each statement sees what is there by then, unless it is told otherwise.
        view = {} if self.sqlite else {"isolation_level": "REPEATABLE READ"}
        self._viewing = self._engine.execution_options(**view)
        self._writer = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view. Raises StoreDown."""
        async with self._transaction(self._viewing) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """All or nothing. On SQLite the write lock is taken at the start, so that nothing fails half-way."""
        if not self.sqlite or self._shared() is not None:
            async with self._leaving_the_demoted(), self._transaction(self._engine) as connection:
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

    async def in_turn(self) -> None:
        """Within `together`: after whoever else asked for this, and seeing what they did; on SQLite that is always so.
        Who freezes meanwhile is put out by the server after ten seconds, and the others go on."""
        if not self.sqlite:
            await self.value(_IN_TURN)

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """One of its own, unless this is within `together`."""
        if (shared := self._shared()) is not None:
            yield shared
            return
        with _naming_outages():
            async with engine.begin() as connection:
                if self._connector and self._connector.pooled:
                    await connection.execute(text("SET LOCAL jit = off"))
                yield connection

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

    async def kind(self) -> str:
        """Name and version of the database. Raises StoreDown."""
        if self.sqlite:
            return f"SQLite {sqlite3.sqlite_version}"
        return f"PostgreSQL {str(await self.value(text('SHOW server_version'))).partition(' ')[0]}"

    def watch(self, began: Callable[[str], Callable[[], None]]) -> None:
        """`began` is told the first word of each statement, and gives what is called once it has run or failed."""

        def before(_: Any, __: Any, statement: str, ___: Any, context: Any, ____: Any) -> None:
            context.hearline_ended = began(statement.split(None, 1)[0])

        def after(*about: Any) -> None:
            about[4].hearline_ended()

        def failed(about: ExceptionContext) -> None:
            getattr(about.execution_context, "hearline_ended", _nothing)()

        engine = self._engine.sync_engine
        event.listen(engine, "before_cursor_execute", before)
        event.listen(engine, "after_cursor_execute", after)
        event.listen(engine, "handle_error", failed)

    async def ping(self) -> None:
        """Raises StoreDown."""
        await self.value(text("SELECT 1"))

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

    @asynccontextmanager
    async def _leaving_the_demoted(self) -> AsyncIterator[None]:
        """A server that was primary and takes no writes any more is asked no further: the next connection is new."""
        try:
            yield
        except StoreReadOnly:
            await self._engine.dispose()
            raise

    async def _plainly(self, *statements: str) -> Any:
        """On SQLite, outside of any transaction; the first value of the last answer."""
        with _naming_outages():
            async with self._writer, self._engine.connect() as connection:
                plain: Any = (await connection.get_raw_connection()).driver_connection
                try:
                    return [await _first(plain, statement) for statement in statements][-1]
                finally:
                    await _first(plain, f"PRAGMA busy_timeout={BUSY_MS}")


class Part:
    """One theme of the store; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database


def refuses_data(problem: DBAPIError) -> bool:
    """Whether what was to be stored is at fault; asyncpg's errors of data are seldom a DataError."""
    return isinstance(problem, IntegrityError | DataError) or _state(problem).startswith(("22", "23"))


def changed(result: Any) -> int:
    """How many rows a statement touched."""
    return int(result.rowcount) if isinstance(result, CursorResult) else 0


async def _first(plain: Any, statement: str) -> Any:
    async with plain.execute(statement) as cursor:
        row = await cursor.fetchone()
    return row[0] if row else None


def _engine(address: SqliteAddress | PostgresAddress, connector: Connector | None, connections: int) -> AsyncEngine:
    # What was to be stored stands in no error: a command line prints it.
    size = {"pool_size": connections, "max_overflow": connections, "hide_parameters": True}
    if connector:
        url = URL.create("postgresql+asyncpg")
        # Whatever the house's default is: who waited for another must see what that one did.
        level = {"isolation_level": "READ COMMITTED"}
        return create_async_engine(url, **size, **level, pool_pre_ping=True, connect_args=connector.engine_arguments())
    assert isinstance(address, SqliteAddress)
    engine = create_async_engine(URL.create("sqlite+aiosqlite", database=address.path), **size)
    event.listen(engine.sync_engine, "do_connect", _try_to_open)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _try_to_open(_dialect: object, _record: object, place: Sequence[Any], _named: object) -> None:
    """A file that cannot be opened fails here: a thread of aiosqlite's would say so to a loop that may have ended."""
    with suppress(OSError):
        # Others on this machine read no password hashes; the log beside it takes its rights from the file. Only a new
        # one: to close a file that this process has open elsewhere gives up all its locks.
        file = os.path.realpath(place[0])
        made = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o660)
        try:
            _give_away(made, os.path.dirname(file))
        finally:
            os.close(made)
    sqlite3.connect(*place).close()


def _give_away(file: int, folder: str) -> None:
    """What root makes, by a command beside a running house, is of whoever has the folder: the gateways write it."""
    if os.geteuid() == 0:
        owner = os.stat(folder)
        os.fchown(file, owner.st_uid, owner.st_gid)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA page_count")
        if not cursor.fetchone()[0]:
            # Of a new file: a page that is free is given back, not kept.
            cursor.execute("PRAGMA auto_vacuum=FULL")
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except Exception:
        connection.close()  # of a file that is none: nobody else would
        raise


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("hearline_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class _naming_outages:
    """Turns what may pass (an unreachable, full or busy database) into StoreDown; other errors stay as they are."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, problem: BaseException | None, trace: Any) -> None:
        if refused := _REFUSED.get(_state(problem)) or _REFUSED.get(_state(problem)[:2]) or _of_entry(problem):
            raise StoreRefused(refused) from problem
        if isinstance(problem, ssl.SSLCertVerificationError):
            raise StoreRefused(f"shows a certificate that is not trusted ({problem.verify_message})") from problem
        if (why := _of_file(getattr(problem, "orig", problem))) is not None:
            raise StoreFile(why) from problem
        if _state(problem) == _DEMOTED:
            raise StoreReadOnly(type(getattr(problem, "orig", problem)).__name__) from problem
        if (unable := _UNABLE.get(_state(problem))) is not None:
            raise StoreUnable(unable) from problem
        if isinstance(problem, DBAPIError) and _passes(problem):
            raise StoreDown(type(problem.orig).__name__) from problem
        if isinstance(problem, _DOWN):
            raise StoreDown(type(problem).__name__) from problem


def _of_entry(problem: BaseException | None) -> str | None:
    said = str(getattr(problem, "orig", problem))
    if isinstance(problem, ConnectionError) and "rejected SSL" in said:
        return "offers no TLS, which sslmode asks for"
    if not _state(problem).startswith(_OF_CONNECTIONS):
        return None
    return next((why for words, why in _POOLER.items() if words in said), None)


def _of_file(problem: BaseException | None) -> str | None:
    """What is wrong with SQLite's file. A text in it that is none comes as Python's own error."""
    if isinstance(problem, UnicodeDecodeError):
        return _DAMAGED
    return _FILE.get(getattr(problem, "sqlite_errorcode", 0) & 0xFF) if isinstance(problem, sqlite3.Error) else None


def _passes(problem: DBAPIError) -> bool:
    if problem.connection_invalidated or isinstance(problem, OperationalError | InterfaceError):
        return True
    return _state(problem).startswith(_PASSING)


def _state(problem: BaseException | None) -> str:
    """The five signs by which PostgreSQL names an error, or nothing."""
    return str(getattr(getattr(problem, "orig", problem), "sqlstate", "") or "")


def _nothing() -> None:
    """It failed before it began."""
