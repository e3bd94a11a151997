"""Adds counts and sums to what is there: one statement for each kind, in the quickest form of each database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records.cells import CellKey, Sum
from storage.records.tallies import Tallies

_LOCK = text("SELECT set_config('idle_in_transaction_session_timeout', '10s', true), pg_advisory_xact_lock(1919509091)")
_KEYS = "desk, measure, grain, period, language"
_TALLY = f"INSERT INTO tally ({_KEYS}, code, n) "
_TALLY_ADD = f" ON CONFLICT ({_KEYS}, code) DO UPDATE SET n = tally.n + excluded.n"  # nosec B608
_EXACT = f"INSERT INTO exact ({_KEYS}, n, total, longest) "
_EXACT_ADD = (
    f" ON CONFLICT ({_KEYS}) DO UPDATE SET n = exact.n + excluded.n, total = exact.total + excluded.total, "  # nosec B608
    "longest = CASE WHEN exact.longest > excluded.longest THEN exact.longest ELSE excluded.longest END"
)
_TALLY_TYPES = ("text", "text", "text", "int", "text", "text", "int")
_EXACT_TYPES = ("text", "text", "text", "int", "text", "int", "bigint", "bigint")


async def one_writer(connection: AsyncConnection) -> None:
    """Wait until no other transaction of this kind runs: then what was looked up stands until the end of this one. Who
    freezes meanwhile is put out by the server after ten seconds, and the others go on."""
    if connection.dialect.name != "sqlite":
        await connection.execute(_LOCK)


async def add_tallies(connection: AsyncConnection, tallies: Tallies) -> None:
    """In the order of their keys, so that two writers never wait for each other in a ring."""
    rows = [(*key, n) for key, n in sorted(tallies.items())]
    await _add(connection, _TALLY, _TALLY_ADD, _TALLY_TYPES, rows)


async def add_sums(connection: AsyncConnection, sums: Mapping[CellKey, Sum]) -> None:
    added = sorted(sums.items(), key=lambda item: item[0])
    rows = [(*key, one.n, one.total, one.longest) for key, one in added]
    await _add(connection, _EXACT, _EXACT_ADD, _EXACT_TYPES, rows)


async def _add(
    connection: AsyncConnection, head: str, tail: str, types: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    values = list(rows)
    if not values:
        return
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(types))
        await connection.exec_driver_sql(f"{head}VALUES ({marks}){tail}", values)
        return
    columns = dict(zip("abcdefgh", map(list, zip(*values, strict=True)), strict=False))
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in zip(columns, types, strict=True))
    await connection.execute(text(f"{head}SELECT * FROM unnest({arrays}){tail}"), columns)  # nosec B608


def table_of(model: Any) -> Table:
    """The table of a mapped class: inserting into it skips the object layer."""
    table: Table = model.__table__
    return table
