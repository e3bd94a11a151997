"""Reports over HTTP: exact ones for supervisors, each look written down; published quarters for everyone else."""

from datetime import date
from typing import Any

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
from storage.reports.report import as_csv, as_json
from storage.reports.reports import Query

LANGUAGES = ("nl", "fr", "de", "en")
FORMATS = ("json", "csv", "html")


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
        """Exact figures: ?desk&from&to&by&dimension&cross&language&format=json|csv. Every look is audited."""
        asked = request.query_params
        desk, form = asked.get("desk", ""), _format(asked.get("format", "json"), FORMATS[:2])
        if not who.serves(desk):
            return refuse(403, "other_desk", field="desk")
        name = request.path_params["name"]
        report = await self._store.reports.run(name, desk, query_of(asked))
        span = {"from": report.first, "to": report.last}
        await self._context.auth.audit.record(
            who, "report_internal", desk, report=name, rows=len(report.rows), how=form, **span
        )
        return answer(as_json(report)) if form == "json" else _csv(as_csv(report), f"internal-{name}-{desk}")

    async def published(self, request: Request, who: StaffIdentity) -> Response:
        """Whole quarters, protected: ?desk&from=2026-Q1&to=2026-Q3&format=json|csv|html&language."""
        asked = request.query_params
        desk, form = asked.get("desk", ""), _format(asked.get("format", "json"), FORMATS)
        if not who.serves(desk):
            return refuse(403, "other_desk", field="desk")
        now = now_s()
        last = read_quarter(asked["to"], "to") if "to" in asked else last_settled(now)
        first = read_quarter(asked["from"], "from") if "from" in asked else last
        found = await self._store.publications.between(desk, first, last, now)
        await self._context.auth.audit.record(who, "export", desk, report="publication", count=len(found), how=form)
        if form == "csv":
            return _csv(insafe.as_csv(found), f"insafe-{desk}")
        return _page(found[-1], asked.get("language", "en")) if form == "html" else answer({"quarters": found})


def query_of(asked: Any) -> Query:
    """Query parameters as the store takes them; without dates, this month so far."""
    today = date.today()
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


def _csv(text: str, name: str) -> Response:
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _page(published: dict[str, Any], language: str) -> Response:
    spoken = language if language in LANGUAGES else "en"
    return HTMLResponse(insafe.as_page(published, spoken), headers={"cache-control": "no-store"})
