"""Adds cells of exact sums to the store: each chat's times once, by themselves, never beside a row."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.records.cells import Timed, added_by, whole
from storage.records.recorder import Recorder
from storage.records.writing import add_sums, add_tallies, one_writer, table_of
from storage.tables.records import WrittenRow

Waiting = Callable[[], Awaitable[Mapping[str, Timed]]]
_TIMES = "times."


class ExactSums:
    """Its caller takes out of the waiting what was added, then calls `Recorder.forget` with `key_of` each."""

    def __init__(self, database: Database, recorder: Recorder) -> None:
        self._database = database
        self._recorder = recorder

    async def add(self, desk: str, waiting: Waiting) -> list[str]:
        """The names of all that is in the store now. Raises StoreDown, or as `waiting` does: then nothing was added.

        `waiting` is asked where no other can add, so that what another took out meanwhile is not added again; and after
        the keys on their way out, which that other drops only once their names wait no more.
        """
        zone = await self._recorder.zone(desk)
        async with self._database.writing() as connection:
            await one_writer(connection)
            written = await _written(connection, desk)
            there = dict(await waiting())
            before = {name for name in there if key_of(name) in written}
            added = added_by(whole({name: there[name] for name in there.keys() - before}), desk, zone)
            if added.names:
                keys = [{"desk": desk, "record": key_of(name), "entry": key_of(name)} for name in added.names]
                await connection.execute(insert(table_of(WrittenRow)), keys)
                await add_tallies(connection, added.bins)
                await add_sums(connection, added.sums)
        return [*added.names, *before]


def key_of(name: str) -> str:
    """How a name stands among the keys on their way out."""
    return f"{_TIMES}{name}"


async def _written(connection: AsyncConnection, desk: str) -> set[str]:
    """The keys of those that are in the store and may still wait: somebody died before they were taken out, or is just
    about to."""
    found = select(WrittenRow.record).where(WrittenRow.desk == desk, WrittenRow.record.startswith(_TIMES))
    return set(await connection.scalars(found))
