"""The form over HTTP: its definition, its versions, and the answers a counsellor gives during wrap-up."""

import json
from typing import Annotated, Any

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.http.bodies import read
from chat.http.errors import refuse
from chat.http.staff.answers import answer, done, saying_why
from chat.jobs.newest_form import newest_form
from chat.protocol.common import Id
from chat.redis_time import now_s
from storage.forms.answers import check_answers
from storage.forms.definition import Form, show_form
from storage.forms.forms import versioned

MOST_VERSIONS = 1_000_000


class FormAnswers(Struct, frozen=True, forbid_unknown_fields=True):
    """What a counsellor fills in after a chat: codes only."""

    desk: Id
    version: Annotated[int, Meta(ge=1)]
    answers: dict[str, Any]


class FormApi:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._forms = context.store.forms

    def routes(self) -> list[BaseRoute]:
        route = self._context.auth.guard.route
        desk = "/api/staff/desks/{desk}"
        return [
            route(f"{desk}/form", "form.read", saying_why(self.current)),
            route(f"{desk}/form/{{version:int}}", "form.read", saying_why(self.one)),
            route(f"{desk}/form", "form.write", saying_why(self.add), ["POST"]),
            route("/api/staff/chats/{chat}/form", "form.store", saying_why(self.store), ["POST"]),
        ]

    async def current(self, request: Request, _who: StaffIdentity) -> Response:
        """The newest version, with its lists written out."""
        return answer(show_form(await self._newest(request.path_params["desk"])))

    async def one(self, request: Request, _who: StaffIdentity) -> Response:
        """A version that old rows refer to."""
        version = request.path_params["version"]
        if version > MOST_VERSIONS:
            return refuse(404, "unknown_form", field="version")
        return answer(show_form(await self._forms.get(request.path_params["desk"], version)))

    async def add(self, request: Request, who: StaffIdentity) -> Response:
        """A new version; the ones before stay."""
        desk = request.path_params["desk"]
        form = await self._forms.add(desk, await read(request, dict), now_s())
        await self._context.auth.audit.record(who, "form_changed", desk, count=form.version)
        return answer({"version": form.version}, 201)

    async def store(self, request: Request, who: StaffIdentity) -> Response:
        """Kept beside the chat until it closes; may be sent again. The recorder judges the answers once more."""
        given = await read(request, FormAnswers)
        desk = self._context.desks.get(given.desk)
        if desk is None or not who.serves(given.desk):
            return refuse(404, "unknown_desk", field="desk")
        answers = check_answers(versioned(await self._newest(given.desk), given.version), given.answers)
        form = json.dumps({"version": given.version, "answers": answers}, separators=(",", ":"))
        await desk.note_form(request.path_params["chat"], who.id, form)
        return done()

    async def _newest(self, desk: str) -> Form:
        return await newest_form(self._context.cache, self._context.store, desk)
