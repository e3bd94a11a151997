"""What a desk has of its own: replies, resources, opening hours, settings."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from secrets import token_urlsafe
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, delete, insert, select, update

from storage.database import Database, Part
from storage.tables.desk import HoursRow, ReplyRow, ResourceRow, SettingRow
from storage.values import Hours, Reply, Resource

T = TypeVar("T", Reply, Resource)


def new_id() -> str:
    """A short random id, safe in a URL."""
    return token_urlsafe(9)


class Catalogue(Generic[T]):
    """Rows of one kind that a desk shows in its own order: replies, or cards."""

    def __init__(self, database: Database, table: type[ReplyRow] | type[ResourceRow], value: type[T]) -> None:
        self._database = database
        self._table = table
        self._value: type[T] = value

    async def for_desk(self, desk: str, language: str = "") -> list[T]:
        """All of a desk, or those in one language, in their order."""
        table = self._table
        wanted = select(table.__table__).where(table.desk == desk)
        if language:
            wanted = wanted.where(table.language == language)
        rows = await self._database.rows(wanted.order_by(table.place, table.title, table.id))
        return [self._value(**_swapped(dict(row), list, tuple)) for row in rows]

    async def add(self, row: T) -> T:
        """Returns it with its new id."""
        made = replace(row, id=new_id())
        await self._database.change(insert(self._table).values(**_swapped(asdict(made), tuple, list)))
        return made

    async def change(self, row: T) -> bool:
        """Replace the row with this id at this desk; False when there is none."""
        values = _swapped(asdict(row), tuple, list)
        del values["id"]  # an id of any length may be asked for, and is no value to write
        this = self._this(row.desk, row.id)
        return await self._database.change(update(self._table).where(this).values(**values)) > 0

    async def remove(self, desk: str, row: str) -> bool:
        return await self._database.change(delete(self._table).where(self._this(desk, row))) > 0

    def _this(self, desk: str, row: str) -> ColumnElement[bool]:
        return (self._table.id == row) & (self._table.desk == desk)


def _swapped(row: dict[str, Any], kind: type, into: type) -> dict[str, Any]:
    """Tuples are stored as lists."""
    return {name: into(value) if isinstance(value, kind) else value for name, value in row.items()}


class OpeningHours(Part):
    """Opening hours, as routing reads them."""

    async def get(self, desk: str) -> Hours | None:
        """None when they were never set: the desk is then closed."""
        row = await self._database.row(select(HoursRow.__table__).where(HoursRow.desk == desk))
        return Hours(desk, row["definition"], row["changed_by"], row["changed_at"]) if row else None

    async def put(self, desk: str, definition: Mapping[str, Any], by: str, at: int) -> None:
        """The caller has had routing read the definition before."""
        async with self._database.writing() as connection:
            await connection.execute(delete(HoursRow).where(HoursRow.desk == desk))
            row = {"desk": desk, "definition": dict(definition), "changed_by": by, "changed_at": at}
            await connection.execute(insert(HoursRow).values(**row))


class Settings(Part):
    """Named values of a desk."""

    async def desk(self, desk: str) -> dict[str, Any]:
        """All that was set for the desk; nothing means defaults."""
        set_here = select(SettingRow.name, SettingRow.value).where(SettingRow.desk == desk)
        return {row["name"]: row["value"] for row in await self._database.rows(set_here.order_by(SettingRow.name))}

    async def put(self, desk: str, values: Mapping[str, Any]) -> None:
        """Set the given ones, all or none; None removes one."""
        async with self._database.writing() as connection:
            gone = (SettingRow.desk == desk) & SettingRow.name.in_(list(values))
            await connection.execute(delete(SettingRow).where(gone))
            rows = [{"desk": desk, "name": name, "value": value} for name, value in values.items() if value is not None]
            if rows:
                await connection.execute(insert(SettingRow), rows)
