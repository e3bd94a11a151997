"""Adds cells of exact sums to the store: each chat's times once, by themselves, never beside a row."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.records.cells import Timed, added_by, whole
from storage.records.recorder import Recorder
from storage.records.writing import add_sums, add_tallies, one_writer, table_of
from storage.tables.records import WrittenRow

Waiting = Callable[[], Awaitable[Mapping[str, Timed]]]


class ExactSums:
    """Its caller takes out of the waiting what was added, then calls `Recorder.forget` with `key_of` each."""

    def __init__(self, database: Database, recorder: Recorder) -> None:
        self._database = database
        self._recorder = recorder

    async def add(self, desk: str, waiting: Waiting) -> list[str]:
        """The names of all that is in the store now. Raises StoreDown, or as `waiting` does: then nothing was added.

        `waiting` is asked where no other can add, so that what another took out meanwhile is not added again.
        """
        zone = await self._recorder.zone(desk)
        async with self._database.writing() as connection:
            await one_writer(connection)
            there = dict(await waiting())
            before = await _written(connection, desk, there)
            added = added_by(whole({name: there[name] for name in there.keys() - before}), desk, zone)
            if added.names:
                keys = [{"desk": desk, "record": key_of(name), "entry": key_of(name)} for name in added.names]
                await connection.execute(insert(table_of(WrittenRow)), keys)
                await add_tallies(connection, added.bins)
                await add_sums(connection, added.sums)
        return [*added.names, *before]


def key_of(name: str) -> str:
    """How a name stands among the keys on their way out."""
    return f"times.{name}"


async def _written(connection: AsyncConnection, desk: str, names: Iterable[str]) -> set[str]:
    """Those that are in the store, because somebody died before they were taken out."""
    keys = {key_of(name): name for name in names}
    found = select(WrittenRow.record).where(WrittenRow.desk == desk, WrittenRow.record.in_(list(keys)))
    return {keys[key] for key in await connection.scalars(found)}
