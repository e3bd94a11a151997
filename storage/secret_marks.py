"""By which secrets of the house something here is sealed: their marks, which tell nothing of them."""

from contextlib import suppress

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.database import Part
from storage.tables.staff import SecretMarkRow, StaffRow


class SecretMarks(Part):
    """A mark is what a sealed text begins with, up to its first point."""

    async def all(self) -> set[str]:
        """Those that were told, and those that sealed texts name: an import brings texts alone."""
        told = {row["key_id"] for row in await self._database.rows(select(SecretMarkRow.key_id))}
        return told | {sealed.partition(".")[0] for _, sealed in await self.sealed()}

    async def sealed(self) -> list[tuple[str, str]]:
        """Whose, and the text."""
        rows = await self._database.rows(select(StaffRow.id, StaffRow.totp).where(StaffRow.totp != ""))
        return [(row["id"], row["totp"]) for row in rows]

    async def add(self, mark: str, now: int) -> None:
        """From now on this secret seals. Another process may say the same at the same time."""
        if await self._database.row(select(SecretMarkRow.since).where(SecretMarkRow.key_id == mark)) is None:
            with suppress(IntegrityError):
                await self._database.change(insert(SecretMarkRow).values(key_id=mark, since=now))

    async def seal_anew(self, staff: str, before: str, after: str) -> bool:
        """False when it was changed meanwhile."""
        this = (StaffRow.id == staff) & (StaffRow.totp == before)
        return await self._database.change(update(StaffRow).where(this).values(totp=after)) > 0

    async def keep_only(self, mark: str) -> None:
        """Nothing that is kept here needs another secret any more."""
        await self._database.change(delete(SecretMarkRow).where(SecretMarkRow.key_id != mark))
