"""The built front end beside the data, so that every gateway can serve the parts of every build."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from storage.database import Part
from storage.tables.house import PageFileRow


@dataclass(frozen=True, slots=True)
class PageFile:
    """`name` changes with the content. `seal` is the house's, opaque here."""

    name: str
    body: bytes
    seal: str


class PageFiles(Part):
    """`now` and `since` in seconds since 1970."""

    async def keep(self, files: Iterable[PageFile], now: int, since: int) -> None:
        """Those of a release, which is made now; files of no release since `since` are forgotten."""
        rows = [{"name": one.name, "body": one.body, "seal": one.seal, "released": now} for one in files]
        names = [row["name"] for row in rows]
        async with self._database.together():
            await self._database.in_turn()
            gone = (PageFileRow.name.in_(names)) | (PageFileRow.released < since)
            await self._database.change(delete(PageFileRow).where(gone))
            if rows:
                await self._database.change(insert(PageFileRow).values(rows))

    async def get(self, name: str) -> PageFile | None:
        table = PageFileRow
        row = await self._database.row(select(table.name, table.body, table.seal).where(table.name == name))
        return PageFile(**row) if row is not None else None

    async def names(self) -> list[str]:
        return [str(row["name"]) for row in await self._database.rows(select(PageFileRow.name))]

    async def seal_anew(self, file: PageFile, seal: str) -> None:
        """Unless a release brought another meanwhile."""
        this = (PageFileRow.name == file.name) & (PageFileRow.seal == file.seal)
        await self._database.change(update(PageFileRow).where(this).values(seal=seal))
