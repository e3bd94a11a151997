"""Published quarters: made once when the quarter is over, then always the same."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.desks import Settings
from storage.errors import BadInput
from storage.keeping import keep_days
from storage.records.calendar import day_in, first_of_quarter, name_of, quarter_of
from storage.records.recorder import Recorder
from storage.reports.figures import sums_of
from storage.reports.periods import Segment
from storage.reports.publication import MEASURES, tables_of
from storage.reports.reading import read_counts, read_sums
from storage.retention import oldest_month
from storage.tables.records import PublicationRow

SETTLED_DAYS: Final = 3
MOST_QUARTERS: Final = 40
# Since when (in seconds) the oldest chat of a desk waits to be stored; None when none does.
Waits = Callable[[str], Awaitable[int | None]]
_QUARTER = re.compile(r"(20\d\d)-Q([1-4])")


def read_quarter(text: str, field: str = "quarter") -> int:
    """`2026-Q3` as a number. Raises BadInput."""
    found = _QUARTER.fullmatch(text)
    if not found:
        raise BadInput("must be a quarter such as 2026-Q3", field)
    return int(found[1]) * 4 + int(found[2]) - 1


class Publications:
    """Quarters never overlap and never change, so that nothing can be learned from holding two against each other."""

    def __init__(self, database: Database, recorder: Recorder, settings: Settings) -> None:
        self._database = database
        self._recorder = recorder
        self._settings = settings

    async def get(self, desk: str, quarter: int, now: int, waits: Waits | None = None) -> dict[str, Any]:
        """`{desk, quarter, tables, rates, …}`; `now` in seconds. Raises BadInput while the quarter is not settled or
        chats of it may wait to be stored, and once its counts are forgotten in part; and as `waits` does, which is
        asked of a quarter that is made."""
        found = await self._stored(desk, quarter)
        if found is None:
            zone = await self._recorder.zone(desk)
            _settled(quarter, day_in(zone, now))
            _stored_all(quarter, zone, await waits(desk) if waits else None)
            if quarter * 3 < oldest_month(keep_days(await self._settings.desk(desk)), now):
                raise _forgotten()
            await self._store(desk, quarter, await self._make(desk, quarter), now)
            found = await self._stored(desk, quarter)
        if not found:
            raise _forgotten()
        return found

    async def between(
        self, desk: str, first: int, last: int, now: int, waits: Waits | None = None
    ) -> list[dict[str, Any]]:
        """Whole quarters, both included. Raises BadInput."""
        if last < first:
            raise BadInput("ends before it starts", "to")
        if last - first >= MOST_QUARTERS:
            raise BadInput(f"at most {MOST_QUARTERS} quarters", "to")
        return [await self.get(desk, quarter, now, waits) for quarter in range(first, last + 1)]

    async def _stored(self, desk: str, quarter: int) -> dict[str, Any] | None:
        where = (PublicationRow.desk == desk) & (PublicationRow.quarter == quarter)
        found: dict[str, Any] | None = await self._database.value(select(PublicationRow.content).where(where))
        return found

    async def _make(self, desk: str, quarter: int) -> dict[str, Any]:
        parts = [(Segment("month", quarter * 3, quarter * 3 + 2), None)]
        async with self._database.reading() as connection:
            counts = await read_counts(connection, desk, MEASURES, parts)
            sums = await read_sums(connection, desk, parts)
        head = {"desk": desk, "quarter": name_of("quarter", quarter), "zone": await self._recorder.zone(desk)}
        last = first_of_quarter(quarter + 1) - timedelta(days=1)
        days = {"from": first_of_quarter(quarter).isoformat(), "to": last.isoformat()}
        # beside the event loop: protecting the tables of many languages takes a moment
        return {**head, **days, **await asyncio.to_thread(tables_of, counts, sums_of(sums, 0))}

    async def _store(self, desk: str, quarter: int, content: dict[str, Any], now: int) -> None:
        row = {"desk": desk, "quarter": quarter, "content": content, "created": now}
        try:
            await self._database.change(insert(PublicationRow).values(**row))
        except IntegrityError:
            return  # Somebody else published it a moment ago: theirs is the one.


def last_settled(today: date) -> int:
    """The newest quarter that can be published; `today` is the desk's."""
    return quarter_of(today - timedelta(days=SETTLED_DAYS)) - 1


def _settled(quarter: int, today: date) -> None:
    if today < _open_from(quarter):
        raise BadInput(f"can be published from {_open_from(quarter).isoformat()} on", "quarter")


def _open_from(quarter: int) -> date:
    return first_of_quarter(quarter + 1) + timedelta(days=SETTLED_DAYS)


def _stored_all(quarter: int, zone: str, since: int | None) -> None:
    if since is not None and day_in(zone, since) < _open_from(quarter):
        raise BadInput("can be published once the chats that wait are stored: see that the worker runs", "quarter")


def _forgotten() -> BadInput:
    return BadInput("can be published no more: not all of its counts are kept", "quarter")
