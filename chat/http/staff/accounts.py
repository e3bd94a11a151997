"""What admins do over HTTP: staff accounts and the audit trail."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from chat.auth.assemble import Auth
from chat.auth.identity import StaffIdentity
from chat.auth.ports import AuditEntry
from chat.http.bodies import read
from chat.http.errors import refuse, reply
from chat.http.staff import schemas as b
from chat.http.staff.account_fields import Capacity, Desks, Languages, Login, Password, Role, Shown, Skills
from chat.http.staff.sign_in import SignedOut
from chat.redis_time import now_s

PAGE = 100
MOST = 500
EXPORT_ROWS = 100_000


class NewAccount(Struct, forbid_unknown_fields=True):
    login: Login
    password: Password
    role: Role
    name: Shown = ""
    languages: Languages = []
    skills: Skills = []
    desks: Desks = []
    capacity: Capacity = 1


class AccountChange(Struct, forbid_unknown_fields=True):
    name: Shown | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    languages: Languages | UnsetType = UNSET
    skills: Skills | UnsetType = UNSET
    desks: Desks | UnsetType = UNSET
    capacity: Capacity | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class Reset(Struct, forbid_unknown_fields=True):
    password: Password
    factors: bool = False


class AdminApi:
    """A change of an account ends its sign-ins, so that it takes effect at once."""

    def __init__(self, auth: Auth, signed_out: SignedOut) -> None:
        self._auth = auth
        self._signed_out = signed_out

    def routes(self) -> list[BaseRoute]:
        route = self._auth.guard.route
        return [
            route("/api/staff/accounts", "accounts.read", self.accounts),
            route("/api/staff/accounts", "accounts.write", self.make, ["POST"]),
            route("/api/staff/accounts/{id}", "accounts.write", self.change, ["PUT"]),
            route("/api/staff/accounts/{id}/reset-password", "accounts.write", self.reset, ["POST"]),
            route("/api/staff/accounts/{id}/sign-out", "accounts.write", self.sign_out, ["POST"]),
            route("/api/staff/audit", "audit.read", self.audit),
            route("/api/staff/audit.csv", "audit.read", self.audit_csv),
        ]

    async def accounts(self, request: Request, who: StaffIdentity) -> Response:
        return reply(b.AccountList([b.AccountShown.of(row) for row in await self._auth.accounts.store.all()]))

    async def make(self, request: Request, who: StaffIdentity) -> Response:
        body = await read(request, NewAccount)
        more = msgspec.structs.asdict(body)
        login, password, role = more.pop("login"), more.pop("password"), more.pop("role")
        more["display"] = more.pop("name") or login
        account = await self._auth.accounts.make(login, password, role, now_s(), **more)
        await self._auth.audit.record(who, "account_made", account.id, role=role, name=account.name)
        return reply(b.AccountShown.of(account), 201)

    async def change(self, request: Request, who: StaffIdentity) -> Response:
        body = await read(request, AccountChange)
        fields = {key: value for key, value in msgspec.structs.asdict(body).items() if value is not UNSET}
        if "name" in fields:
            fields["display"] = fields.pop("name")
        account = await self._auth.accounts.change(request.path_params["id"], **fields)
        await self._end(account.id)
        kind = "account_closed" if fields.get("active") is False else "account_changed"
        await self._auth.audit.record(who, kind, account.id, fields=",".join(sorted(fields)))
        return reply(b.AccountShown.of(account))

    async def reset(self, request: Request, who: StaffIdentity) -> Response:
        body = await read(request, Reset)
        account = await self._auth.accounts.get(request.path_params["id"])
        await self._auth.accounts.set_password(account, body.password)
        if body.factors:
            await self._auth.accounts.drop_factors(account)
            await self._auth.audit.record(who, "factor_reset", account.id)
        await self._end(account.id)
        await self._auth.audit.record(who, "password_changed", account.id)
        return Response(status_code=204)

    async def sign_out(self, request: Request, who: StaffIdentity) -> Response:
        account = await self._auth.accounts.get(request.path_params["id"])
        await self._end(account.id)
        await self._auth.audit.record(who, "sign_out_everywhere", account.id)
        return Response(status_code=204)

    async def audit(self, request: Request, who: StaffIdentity) -> Response:
        before, limit = _number(request, "before", 0), _number(request, "limit", PAGE)
        if before is None or limit is None or not 1 <= limit <= MOST:
            return refuse(422, "bad_value", field="limit")
        kind = request.query_params.get("kind", "")
        page = await self._auth.audit_store.page(before=before, limit=limit, kind=kind)
        return reply(b.AuditPage([_entry(entry) for entry in page]))

    async def audit_csv(self, request: Request, who: StaffIdentity) -> Response:
        await self._auth.audit.record(who, "audit_exported")
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return StreamingResponse(self._lines(), media_type="text/csv; charset=utf-8", headers=headers)

    async def _lines(self) -> Any:
        yield _csv(["id", "at", "actor", "actor_name", "kind", "subject", "detail"])
        before, left = 0, EXPORT_ROWS
        while left > 0:
            page = await self._auth.audit_store.page(before=before, limit=min(MOST, left))
            if not page:
                return
            for entry in page:
                yield _csv([entry.id, _iso(entry.at), entry.actor, entry.actor_name, entry.kind, entry.subject,
                            entry.detail])  # fmt: skip
            before, left = page[-1].id, left - len(page)

    async def _end(self, staff: str) -> None:
        await self._auth.sessions.end_all(staff)
        await self._signed_out(staff, "")


def _entry(entry: AuditEntry) -> b.AuditLine:
    return b.AuditLine.of(entry, _iso(entry.at), json.loads(entry.detail or "{}"))


def _csv(row: list[Any]) -> str:
    """One line; a cell that a spreadsheet would take for a formula is quoted with an apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if str(cell)[:1] in "=+-@\t\r" and str(cell) else cell for cell in row])
    return out.getvalue()


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def _number(request: Request, name: str, default: int) -> int | None:
    text = request.query_params.get(name, "")
    if not text:
        return default
    return int(text) if text.isdigit() and text.isascii() and len(text) < 16 else None
