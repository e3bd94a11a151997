"""Reports over HTTP: exact ones for supervisors, each look written down; published quarters for everyone else."""

import asyncio
import time
from datetime import date
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.documents.operation import DAY, TEXT, one_of
from chat.http.staff.guard import Guard
from chat.profile import PAGE_LANGUAGES
from chat.protocol.common import whole
from chat.redis_time import now_s
from routing.stream import EndedStream
from storage.errors import BadInput
from storage.records.calendar import day_in
from storage.reports import insafe
from storage.reports.publications import last_settled, read_quarter
from storage.reports.report import as_json, lines_of
from storage.reports.reports import Query
from storage.reports.table import TYPES, asked_style, written

# How a CSV file is written.
TABLE = {
    "locale": one_of(*PAGE_LANGUAGES),
    "separator": one_of("comma", "semicolon", "tab"),
    "decimal": one_of("point", "comma"),
}
FORMATS = ("json", "csv", "xlsx", "html")
QUARTER = {"type": "string", "pattern": whole("20[0-9]{2}-Q[1-4]")}
Figure = int | float | str | None


class Column(Struct, frozen=True):
    """`kind` is code, period, count, percent or seconds."""

    key: str
    kind: str


class ReportShown(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """Rows follow the columns; `total`, `before` and `change` are rows too, or empty."""

    name: str
    desk: str
    first: str
    last: str
    zone: str
    view: str
    columns: list[Column]
    rows: list[list[Figure]]
    total: list[Figure]
    before: list[Figure]
    change: list[Figure]
    notes: list[str]


class Quarter(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """A published quarter, which never changes; figures below the least are not there."""

    desk: str
    quarter: str
    zone: str
    first: str
    last: str
    tables: list[dict[str, Any]]
    rates: dict[str, Any]


class Quarters(Struct, frozen=True):
    quarters: list[Quarter]


class ReportsApi:
    def __init__(self, context: Context, guard: Guard) -> None:
        self._guard = guard
        self._context = context
        self._store = context.store
        self._audit = context.auth.audit

    def routes(self) -> list[BaseRoute]:
        route, desk = self._guard.route, {"desk": TEXT}
        words = dict.fromkeys(("by", "dimension", "cross", "language"), TEXT)
        exact = desk | {"from": DAY, "to": DAY} | words | {"format": one_of(*FORMATS[:3])} | TABLE
        whole = desk | {"from": QUARTER, "to": QUARTER, "language": TEXT, "format": one_of(*FORMATS)} | TABLE
        tables = ("text/csv", TYPES["xlsx"])
        published = {"gives": Quarters, "query": whole, "needs": ("desk",), "others": (*tables, "text/html")}
        internal = {"gives": ReportShown, "query": exact, "needs": ("desk",), "others": tables}
        return [
            route("GET", "/api/staff/publications", "reports.export", self.published, **published),
            route("GET", "/api/staff/reports/{name}", "reports.internal", self.internal, **internal),
        ]

    async def internal(self, request: Request, who: StaffIdentity) -> Any:
        """Exact figures: ?desk&from&to&by&dimension&cross&language&format=json|csv|xlsx. Every look is audited.

        CSV is as usual in &locale=nl|fr|de|en, or as &separator and &decimal say.
        """
        desk, form = _asked(self._guard, request, who, FORMATS[:3])
        name, style = request.path_params["name"], asked_style(request.query_params)
        report = await self._store.reports.run(
            name, desk, query_of(request.query_params, await self._day(desk, now_s()))
        )
        told = {"report": name, "rows": len(report.rows), "how": form, "from": report.first, "to": report.last}
        await self._audit.record(who, "report_internal", desk, desk, **told)
        if form == "json":
            return as_json(report)
        content = await asyncio.to_thread(written, form, lines_of(report), style, name, report.last)
        return _file(content, form, f"internal-{name}-{desk}")

    async def _day(self, desk: str, now: int) -> date:
        """Today at the desk."""
        return day_in(await self._store.recorder.zone(desk), now)

    async def _waits(self, desk: str) -> int | None:
        """Raises RedisError."""
        oldest = await EndedStream(self._context.redis, desk, self._context.gateway).oldest_ms()
        return None if oldest is None else oldest // 1000

    async def published(self, request: Request, who: StaffIdentity) -> Any:
        """Whole quarters, protected: ?desk&from=2026-Q1&to=2026-Q3&format=json|csv|xlsx|html&language, and as above."""
        asked = request.query_params
        desk, form = _asked(self._guard, request, who, FORMATS)
        # what is published stays as it is: no clock that is ahead makes a quarter end early
        now, style = min(now_s(), int(time.time())), asked_style(asked)
        last = read_quarter(asked["to"], "to") if "to" in asked else last_settled(await self._day(desk, now))
        first = read_quarter(asked["from"], "from") if "from" in asked else last
        found = await self._store.publications.between(desk, first, last, now, self._waits)
        await self._audit.record(who, "export", desk, desk, report="publication", count=len(found), how=form)
        if form in TYPES:
            content = await asyncio.to_thread(written, form, insafe.lines_of(found), style, "insafe", found[-1]["to"])
            return _file(content, form, f"insafe-{desk}")
        return _page(found[-1], asked.get("language", "en")) if form == "html" else {"quarters": found}


def _asked(guard: Guard, request: Request, who: StaffIdentity, formats: tuple[str, ...]) -> tuple[str, str]:
    """Desk and format."""
    desk, form = request.query_params.get("desk", ""), request.query_params.get("format", "json")
    if form not in formats:
        raise BadInput(f"must be one of {', '.join(formats)}", "format")
    guard.must_serve(who, desk)
    return desk, form


def query_of(asked: Any, today: date) -> Query:
    """Query parameters as the store takes them; without dates, this month so far."""
    return Query(
        first=asked.get("from", today.replace(day=1).isoformat()),
        last=asked.get("to", today.isoformat()),
        by=asked.get("by", "total"),
        dimension=asked.get("dimension", "category"),
        cross=asked.get("cross", ""),
        language=asked.get("language", ""),
    )


def _file(content: bytes, form: str, name: str) -> Response:
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=TYPES[form], headers=headers)


def _page(published: dict[str, Any], language: str) -> Response:
    spoken = language if language in PAGE_LANGUAGES else "en"
    return HTMLResponse(insafe.as_page(published, spoken), headers={"cache-control": "no-store"})
