"""Reports over HTTP: exact ones for supervisors, each look written down; published quarters for everyone else."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.http.errors import refuse
from chat.http.staff.answers import answer, saying_why
from chat.redis_time import now_s
from storage.errors import BadInput
from storage.reports import insafe
from storage.reports.publications import last_settled, read_quarter
from storage.reports.report import as_json, lines_of
from storage.reports.reports import Query
from storage.reports.table import TYPES, Style, style_of, written

LANGUAGES = ("nl", "fr", "de", "en")
FORMATS = ("json", "csv", "xlsx", "html")


class ReportsApi:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store

    def routes(self) -> list[BaseRoute]:
        route = self._context.auth.guard.route
        return [
            route("/api/staff/publications", "reports.export", saying_why(self.published)),
            route("/api/staff/reports/{name}", "reports.internal", saying_why(self.internal)),
        ]

    async def internal(self, request: Request, who: StaffIdentity) -> Response:
        """Exact figures: ?desk&from&to&by&dimension&cross&language&format=json|csv|xlsx. Every look is audited.

        CSV is as usual in &locale=nl|fr|de|en, or as &separator and &decimal say.
        """
        asked = request.query_params
        desk, form = asked.get("desk", ""), _format(asked.get("format", "json"), FORMATS[:3])
        if not who.serves(desk):
            return refuse(403, "other_desk", field="desk")
        name, style = request.path_params["name"], _style(asked)
        report = await self._store.reports.run(name, desk, query_of(asked, await self._today(desk)))
        span = {"from": report.first, "to": report.last}
        await self._context.auth.audit.record(
            who, "report_internal", desk, report=name, rows=len(report.rows), how=form, **span
        )
        if form == "json":
            return answer(as_json(report))
        content = written(form, lines_of(report), style, name, report.last)
        return _file(content, form, f"internal-{name}-{desk}")

    async def _today(self, desk: str) -> date:
        """At the desk, by the house's clock."""
        zone = ZoneInfo(await self._store.recorder.zone(desk))
        return datetime.fromtimestamp(now_s(), UTC).astimezone(zone).date()

    async def published(self, request: Request, who: StaffIdentity) -> Response:
        """Whole quarters, protected: ?desk&from=2026-Q1&to=2026-Q3&format=json|csv|xlsx|html&language, and as above."""
        asked = request.query_params
        desk, form = asked.get("desk", ""), _format(asked.get("format", "json"), FORMATS)
        if not who.serves(desk):
            return refuse(403, "other_desk", field="desk")
        now, style = now_s(), _style(asked)
        last = read_quarter(asked["to"], "to") if "to" in asked else last_settled(now)
        first = read_quarter(asked["from"], "from") if "from" in asked else last
        found = await self._store.publications.between(desk, first, last, now)
        await self._context.auth.audit.record(who, "export", desk, report="publication", count=len(found), how=form)
        if form in TYPES:
            content = written(form, insafe.lines_of(found), style, "insafe", found[-1]["to"])
            return _file(content, form, f"insafe-{desk}")
        return _page(found[-1], asked.get("language", "en")) if form == "html" else answer({"quarters": found})


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


def _format(given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        raise BadInput(f"must be one of {', '.join(known)}", "format")
    return given


def _style(asked: Any) -> Style:
    return style_of(*(asked.get(part, "") for part in ("locale", "separator", "decimal")))


def _file(content: bytes, form: str, name: str) -> Response:
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=TYPES[form], headers=headers)


def _page(published: dict[str, Any], language: str) -> Response:
    spoken = language if language in LANGUAGES else "en"
    return HTMLResponse(insafe.as_page(published, spoken), headers={"cache-control": "no-store"})
