"""Reports for a helpline's own planning: exact and internal, all from counts. For publication see publication.py."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.errors import BadInput
from storage.records.bands import in_order
from storage.records.calendar import hours_of, name_of
from storage.records.recorder import Recorder
from storage.records.tallies import ANSWERED, CROSSED, CROSSED_ANSWERS
from storage.reports import pattern
from storage.reports.counts import Counts
from storage.reports.figures import COLUMNS, MEASURES, ONLY, by_bucket, percent, service_figures, sums_of, trend
from storage.reports.periods import Segment, Span, cover, read_span, segments_by
from storage.reports.reading import Only, Parts, own_questions, read_counts, read_sums
from storage.reports.report import Report

NAMES: Final = ("service", "breakdown", "pattern", "unmet", "survey")
SURVEY: Final = ("helped", "better", "again", "feel")
DIMENSIONS: Final = (
    "language", "result", "priority", "wait", "unserved_wait", "unserved_age", *ANSWERED, *CROSSED_ANSWERS, "referral",
    "form.also", "form.chi", "form.consent",
)  # fmt: skip
CROSSINGS: Final = ("language", *CROSSED, *CROSSED_ANSWERS)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for, as text: dates, step, dimension and what it is crossed with, language."""

    first: str
    last: str
    by: str = "total"
    dimension: str = "category"
    cross: str = ""
    language: str = ""


class Reports:
    """Each report is one reading transaction. Raises BadInput, naming the field."""

    def __init__(self, database: Database, recorder: Recorder) -> None:
        self._database = database
        self._recorder = recorder

    async def run(self, name: str, desk: str, query: Query) -> Report:
        """Days are those of the desk's time zone."""
        if name not in NAMES:
            raise BadInput(f"must be one of {', '.join(NAMES)}", "report")
        service = name == "service"
        span = read_span(query.first, query.last, query.by, service=service)
        query = replace(query, language=query.language[:2])  # as records have it
        zone = await self._recorder.zone(desk)
        makers = {"service": _service, "breakdown": _breakdown, "pattern": _pattern, "unmet": _unmet, "survey": _survey}
        async with self._database.reading() as connection:
            columns, rows, more = await makers[name](_Asked(connection, desk, span, zone, query, service))
        return Report(name, desk, query.first, query.last, zone, "internal", columns, rows, **more)


@dataclass(frozen=True, slots=True)
class _Asked:
    connection: AsyncConnection
    desk: str
    span: Span
    zone: str
    query: Query
    service: bool

    def parts(self) -> Parts:
        """What to read for the report's own step."""
        if self.query.by == "total":
            return [(segment, None) for segment in cover(self.span)]
        if self.query.by == "hour":
            hours = hours_of(self.span.first, self.span.last, self.zone)
            return [(Segment("hour", hours[0], hours[-1]), {hour: hour for hour in hours})]
        return segments_by(self.span, self.query.by, weeks=self.service)

    async def counts(self, measures: Iterable[str], parts: Parts, only: Only | None = None) -> Counts:
        """By language only where it is asked for: fewer rows are read then."""
        query = self.query
        languages = bool(query.language) or "language" in (query.dimension, query.cross)
        return await read_counts(self.connection, self.desk, measures, parts, languages=languages, only=only)

    def buckets(self) -> list[int]:
        numbers = {number for _, mapping in self.parts() for number in (mapping or {0: 0}).values()}
        return sorted(numbers)

    def name(self, bucket: int) -> str:
        return "total" if self.query.by == "total" else name_of(self.query.by, bucket, self.zone)


Made = tuple[list[tuple[str, str]], list[list[Any]], dict[str, Any]]


async def _service(asked: _Asked) -> Made:
    counts = await asked.counts(MEASURES, asked.parts(), ONLY)
    sums = await read_sums(asked.connection, asked.desk, asked.parts(), asked.query.language)
    found = by_bucket(counts, asked.query.language)
    rows = [
        [asked.name(bucket), *service_figures(found[bucket], sums_of(sums, bucket)).values()]
        for bucket in asked.buckets()
    ]
    total = await _service_total(asked, asked.span)
    before = await _service_total(asked, asked.span.before())
    change = trend(total, before)
    more = {
        "total": ["total", *total.values()],
        "before": ["before", *before.values()],
        "change": ["change", *change.values()],
    }
    return [("period", "period"), *COLUMNS], rows, more


