"""The audit trail: appended to, read, and in time forgotten; never changed."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import insert, select

from storage.database import Part
from storage.tables.staff import AuditRow
from storage.values import AuditEntry

Within = tuple[Sequence[str], Sequence[str]]


class AuditTrail(Part):
    """Triggers in the database refuse every change of a row."""

    async def append(self, entry: AuditEntry) -> None:
        values = asdict(entry)
        del values["id"]
        await self._database.change(insert(AuditRow).values(**values))

    async def append_once(self, entry: AuditEntry, within_s: int) -> None:
        """Not where the very same act stands there already, so many seconds before it or after."""
        values = asdict(entry)
        del values["id"], values["at"]
        near = AuditRow.at.between(entry.at - within_s, entry.at + within_s)
        async with self._database.together():
            await self._database.in_turn()
            if await self._database.value(select(AuditRow.id).where(near).filter_by(**values).limit(1)) is None:
                await self.append(entry)

    async def page(
        self, *, before: int = 0, limit: int = 100, kind: str = "", within: Within | None = None
    ) -> list[AuditEntry]:
        """Newest first; `before` an id (0 = from the newest). `within`: only what was done at some desks, or to some
        accounts."""
        wanted = select(AuditRow.__table__)
        if within is not None:
            desks, accounts = within
            of_the_house = (AuditRow.desk == "") & AuditRow.subject.in_(accounts)
            wanted = wanted.where(AuditRow.desk.in_(desks) | of_the_house)
        if before:
            wanted = wanted.where(AuditRow.id < before)
        if kind:
            wanted = wanted.where(AuditRow.kind == kind)
        rows = await self._database.rows(wanted.order_by(AuditRow.id.desc()).limit(limit))
        return [AuditEntry(**row) for row in rows]
