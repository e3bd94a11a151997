"""Which schema a database has, and which ones this program knows; the step from one to another is storage.migrate's."""

import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.errors import OtherTables, StoreUnready
from storage.tables import metadata

# Ours are numbers; whoever else keeps its own in a table of that name draws them.
_OURS = re.compile(r"[0-9]{4}")
MIGRATIONS = Path(__file__).parent / "migrations"
# Each step's file begins with its revision. The newest comes first.
REVISIONS = sorted((path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")), reverse=True)


async def revision_of(connection: AsyncConnection) -> str | None:
    """None without tables of ours. Raises StoreDown; OtherTables where the same names are somebody else's."""
    return await connection.run_sync(_revision)


async def check_schema(database: Database) -> None:
    """Raises StoreUnready unless the tables are there, those of a newer program included; StoreDown."""
    async with database.reading() as connection:
        found = await revision_of(connection)
    if found is None:
        raise StoreUnready("has no tables yet")
    if found in REVISIONS[1:]:
        raise StoreUnready("has the tables of an older version")


def _revision(connection: Connection) -> str | None:
    there = inspect(connection)
    if there.has_table("alembic_version"):
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        if found is not None and not _OURS.fullmatch(found):
            raise OtherTables
        return found
    if any(there.has_table(name) for name in metadata.tables):
        raise OtherTables
    return None
