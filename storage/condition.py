"""In which condition a database is: its schema, its clock, whether it takes a write. Reads only."""

from dataclasses import dataclass

from sqlalchemy import text

from storage.database import Database
from storage.errors import StoreDown
from storage.schema import REVISIONS, revision_of


@dataclass(frozen=True, slots=True)
class Condition:
    """`kind`: name and version. `schema`: none, old, current or new. `clock_s`: seconds since 1970 by a clock of its
    own, else None. `writes`: whether a write would be taken."""

    kind: str
    schema: str
    clock_s: float | None
    writes: bool


async def condition(database: Database) -> Condition:
    """Raises StoreDown when it cannot be reached."""
    kind = await database.kind()
    async with database.reading() as connection:
        revision = await revision_of(connection)
    clock = (
        None if database.sqlite else float(await database.value(text("SELECT extract(epoch FROM clock_timestamp())")))
    )
    return Condition(kind, _schema(revision), clock, await _writes(database))


def _schema(revision: str | None) -> str:
    if revision is None:
        return "none"
    return "current" if revision == REVISIONS[0] else "old" if revision in REVISIONS else "new"


async def _writes(database: Database) -> bool:
    """On SQLite the write lock is asked for; PostgreSQL says whether it is read only."""
    try:
        async with database.writing() as connection:
            asked = None if database.sqlite else await connection.scalar(text("SHOW transaction_read_only"))
            return asked in (None, "off")
    except StoreDown:
        return False
