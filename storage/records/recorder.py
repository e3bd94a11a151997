"""Writes ended chats: each exactly once, however often it is handed in, many in one transaction."""

from collections.abc import Awaitable, Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from random import SystemRandom
from secrets import token_urlsafe

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, refuses_data
from storage.desks import OpeningHours, Settings
from storage.errors import UnknownForm
from storage.forms.definition import Form
from storage.forms.forms import Forms
from storage.records.bands import targets_of
from storage.records.batch import Batch, Entry, Reading, Refused, read_entries
from storage.records.calendar import DEFAULT_ZONE, zone_of
from storage.records.cells import Timed, timed_of
from storage.records.events import Event
from storage.records.writing import add_sums, add_tallies, one_writer, table_of
from storage.tables.records import SessionRow, WrittenRow

Ours = Callable[[], Awaitable[Set[str]]]
_shuffle = SystemRandom().shuffle


@dataclass(slots=True)
class Written:
    """`stored`: entries that are safe now, whether by this call or an earlier one. `rows`: how many were added.

    `without_form`: why a form was left out of its row (fields and codes, never what a person wrote).
    `times`: by entry, the exact times of what is stored; they wait elsewhere until ten can be added (exact_sums.py).
    """

    stored: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    without_form: list[str] = field(default_factory=list)
    rows: int = 0
    times: dict[str, Timed] = field(default_factory=dict)


class Recorder:
    """Its caller acknowledges what was stored, then calls `forget`."""

    def __init__(self, database: Database, forms: Forms, hours: OpeningHours, settings: Settings) -> None:
        self._database = database
        self._forms = forms
        self._hours = hours
        self._settings = settings

    async def write(self, desk: str, entries: Sequence[Entry], ours: Ours | None = None) -> Written:
        """All that can be stored is stored, in one transaction. Raises StoreDown, or as `ours` does: then nothing was.

        `ours`: which of them its caller still has to store. It is asked where no other can write, and after the keys,
        which another who has them by now drops only once it has finished with them.
        """
        reading = read_entries(entries)
        forms = await self._versions(desk, reading.versions)
        try:
            return await self._write(desk, reading, forms, ours)
        except DBAPIError as problem:
            if not refuses_data(problem):
                raise
            if len(entries) == 1:
                return Written(refused=[Refused(entries[0][0], "", type(problem.orig).__name__)])
        return _joined([await self.write(desk, [entry], ours) for entry in entries])

    async def forget(self, desk: str, entries: Iterable[str]) -> None:
        """Drop the keys of entries that are acknowledged: nothing then links a row to its chat's end."""
        these = (WrittenRow.desk == desk) & WrittenRow.entry.in_(list(entries))
        await self._database.change(delete(WrittenRow).where(these))

    async def unforgotten(self, desk: str) -> list[str]:
        """Entries whose keys are still there, because a recorder died in between."""
        there = select(WrittenRow.entry).where(WrittenRow.desk == desk).order_by(WrittenRow.entry).limit(1_000)
        return [row["entry"] for row in await self._database.rows(there)]

    async def zone(self, desk: str) -> str:
        """The time zone of a desk's days: that of its opening hours."""
        hours = await self._hours.get(desk)
        return zone_of(hours.definition) if hours else DEFAULT_ZONE

    async def _versions(self, desk: str, versions: set[int]) -> dict[int, Form]:
        found = {}
        for version in versions:
            try:
                found[version] = await self._forms.get(desk, version)
            except UnknownForm:
                continue
        return found

    async def _write(self, desk: str, reading: Reading, forms: dict[int, Form], ours: Ours | None) -> Written:
        zone, targets = await self.zone(desk), targets_of(await self._settings.desk(desk))
        async with self._database.writing() as connection:
            await one_writer(connection)
            fresh = await self._fresh(connection, desk, reading)
            others = fresh.keys() - await ours() if ours is not None and fresh else set[str]()
            for entry in others:
                del fresh[entry], reading.events[entry]
            batch = Batch(desk, zone, forms, targets)
            for event in fresh.values():
                batch.add(event)
            await _insert(connection, batch, fresh)
        times = {entry: timed for entry, event in reading.events.items() if (timed := timed_of(event))}
        return Written(list(reading.events), reading.refused, batch.without_form, len(batch.rows), times)

    async def _fresh(self, connection: AsyncConnection, desk: str, reading: Reading) -> dict[str, Event]:
        """Events that are not stored yet; the same key twice in one set counts once."""
        by_record = {event.record: (entry, event) for entry, event in reversed(reading.events.items())}
        keys = select(WrittenRow.record).where(WrittenRow.desk == desk, WrittenRow.record.in_(list(by_record)))
        for record in await connection.scalars(keys):
            del by_record[record]
        return dict(reversed(by_record.values()))


async def _insert(connection: AsyncConnection, batch: Batch, fresh: dict[str, Event]) -> None:
    keys = [{"desk": batch.desk, "record": event.record, "entry": entry} for entry, event in fresh.items()]
    if keys:
        await connection.execute(insert(table_of(WrittenRow)), keys)
    rows = [{"id": token_urlsafe(12), **row} for row in batch.rows]
    _shuffle(rows)
    if rows:
        await connection.execute(insert(table_of(SessionRow)), rows)
    await add_tallies(connection, batch.tallies)
    await add_sums(connection, batch.duty)


def _joined(parts: Sequence[Written]) -> Written:
    whole = Written()
    for part in parts:
        whole.stored += part.stored
        whole.refused += part.refused
        whole.without_form += part.without_form
        whole.rows += part.rows
        whole.times |= part.times
    return whole
