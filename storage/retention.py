"""How long each kind of record is kept, and forgetting what is older."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from storage.accounts import changed
from storage.database import Database
from storage.desks import Settings
from storage.keeping import keep_days
from storage.records.calendar import DEFAULT_ZONE, first_of_month, periods_of
from storage.tables.records import ExactRow, SessionRow, SurveyRow, TallyRow
from storage.tables.staff import AuditRow, SignInRow


class Retention:
    """Run by the worker every day, and by `hearline purge`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def purge(self, desk: str, now: int, *, dry_run: bool = False) -> dict[str, int]:
        """How many rows of each kind are (or would be) gone; `now` in seconds since 1970. Raises BadInput."""
        keep = keep_days(await self._settings.desk(desk))
        gone: dict[str, int] = {}
        async with self._database.writing() as connection:
            for kind, (table, condition) in _old(desk, keep, now).items():
                if dry_run:
                    old = select(func.count()).select_from(table).where(condition)
                    gone[kind] = int(await connection.scalar(old) or 0)
                else:
                    gone[kind] = changed(await connection.execute(delete(table).where(condition)))
        if not dry_run:
            await self._database.empty_log()
        return gone


def _old(desk: str, keep: Mapping[str, int], now: int) -> dict[str, tuple[Any, ColumnElement[bool]]]:
    hours = {name: now // 3600 - days * 24 for name, days in keep.items()}
    seconds = {name: now - days * 86_400 for name, days in keep.items()}
    survey_day = periods_of(hours["keep_surveys_days"], DEFAULT_ZONE).day
    return {
        "sessions": (SessionRow, (SessionRow.desk == desk) & (SessionRow.hour < hours["keep_sessions_days"])),
        "surveys": (SurveyRow, (SurveyRow.desk == desk) & (SurveyRow.day < survey_day)),
        "hourly": (TallyRow, (TallyRow.desk == desk) & _hourly(TallyRow, hours["keep_hourly_days"])),
        "counts": (TallyRow, (TallyRow.desk == desk) & _long(TallyRow, hours["keep_counts_days"])),
        "hourly_sums": (ExactRow, (ExactRow.desk == desk) & _hourly(ExactRow, hours["keep_hourly_days"])),
        "sums": (ExactRow, (ExactRow.desk == desk) & _long(ExactRow, hours["keep_counts_days"])),
        "audit": (AuditRow, AuditRow.at < seconds["keep_audit_days"]),
        "sign_ins": (SignInRow, SignInRow.created < seconds["keep_sign_ins_days"]),
    }


def _hourly(table: Any, hour: int) -> ColumnElement[bool]:
    old: ColumnElement[bool] = (table.grain == "hour") & (table.period < hour)
    return old


def _long(table: Any, hour: int) -> ColumnElement[bool]:
    """Whole months only, so that no report shows half a month as if it were one."""
    month = periods_of(hour, DEFAULT_ZONE).month
    day = first_of_month(month).toordinal()
    first = {
        "month": month, "month_slot": month * 168, "year_slot": month // 12 * 168, "day": day, "week": day - 6,
    }  # fmt: skip
    return or_(*((table.grain == grain) & (table.period < period) for grain, period in first.items()))
