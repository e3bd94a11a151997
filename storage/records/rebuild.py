"""Makes the counts again from the rows, for a database whose rows are older than its counts."""

from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records.calendar import DEFAULT_ZONE, zone_of
from storage.records.tallies import Tallies, add_row
from storage.records.writing import add_tallies, table_of
from storage.tables.desk import HoursRow
from storage.tables.records import SessionRow, TallyRow

CHUNK = 5_000


async def rebuild_if_missing(connection: AsyncConnection) -> int:
    """How many rows were counted: none when there are counts already."""
    if (await connection.execute(select(TallyRow.n).limit(1))).first():
        return 0
    zones = await _zones(connection)
    count, after = 0, ""
    while rows := await _chunk(connection, after):
        tallies: Tallies = Counter()
        for row in rows:
            add_row(tallies, row, zones.get(row["desk"], DEFAULT_ZONE))
        await add_tallies(connection, tallies)
        count, after = count + len(rows), rows[-1]["id"]
    return count


async def _zones(connection: AsyncConnection) -> dict[str, str]:
    rows = await connection.execute(select(HoursRow.desk, HoursRow.definition))
    return {row.desk: zone_of(row.definition) for row in rows}


async def _chunk(connection: AsyncConnection, after: str) -> list[dict[str, Any]]:
    table = table_of(SessionRow)
    page = select(table).where(table.c.id > after).order_by(table.c.id).limit(CHUNK)
    return [dict(row) for row in (await connection.execute(page)).mappings()]
