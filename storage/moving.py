"""Moving house: everything out as lines of JSON, and into an empty database, on whichever database."""

import json
from collections.abc import AsyncGenerator, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import MetaData, Table, delete, func, insert, select, text
from sqlalchemy.exc import InterfaceError, OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.errors import BadInput, TooNew
from storage.schema import REVISIONS, revision_of
from storage.tables import metadata

FORMAT: Final = 1
CHUNK: Final = 1_000
# Left behind: who is signed in, keys on their way out, what sealed texts say themselves, and what each release brings.
LEFT: Final = frozenset({"sign_in", "written", "secret_mark", "page_file"})


def moved_tables() -> list[Table]:
    """In an order in which every row's owner comes before it."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT]


async def export_lines(database: Database) -> AsyncGenerator[str]:
    """A header, rows in chunks in the order of their keys, and an end that counts them; one consistent view. Raises
    TooNew: what this program knows nothing of would be missing."""
    count = 0
    async with database.reading() as connection:
        if await revision_of(connection) not in REVISIONS:
            raise TooNew
        yield _line({"hearline": FORMAT, "revision": REVISIONS[0]})
        for table in moved_tables():
            rows = await connection.stream(select(table).order_by(*table.primary_key))
            async for chunk in rows.mappings().partitions(CHUNK):
                count += len(chunk)
                yield _line({"table": table.name, "rows": [dict(row) for row in chunk]})
    yield _line({"end": count})


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


async def import_lines(database: Database, lines: Iterable[str | bytes], *, replace: bool = False) -> int:
    """How many rows came in: all of them, or none. Raises BadInput, naming the line, also when there is data, unless it
    is to be replaced; and for lines of another revision than this database has."""
    count = 0
    async with database.writing() as connection:
        known = await _tables_of(connection)
        parts = _read(lines, str(await revision_of(connection)))
        await _empty(connection, database.sqlite) if replace else await _must_be_empty(connection, known.values())
        for number, part in parts:
            if "end" in part:
                _must_be_all(number, part["end"], count, parts)
                await _after(connection, database.sqlite)
                return count
            rows = _rows(number, part, known)
            await _store(connection, known[part["table"]], rows, number)
            count += len(rows)
        raise BadInput("the file is cut off: there is no end", "file")


async def _store(connection: AsyncConnection, table: Table, rows: list[dict[str, Any]], number: int) -> None:
    try:
        await connection.execute(insert(table), rows)
    except (OperationalError, InterfaceError):
        raise
    except (StatementError, ArithmeticError, TypeError, ValueError) as problem:  # drivers let the last three through
        raise BadInput(f"rows of {table.name} cannot be stored", f"line {number}") from problem


async def _tables_of(connection: AsyncConnection) -> dict[str, Table]:
    """Those of this program; of an older revision, as the database has them."""
    if await revision_of(connection) == REVISIONS[0]:
        return {table.name: table for table in moved_tables()}
    there = MetaData()
    await connection.run_sync(there.reflect)
    return {table.name: table for table in there.sorted_tables if table.name not in {*LEFT, "alembic_version"}}


def _read(lines: Iterable[str | bytes], revision: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        try:
            part = json.loads(line)
        except (ValueError, RecursionError):
            raise BadInput("is not JSON", f"line {number}") from None
        if not isinstance(part, dict):
            raise BadInput("must be an object", f"line {number}")
        if number > 1:
            yield number, part
        elif part != {"hearline": FORMAT, "revision": revision}:
            raise BadInput(f"must be an export of format {FORMAT}, revision {revision}", "line 1")


def _rows(number: int, part: dict[str, Any], known: dict[str, Table]) -> list[dict[str, Any]]:
    table = known.get(str(part.get("table")))
    if table is None:
        raise BadInput(f"no such table: {str(part.get('table'))[:40]!r}", f"line {number}")
    rows = part.get("rows")
    columns = {column.name for column in table.columns}
    if not isinstance(rows, list) or not rows or any(not isinstance(row, dict) or set(row) != columns for row in rows):
        raise BadInput(f"rows must have the columns of {table.name}", f"line {number}")
    return rows


def _must_be_all(number: int, said: object, count: int, parts: Iterator[Any]) -> None:
    if said != count or next(parts, None) is not None:
        raise BadInput(f"{count} rows came, {said} were sent", f"line {number}")


async def _must_be_empty(connection: AsyncConnection, tables: Iterable[Table]) -> None:
    for table in tables:
        if await connection.scalar(select(func.count()).select_from(table)):
            raise BadInput(f"the database is not empty: {table.name} has rows", "database")


async def _empty(connection: AsyncConnection, sqlite: bool) -> None:
    """All but the front end. The audit trail lets go of nothing young, so its guard steps aside meanwhile."""
    tables = [table for table in reversed(metadata.sorted_tables) if table.name != "page_file"]
    if not sqlite:
        await connection.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
        return
    guard = await connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'audit_delete'"))
    await connection.execute(text("DROP TRIGGER audit_delete"))
    for table in tables:
        await connection.execute(delete(table))
    await connection.exec_driver_sql(str(guard))


async def _after(connection: AsyncConnection, sqlite: bool) -> None:
    if not sqlite:
        last = "coalesce((SELECT max(id) FROM audit), 0) + 1"
        await connection.execute(text(f"SELECT setval(pg_get_serial_sequence('audit', 'id'), {last}, false)"))
