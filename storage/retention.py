"""How long each kind of record is kept, and forgetting what is older."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from storage.database import Database, changed
from storage.desks import Settings
from storage.keeping import KEEP_DAYS, keep_days
from storage.records.calendar import DEFAULT_ZONE, first_of_month, periods_of
from storage.tables.records import ExactRow, PublicationRow, SessionRow, SurveyRow, TallyRow
from storage.tables.staff import AuditRow, SignInRow

Old = dict[str, tuple[Any, ColumnElement[bool]]]
_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Retention:
    """Run by the worker every day, and by `hearline purge`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def all_desks(self, desks: Sequence[str]) -> list[str]:
        """`desks` (all that the house has), and those that it had and whose records are still here."""
        async with self._database.reading() as connection:
            there = [
                await connection.scalars(select(table.desk).where(table.desk.not_in(desks)).distinct())
                for table in (SessionRow, SurveyRow, TallyRow, ExactRow)
            ]
        return [*desks, *sorted({desk for found in there for desk in found})]

    async def purge(self, desk: str, now: int, *, dry_run: bool = False) -> dict[str, int]:
        """How many rows of each kind are (or would be) gone; `now` in seconds since 1970. Raises BadInput.

        Of a quarter that loses counts unpublished it is noted that it can be published no more: none come back where
        they are to be kept longer from then on.
        """
        keep = keep_days(await self._settings.desk(desk))
        async with self._database.writing() as connection:
            if not dry_run:
                await _close_quarters(connection, desk, oldest_month(keep, now), now)
            gone = await _forget(connection, _old(desk, keep, now), dry_run)
        return await self._forgotten(gone, dry_run)

    async def purge_house(self, desks: Sequence[str], now: int, *, dry_run: bool = False) -> dict[str, int]:
        """What belongs to no desk alone: kept as long as the most careful of `desks` (all there are) keeps its own."""
        kept = [keep_days(await self._settings.desk(desk)) for desk in desks]
        keep = {name: max(days[name] for days in kept) for name in KEEP_DAYS}
        async with self._database.writing() as connection:
            gone = await _forget(connection, _old_of_the_house(desks, keep, now), dry_run)
        return await self._forgotten(gone, dry_run)

    async def _forgotten(self, gone: dict[str, int], dry_run: bool) -> dict[str, int]:
        if not dry_run:
            await self._database.empty_log()
        return gone


async def _forget(connection: AsyncConnection, old: Old, dry_run: bool) -> dict[str, int]:
    gone: dict[str, int] = {}
    for kind, (table, condition) in old.items():
        if dry_run:
            count = select(func.count()).select_from(table).where(condition)
            gone[kind] = int(await connection.scalar(count) or 0)
        else:
            gone[kind] = changed(await connection.execute(delete(table).where(condition)))
    return gone


async def _close_quarters(connection: AsyncConnection, desk: str, month: int, now: int) -> None:
    """What is published stays, and what another has just noted or published."""
    months = select(TallyRow.period).where(TallyRow.desk == desk, TallyRow.grain == "month", TallyRow.period < month)
    losing = {period // 3 for period in await connection.scalars(months.distinct())}
    rows = [{"desk": desk, "quarter": quarter, "content": {}, "created": now} for quarter in sorted(losing)]
    if rows:
        insert = _INSERT[connection.dialect.name](PublicationRow)
        await connection.execute(insert.on_conflict_do_nothing(), rows)


def _old(desk: str, keep: Mapping[str, int], now: int) -> Old:
    hours, month = {name: _hour(days, now) for name, days in keep.items()}, oldest_month(keep, now)
    survey_day = periods_of(hours["keep_surveys_days"], DEFAULT_ZONE).day
    audited = (AuditRow.desk == desk) & (AuditRow.at < _seconds(keep, "keep_audit_days", now))
    return {
        "sessions": (SessionRow, (SessionRow.desk == desk) & (SessionRow.hour < hours["keep_sessions_days"])),
        "surveys": (SurveyRow, (SurveyRow.desk == desk) & (SurveyRow.day < survey_day)),
        "hourly": (TallyRow, (TallyRow.desk == desk) & _hourly(TallyRow, hours["keep_hourly_days"])),
        "counts": (TallyRow, (TallyRow.desk == desk) & _long(TallyRow, month)),
        "hourly_sums": (ExactRow, (ExactRow.desk == desk) & _hourly(ExactRow, hours["keep_hourly_days"])),
        "sums": (ExactRow, (ExactRow.desk == desk) & _long(ExactRow, month)),
        "audit": (AuditRow, audited),
    }


def _old_of_the_house(desks: Sequence[str], keep: Mapping[str, int], now: int) -> Old:
    audited = AuditRow.desk.not_in(desks) & (AuditRow.at < _seconds(keep, "keep_audit_days", now))
    return {
        "audit": (AuditRow, audited),
        "sign_ins": (SignInRow, SignInRow.created < _seconds(keep, "keep_sign_ins_days", now)),
    }


def oldest_month(keep: Mapping[str, int], now: int) -> int:
    """The first of which all counts are kept."""
    return periods_of(_hour(keep["keep_counts_days"], now), DEFAULT_ZONE).month


def _hour(days: int, now: int) -> int:
    return now // 3600 - days * 24


def _seconds(keep: Mapping[str, int], name: str, now: int) -> int:
    return now - keep[name] * 86_400


def _hourly(table: Any, hour: int) -> ColumnElement[bool]:
    old: ColumnElement[bool] = (table.grain == "hour") & (table.period < hour)
    return old


def _long(table: Any, month: int) -> ColumnElement[bool]:
    """Whole months only, so that no report shows half a month as if it were one."""
    day = first_of_month(month).toordinal()
    first = {
        "month": month, "month_slot": month * 168, "year_slot": month // 12 * 168, "day": day, "week": day - 6,
    }  # fmt: skip
    return or_(*((table.grain == grain) & (table.period < period) for grain, period in first.items()))
