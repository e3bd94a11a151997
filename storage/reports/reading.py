"""Reads counts and exact sums: the only statements that reports make."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.reports.counts import Counts, Exact, Sums
from storage.reports.periods import Segment
from storage.tables.records import ExactRow, TallyRow

OWN_MEASURE = "survey.own."
MEASURED = ("wait", "unserved", "handle", "duty", "slots", "busy")
Only = Mapping[str, Collection[str]]
Parts = Iterable[tuple[Segment, Mapping[int, int] | None]]


async def read_counts(
    connection: AsyncConnection,
    desk: str,
    measures: Iterable[str],
    parts: Parts,
    *,
    languages: bool = True,
    only: Only | None = None,
) -> Counts:
    """Counts of the measures in the segments. A segment's mapping gives each period's bucket; None puts all in 0.

    Without `languages` they are added up, under the language "". `only`: of these measures only these codes.
    """
    counts: Counts = defaultdict(int)
    wanted = list(measures)
    for segment, mapping in parts:
        found = _counts(desk, wanted, segment, mapping is not None, languages)
        for row in await connection.execute(_limited(found, only or {})):
            bucket = 0 if mapping is None else mapping.get(row.bucket)
            if bucket is not None:
                counts[bucket, row.measure, row.language if languages else "", row.code] += int(row.n)
    return counts


def _counts(desk: str, measures: list[str], segment: Segment, by_period: bool, languages: bool) -> Select[Any]:
    shown: list[Any] = [TallyRow.measure, TallyRow.code]
    if languages:
        shown.append(TallyRow.language)
    if by_period:
        period = TallyRow.period % segment.modulo if segment.modulo else TallyRow.period
        shown.append(period.label("bucket"))
    where = (
        TallyRow.desk == desk, TallyRow.measure.in_(measures), TallyRow.grain == segment.grain,
        TallyRow.period.between(segment.first, segment.last),
    )  # fmt: skip
    return select(*shown, func.sum(TallyRow.n).label("n")).where(*where).group_by(*shown)


def _limited(found: Select[Any], only: Only) -> Select[Any]:
    for measure, codes in only.items():
        found = found.where(or_(TallyRow.measure != measure, TallyRow.code.in_(codes)))
    return found


async def own_questions(connection: AsyncConnection, desk: str) -> list[str]:
    """After-chat questions of the desk's own that were ever answered, as `own.CODE`."""
    own = TallyRow.measure.startswith(OWN_MEASURE)
    found = await connection.scalars(select(TallyRow.measure).where(TallyRow.desk == desk, own).distinct())
    return sorted(name.removeprefix("survey.") for name in found)


async def read_sums(connection: AsyncConnection, desk: str, parts: Parts, language: str = "") -> Sums:
    """All exact sums in the segments, of all languages or one; time on duty has no language."""
    sums: Sums = defaultdict(Exact)
    for segment, mapping in parts:
        found = select(
            ExactRow.measure, ExactRow.period,
            func.sum(ExactRow.n).label("n"), func.sum(ExactRow.total).label("total"),
            func.max(ExactRow.longest).label("longest"),
        ).where(
            ExactRow.desk == desk, ExactRow.measure.in_(MEASURED),
            ExactRow.grain == segment.grain, ExactRow.period.between(segment.first, segment.last),
            ExactRow.language.in_((language, "")) if language else true(),
        ).group_by(ExactRow.measure, ExactRow.period)  # fmt: skip
        for row in await connection.execute(found):
            bucket = 0 if mapping is None else mapping.get(row.period)
            if bucket is not None:
                sums[bucket, row.measure].add(int(row.n), int(row.total), int(row.longest))
    return sums
