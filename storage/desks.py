"""What a desk has of its own: replies, resources, opening hours, settings."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import delete, insert, select, update

from storage.accounts import changed
from storage.database import Database
from storage.tables.desk import HoursRow, ReplyRow, ResourceRow, SettingRow
from storage.values import Hours, Reply, Resource

HOUSE = "*"


def new_id() -> str:
    """A short random id, safe in a URL."""
    return token_urlsafe(9)


class Replies:
    """Canned replies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def for_desk(self, desk: str, language: str = "") -> list[Reply]:
        """All of a desk, or those in one language, in their order."""
        wanted = select(ReplyRow.__table__).where(ReplyRow.desk == desk)
        if language:
            wanted = wanted.where(ReplyRow.language == language)
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted.order_by(ReplyRow.place, ReplyRow.title, ReplyRow.id))
            return [Reply(**row) for row in rows.mappings()]

    async def add(self, reply: Reply) -> Reply:
        """Returns it with its new id."""
        made = replace(reply, id=new_id())
        async with self._database.writing() as connection:
            await connection.execute(insert(ReplyRow).values(**asdict(made)))
        return made

    async def change(self, reply: Reply) -> bool:
        """Replace the reply with this id at this desk; False when there is none."""
        this = (ReplyRow.id == reply.id) & (ReplyRow.desk == reply.desk)
        async with self._database.writing() as connection:
            return changed(await connection.execute(update(ReplyRow).where(this).values(**_but_id(asdict(reply))))) > 0

    async def remove(self, desk: str, reply: str) -> bool:
        this = (ReplyRow.id == reply) & (ReplyRow.desk == desk)
        async with self._database.writing() as connection:
            return changed(await connection.execute(delete(ReplyRow).where(this))) > 0


class Resources:
    """Cards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def for_desk(self, desk: str, language: str = "", shown: str = "") -> list[Resource]:
        """All of a desk, or those in one language, or those shown on their own in one situation."""
        wanted = select(ResourceRow.__table__).where(ResourceRow.desk == desk)
        if language:
            wanted = wanted.where(ResourceRow.language == language)
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted.order_by(ResourceRow.place, ResourceRow.title, ResourceRow.id))
            found = [Resource(**{**row, "shown": tuple(row["shown"])}) for row in rows.mappings()]
        return [card for card in found if not shown or shown in card.shown]

    async def add(self, card: Resource) -> Resource:
        """Returns it with its new id."""
        made = replace(card, id=new_id())
        async with self._database.writing() as connection:
            await connection.execute(insert(ResourceRow).values(**_card(made)))
        return made

    async def change(self, card: Resource) -> bool:
        """Replace the card with this id at this desk; False when there is none."""
        this = (ResourceRow.id == card.id) & (ResourceRow.desk == card.desk)
        async with self._database.writing() as connection:
            return changed(await connection.execute(update(ResourceRow).where(this).values(**_but_id(_card(card))))) > 0

    async def remove(self, desk: str, card: str) -> bool:
        this = (ResourceRow.id == card) & (ResourceRow.desk == desk)
        async with self._database.writing() as connection:
            return changed(await connection.execute(delete(ResourceRow).where(this))) > 0


def _card(card: Resource) -> dict[str, Any]:
    return {**asdict(card), "shown": list(card.shown)}


def _but_id(row: dict[str, Any]) -> dict[str, Any]:
    """What is changed: an id of any length may be asked for, and is no value to write."""
    return {name: value for name, value in row.items() if name != "id"}


class OpeningHours:
    """Opening hours, as routing reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, desk: str) -> Hours | None:
        """None when they were never set: the desk is then closed."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(HoursRow).where(HoursRow.desk == desk))).mappings().first()
        return Hours(desk, row["definition"], row["changed_by"], row["changed_at"]) if row else None

    async def put(self, desk: str, definition: Mapping[str, Any], by: str, at: int) -> None:
        """The caller has had routing read the definition before."""
        async with self._database.writing() as connection:
            await connection.execute(delete(HoursRow).where(HoursRow.desk == desk))
            row = {"desk": desk, "definition": dict(definition), "changed_by": by, "changed_at": at}
            await connection.execute(insert(HoursRow).values(**row))


class Settings:
    """Named values of a desk; `*` is the whole house."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def desk(self, desk: str) -> dict[str, Any]:
        """All that was set for the desk; nothing means defaults."""
        async with self._database.reading() as connection:
            rows = await connection.execute(
                select(SettingRow.name, SettingRow.value).where(SettingRow.desk == desk).order_by(SettingRow.name)
            )
            return {row.name: row.value for row in rows}

    async def put(self, desk: str, values: Mapping[str, Any]) -> None:
        """Set the given ones, all or none; None removes one."""
        async with self._database.writing() as connection:
            gone = (SettingRow.desk == desk) & SettingRow.name.in_(list(values))
            await connection.execute(delete(SettingRow).where(gone))
            rows = [{"desk": desk, "name": name, "value": value} for name, value in values.items() if value is not None]
            if rows:
                await connection.execute(insert(SettingRow), rows)
