"""The form over HTTP: its definition, its versions, and the answers a counsellor gives during wrap-up."""

import json
from typing import Annotated, Any

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.http.errors import BadRequest
from chat.http.staff.guard import Guard
from chat.jobs.newest_form import newest_form
from chat.protocol.common import Id
from chat.redis_time import now_s
from storage.forms.answers import check_answers
from storage.forms.definition import MOST_VERSIONS, Form, FormDefinition
from storage.forms.forms import versioned


class FormAnswers(Struct, frozen=True, forbid_unknown_fields=True):
    """What a counsellor fills in after a chat: codes only."""

    desk: Id
    version: Annotated[int, Meta(ge=1)]
    answers: dict[str, Any]


class FormVersion(Struct, frozen=True):
    version: int


class FormApi:
    def __init__(self, context: Context, guard: Guard) -> None:
        self._context = context
        self._guard = guard
        self._forms = context.store.forms

    def routes(self) -> list[BaseRoute]:
        route, path, chat = self._guard.route, "/api/staff/desks/{desk}/form", "/api/staff/chats/{chat}/form"
        added: dict[str, Any] = {"takes": FormDefinition, "gives": FormVersion, "status": 201}
        return [
            route("GET", path, "form.read", self.newest, gives=FormDefinition),
            route("GET", f"{path}/{{version:int}}", "form.read", self.one, gives=FormDefinition),
            route("POST", path, "form.write", self.add, **added),
            route("POST", chat, "form.store", self.store, takes=FormAnswers, status=204),
        ]

    async def newest(self, request: Request, _who: StaffIdentity) -> Form:
        """The newest version, with its lists written out."""
        return await self._newest(request.path_params["desk"])

    async def one(self, request: Request, _who: StaffIdentity) -> Form:
        """A version that old rows refer to."""
        version = request.path_params["version"]
        if version > MOST_VERSIONS:
            raise BadRequest(404, "unknown_form", "version")
        return await self._forms.get(request.path_params["desk"], version)

    async def add(self, request: Request, who: StaffIdentity, given: FormDefinition) -> FormVersion:
        """A new version; the ones before stay."""
        desk = request.path_params["desk"]
        async with self._context.auth.audit.act(who, "form_changed", desk, desk) as detail:
            form = await self._forms.add(desk, given, now_s())
            detail["count"] = form.version
        return FormVersion(form.version)

    async def store(self, request: Request, who: StaffIdentity, given: FormAnswers) -> None:
        """Kept beside the chat until it closes; may be sent again. The recorder judges the answers once more."""
        desk = self._context.desks.get(given.desk)
        if desk is None or not who.serves(given.desk):
            raise BadRequest(404, "unknown_desk", "desk")
        answers = check_answers(versioned(await self._newest(given.desk), given.version), given.answers)
        form = json.dumps({"version": given.version, "answers": answers}, separators=(",", ":"))
        await desk.note_form(request.path_params["chat"], who.id, form)

    async def _newest(self, desk: str) -> Form:
        return await newest_form(self._context.cache, self._context.store, desk)
