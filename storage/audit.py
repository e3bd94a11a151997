"""The audit trail: appended to, read, and in time forgotten; never changed."""

from dataclasses import asdict

from sqlalchemy import insert, select

from storage.database import Database
from storage.tables.staff import AuditRow
from storage.values import AuditEntry


class AuditTrail:
    """Triggers in the database refuse every change of a row."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, entry: AuditEntry) -> None:
        values = asdict(entry)
        del values["id"]
        async with self._database.writing() as connection:
            await connection.execute(insert(AuditRow).values(**values))

    async def page(self, *, before: int = 0, limit: int = 100, kind: str = "", since: int = 0) -> list[AuditEntry]:
        """Newest first; `before` an id (0 = from the newest), `since` a time."""
        wanted = select(AuditRow.__table__).where(AuditRow.at >= since)
        if before:
            wanted = wanted.where(AuditRow.id < before)
        if kind:
            wanted = wanted.where(AuditRow.kind == kind)
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted.order_by(AuditRow.id.desc()).limit(limit))
            return [AuditEntry(**row) for row in rows.mappings()]
