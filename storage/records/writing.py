"""Statements that add counts and sums to what is there; the same on both databases."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records.cells import CellKey, Sum
from storage.records.tallies import Tallies

_TALLY = text(
    "INSERT INTO tally (desk, measure, grain, period, language, code, n) "
    "VALUES (:desk, :measure, :grain, :period, :language, :code, :n) "
    "ON CONFLICT (desk, measure, grain, period, language, code) DO UPDATE SET n = tally.n + excluded.n"
)
_EXACT = text(
    "INSERT INTO exact (desk, measure, grain, period, language, n, total, longest) "
    "VALUES (:desk, :measure, :grain, :period, :language, :n, :total, :longest) "
    "ON CONFLICT (desk, measure, grain, period, language) DO UPDATE SET n = exact.n + excluded.n, "
    "total = exact.total + excluded.total, "
    "longest = CASE WHEN exact.longest > excluded.longest THEN exact.longest ELSE excluded.longest END"
)


async def add_tallies(connection: AsyncConnection, tallies: Tallies) -> None:
    """In the order of their keys, so that two writers never wait for each other in a ring."""
    rows = [
        {"desk": desk, "measure": measure, "grain": grain, "period": period, "language": language, "code": code, "n": n}
        for (desk, measure, grain, period, language, code), n in sorted(tallies.items())
    ]
    if rows:
        await connection.execute(_TALLY, rows)


async def add_sums(connection: AsyncConnection, sums: Mapping[CellKey, Sum]) -> None:
    rows = [
        {
            "desk": desk, "measure": measure, "grain": grain, "period": period, "language": language,
            "n": added.n, "total": added.total, "longest": added.longest,
        }
        for (desk, measure, grain, period, language), added in sorted(sums.items(), key=lambda item: item[0])
    ]  # fmt: skip
    if rows:
        await connection.execute(_EXACT, rows)


def table_of(model: Any) -> Table:
    """The table of a mapped class: inserting into it skips the object layer."""
    table: Table = model.__table__
    return table