async def _service_total(asked: _Asked, span: Span) -> dict[str, Any]:
    parts: Parts = [(segment, None) for segment in cover(span)]
    counts = await asked.counts(MEASURES, parts, ONLY)
    sums = await read_sums(asked.connection, asked.desk, parts, asked.query.language)
    return service_figures(by_bucket(counts, asked.query.language)[0], sums_of(sums, 0))


def _measure(query: Query) -> str:
    """Where the counts of a dimension, or of two, are found. Raises BadInput."""
    if query.dimension not in DIMENSIONS:
        raise BadInput(f"must be one of {', '.join(DIMENSIONS)}", "dimension")
    if query.cross and query.cross not in CROSSINGS:
        raise BadInput(f"must be one of {', '.join(CROSSINGS)}", "cross")
    if query.dimension == "language":
        if query.cross:
            raise BadInput("choose the other dimension first, and cross it with language", "cross")
        return "result"
    if query.cross in ("", "language"):
        return query.dimension
    if query.dimension != "category":
        raise BadInput("only the category is crossed with this", "cross")
    return f"category*{query.cross}"


async def _breakdown(asked: _Asked) -> Made:
    query, measure = asked.query, _measure(asked.query)
    if "*" in measure and (not asked.span.whole_months or query.by in ("day", "week")):
        raise BadInput("this crossing is counted by month: choose whole months, and month, quarter or total", "cross")
    counts = _keyed(await asked.counts([measure], asked.parts()), query)
    sizes: dict[int, int] = defaultdict(int)
    for (bucket, *_), n in counts.items():
        sizes[bucket] += n
    shown = sorted(counts, key=lambda key: (key[0], *map(in_order, key[1:])))
    rows = [[asked.name(key[0]), *key[1:], counts[key], percent(counts[key], sizes[key[0]])] for key in shown]
    columns = [("period", "period"), ("code", "code"), *([("cross", "code")] if query.cross else [])]
    columns += [("n", "count"), ("share", "percent")]
    if query.by != "total":
        return columns, rows, {}
    earlier: Parts = [(segment, None) for segment in cover(asked.span.before())]
    before = _keyed(await asked.counts([measure], earlier), query)
    rows = [[*row, before.get(key, 0)] for row, key in zip(rows, shown, strict=True)]
    return [*columns, ("before", "count")], rows, {}


def _keyed(counts: Counts, query: Query) -> dict[tuple[Any, ...], int]:
    """(bucket, code) or (bucket, code, crossed code) → n."""
    keyed: dict[tuple[Any, ...], int] = defaultdict(int)
    for (bucket, _, language, code), n in counts.items():
        if not query.language or language == query.language:
            keyed[bucket, *_codes(query, language, code)] += n
    return keyed


def _codes(query: Query, language: str, code: str) -> tuple[str, ...]:
    if query.dimension == "language":
        return (language,)
    if not query.cross:
        return (code,)
    if query.cross == "language":
        return (code, language)
    first, _, second = code.partition("*")
    return (first, second)


async def _pattern(asked: _Asked) -> Made:
    slots = await pattern.read(asked.connection, asked.desk, asked.span, asked.zone)
    columns = [("weekday", "code"), ("hour", "code"), *((name, "count") for name in pattern.FIGURES)]
    return columns, pattern.week_rows(slots, asked.query.language), {}


async def _unmet(asked: _Asked) -> Made:
    slots = await pattern.read(asked.connection, asked.desk, asked.span, asked.zone)
    columns = [("language", "code"), ("hour", "code"), *((code, "count") for code in pattern.UNMET)]
    return columns, pattern.unmet_rows(slots, asked.query.language), {}


async def _survey(asked: _Asked) -> Made:
    questions = [*SURVEY, *await own_questions(asked.connection, asked.desk)]
    measures = [f"survey.{question}" for question in questions]
    counts = await asked.counts(measures, asked.parts())
    rows: list[list[Any]] = []
    found = by_bucket(counts, asked.query.language)
    for bucket in asked.buckets():
        for question in questions:
            codes = found[bucket][f"survey.{question}"]
            size = sum(codes.values())
            rows += [[asked.name(bucket), question, answer, n, percent(n, size)] for answer, n in sorted(codes.items())]
    columns = [("period", "period"), ("question", "code"), ("code", "code"), ("n", "count"), ("share", "percent")]
    return columns, rows, {}
