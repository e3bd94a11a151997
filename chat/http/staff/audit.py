"""The audit trail over HTTP: pages for the dashboard, and all of it as a table."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from chat.auth.assemble import Auth
from chat.auth.identity import StaffIdentity
from chat.documents.operation import NUMBER, TEXT
from chat.http.errors import BadRequest
from chat.http.staff.guard import Guard
from chat.http.staff.reports import TABLE
from storage.reports.table import BOM, TYPES, Style, asked_style, csv_line
from storage.values import AuditEntry

PAGE = 100
MOST = 500
COLUMNS = ["id", "at", "actor", "actor_name", "kind", "subject", "detail"]


class AuditLine(Struct, frozen=True):
    """One act. `actor` is a name; `at` is ISO 8601 in UTC."""

    id: int
    at: str
    actor: str
    actor_id: str
    kind: str
    subject: str
    detail: dict[str, Any]

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditLine":
        name = entry.actor_name or entry.actor
        return cls(entry.id, _iso(entry.at), name, entry.actor, entry.kind, entry.subject, _shown(entry))


class AuditPage(Struct, frozen=True):
    """Newest first; go on with `before` = the last id."""

    entries: list[AuditLine]


class AuditApi:
    def __init__(self, auth: Auth, guard: Guard) -> None:
        self._audit = auth.audit
        self._guard = guard

    def routes(self) -> list[BaseRoute]:
        route, read = self._guard.route, "audit.read"
        limit = {"type": "integer", "minimum": 1, "maximum": MOST}
        query = {"before": NUMBER, "limit": limit, "kind": TEXT}
        return [
            route("GET", "/api/staff/audit", read, self.page, gives=AuditPage, query=query),
            route("GET", "/api/staff/audit.csv", read, self.table, query=TABLE, others=("text/csv",)),
        ]

    async def page(self, request: Request, who: StaffIdentity) -> AuditPage:
        before, limit = _number(request, "before", 0), _number(request, "limit", PAGE)
        if not 1 <= limit <= MOST:
            raise BadRequest(422, "bad_value", "limit")
        kind = request.query_params.get("kind", "")
        return AuditPage([AuditLine.of(entry) for entry in await self._some(who, before, limit, kind)])

    async def table(self, request: Request, who: StaffIdentity) -> Response:
        """All of it; as usual in &locale=nl|fr|de|en, or as &separator says."""
        style = asked_style(request.query_params)
        await self._audit.record(who, "audit_exported")
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return StreamingResponse(self._lines(who, style), media_type=TYPES["csv"], headers=headers)

    async def _lines(self, who: StaffIdentity, style: Style) -> AsyncIterator[str]:
        yield BOM + csv_line(COLUMNS, style)
        before = 0
        while page := await self._some(who, before, MOST):
            for entry in page:
                shown = {
                    "at": _iso(entry.at),
                    "detail": json.dumps(_shown(entry), separators=(",", ":"), ensure_ascii=False),
                }
                yield csv_line([shown.get(name, getattr(entry, name)) for name in COLUMNS], style)
            before = page[-1].id

    async def _some(self, who: StaffIdentity, before: int, limit: int, kind: str = "") -> list[AuditEntry]:
        return await self._audit.page(who, before=before, limit=limit, kind=kind)


def _shown(entry: AuditEntry) -> dict[str, Any]:
    """Without what tells repetitions apart, which tells people nothing."""
    return {name: value for name, value in json.loads(entry.detail or "{}").items() if name != "request"}


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    if text and not (text.isdigit() and text.isascii() and len(text) < 16):
        raise BadRequest(422, "bad_value", name)
    return int(text) if text else default
