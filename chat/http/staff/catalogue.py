"""What a desk has of its own, over HTTP: replies, cards, opening hours, settings."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, structs
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.http.bodies import read
from chat.http.errors import refuse
from chat.http.staff.answers import answer, done, saying_why
from chat.http.staff.hours_preview import preview
from chat.protocol.common import Language
from chat.redis_time import now, now_s
from routing.hours import UnreadableHours, parse
from storage.values import Reply, Resource

Short = Annotated[str, Meta(max_length=64)]
Title = Annotated[str, Meta(min_length=1, max_length=120)]
DeskName = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}$")]
Code = Annotated[str, Meta(max_length=48, pattern=r"^[a-z0-9_]*$")]
Address = Annotated[str, Meta(max_length=500, pattern=r"^(https://[^\s]+)?$")]
Place = Annotated[int, Meta(ge=0, le=10_000)]
Phone = Annotated[str, Meta(max_length=32, pattern=r"^[0-9 +]*$")]


class ReplyBody(Struct, frozen=True, forbid_unknown_fields=True):
    desk: DeskName
    language: Language
    title: Title
    text: Annotated[str, Meta(min_length=1, max_length=2000)]
    shortcut: Code = ""
    place: Place = 0


class ResourceBody(Struct, frozen=True, forbid_unknown_fields=True):
    desk: DeskName
    language: Language
    topic: Code
    kind: Literal["call", "link", "forum", "advice", "hand_off"]
    title: Title
    text: Annotated[str, Meta(max_length=1000)]
    url: Address = ""
    phone: Phone = ""
    shown: tuple[Literal["waiting", "closed", "crisis"], ...] = ()
    place: Place = 0


class HoursBody(Struct, frozen=True, forbid_unknown_fields=True):
    definition: dict[str, Any]
    first: str = ""


class DeskApi:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store

    def routes(self) -> list[BaseRoute]:
        route = self._context.auth.guard.route
        hours = "/api/staff/hours/{desk}"
        return [
            route(hours, "hours.read", saying_why(self.read_hours)),
            route(hours, "hours.write", saying_why(self.write_hours), ["PUT"]),
            route(f"{hours}/preview", "hours.read", saying_why(self.preview_hours), ["POST"]),
            *self._cards("replies", self.replies, self.add_reply, self.change_reply, self.remove_reply),
            *self._cards("resources", self.resources, self.add_resource, self.change_resource, self.remove_resource),
        ]

    def _cards(self, name: str, show: Any, add: Any, change: Any, remove: Any) -> list[BaseRoute]:
        route, path = self._context.auth.guard.route, f"/api/staff/{name}"
        return [
            route(path, f"{name}.read", saying_why(show)),
            route(path, f"{name}.write", saying_why(add), ["POST"]),
            route(f"{path}/{{id}}", f"{name}.write", saying_why(change), ["PUT"]),
            route(f"{path}/{{id}}", f"{name}.write", saying_why(remove), ["DELETE"]),
        ]

    async def read_hours(self, request: Request, _who: StaffIdentity) -> Response:
        """As they were last set; an empty definition means closed."""
        desk = request.path_params["desk"]
        hours = await self._store.hours.get(desk)
        return answer(asdict(hours) if hours else {"desk": desk, "definition": {}, "by": "", "at": 0})

    async def write_hours(self, request: Request, who: StaffIdentity) -> Response:
        """Refused unless routing can read them."""
        desk, given = request.path_params["desk"], await read(request, HoursBody)
        try:
            parse(given.definition)
        except UnreadableHours as problem:
            return answer({"code": "bad_value", "field": problem.field, "why": problem.why}, 422)
        await self._store.hours.put(desk, given.definition, who.name, now_s())
        await self._context.auth.audit.record(who, "hours_changed", desk)
        return done()

    async def preview_hours(self, request: Request, _who: StaffIdentity) -> Response:
        """Three weeks of days with their openings, from `first` (today by default)."""
        given = await read(request, HoursBody)
        try:
            first = date.fromisoformat(given.first) if given.first else now().date()
            days = preview(parse(given.definition), first, first + timedelta(days=20))
        except UnreadableHours as problem:
            return answer({"code": "bad_value", "field": problem.field, "why": problem.why}, 422)
        except (ValueError, OverflowError):
            return refuse(422, "bad_value", field="first")
        return answer({"days": days})

    async def replies(self, request: Request, who: StaffIdentity) -> Response:
        desk = request.query_params.get("desk", "")
        if not who.serves(desk):
            return refuse(403, "other_desk", field="desk")
        return answer({"replies": [asdict(reply) for reply in await self._store.replies.for_desk(desk)]})

    async def resources(self, request: Request, who: StaffIdentity) -> Response:
        desk = request.query_params.get("desk", "")
        if not who.serves(desk):
            return refuse(403, "other_desk", field="desk")
        return answer({"resources": [asdict(card) for card in await self._store.resources.for_desk(desk)]})

    async def add_reply(self, request: Request, who: StaffIdentity) -> Response:
        given = await read(request, ReplyBody)
        made = await self._store.replies.add(Reply(**structs.asdict(given))) if who.serves(given.desk) else None
        return await self._made(who, "replies_changed", given.desk, made)

    async def add_resource(self, request: Request, who: StaffIdentity) -> Response:
        given = await read(request, ResourceBody)
        made = await self._store.resources.add(Resource(**structs.asdict(given))) if who.serves(given.desk) else None
        return await self._made(who, "resources_changed", given.desk, made)

    async def change_reply(self, request: Request, who: StaffIdentity) -> Response:
        given = await read(request, ReplyBody)
        reply = Reply(**structs.asdict(given), id=request.path_params["id"])
        found = who.serves(given.desk) and await self._store.replies.change(reply)
        return await self._changed(who, "replies_changed", given.desk, found)

    async def change_resource(self, request: Request, who: StaffIdentity) -> Response:
        given = await read(request, ResourceBody)
        card = Resource(**structs.asdict(given), id=request.path_params["id"])
        found = who.serves(given.desk) and await self._store.resources.change(card)
        return await self._changed(who, "resources_changed", given.desk, found)

    async def remove_reply(self, request: Request, who: StaffIdentity) -> Response:
        desk = request.query_params.get("desk", "")
        found = who.serves(desk) and await self._store.replies.remove(desk, request.path_params["id"])
        return await self._changed(who, "replies_changed", desk, found)

    async def remove_resource(self, request: Request, who: StaffIdentity) -> Response:
        desk = request.query_params.get("desk", "")
        found = who.serves(desk) and await self._store.resources.remove(desk, request.path_params["id"])
        return await self._changed(who, "resources_changed", desk, found)

    async def _made(self, who: StaffIdentity, kind: str, desk: str, made: Any) -> Response:
        if made is None:
            return refuse(403, "other_desk", field="desk")
        await self._context.auth.audit.record(who, kind, desk)
        return answer(asdict(made), 201)

    async def _changed(self, who: StaffIdentity, kind: str, desk: str, found: bool) -> Response:
        if not found:
            return refuse(404, "not_found", field="id")
        await self._context.auth.audit.record(who, kind, desk)
        return done()
