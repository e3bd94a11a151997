"""The catalogues of a desk over HTTP: canned replies, and cards."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, structs
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.documents.operation import TEXT
from chat.http.bodies import with_addresses
from chat.http.errors import BadRequest
from chat.http.staff.guard import Guard
from chat.protocol.common import Language, whole
from chat.protocol.limits import MAX_ADDRESS, MAX_CARD, MAX_PHONE, MAX_REPLY, MAX_SHORTCUT, MAX_TITLE
from storage.desks import Catalogue
from storage.values import Reply, Resource

Title = Annotated[str, Meta(min_length=1, max_length=MAX_TITLE)]
DeskName = Annotated[str, Meta(pattern=whole(r"[a-z0-9-]{1,32}"))]
Code = Annotated[str, Meta(max_length=MAX_SHORTCUT, pattern=whole(r"[a-z0-9_]*"))]
Address = Annotated[str, Meta(max_length=MAX_ADDRESS, pattern=whole(r"(https://[^\s]+)?"))]
Place = Annotated[int, Meta(ge=0, le=10_000)]
Phone = Annotated[str, Meta(max_length=MAX_PHONE, pattern=whole(r"[0-9 +]*"))]


class ReplyBody(Struct, frozen=True, forbid_unknown_fields=True):
    desk: DeskName
    language: Language
    title: Title
    text: Annotated[str, Meta(min_length=1, max_length=MAX_REPLY)]
    shortcut: Code = ""
    place: Place = 0


class ResourceBody(Struct, frozen=True, forbid_unknown_fields=True):
    desk: DeskName
    language: Language
    topic: Code
    kind: Literal["call", "link", "forum", "advice", "hand_off"]
    title: Title
    text: Annotated[str, Meta(max_length=MAX_CARD)]
    url: Address = ""
    phone: Phone = ""
    shown: tuple[Literal["waiting", "closed", "crisis"], ...] = ()
    place: Place = 0


class Replies(Struct, frozen=True):
    replies: list[Reply]


class Resources(Struct, frozen=True):
    resources: list[Resource]


def routes(context: Context, guard: Guard) -> list[BaseRoute]:
    replies = CatalogueApi(context, guard, "replies", context.store.replies, Reply)
    resources = CatalogueApi(context, guard, "resources", context.store.resources, Resource)
    return [*replies.routes(ReplyBody, Replies), *resources.routes(ResourceBody, Resources)]


class CatalogueApi:
    """One catalogue; `name` is its path, its field in a list, and its operations in the table of roles."""

    def __init__(self, context: Context, guard: Guard, name: str, rows: Catalogue[Any], value: type[Any]) -> None:
        self._guard = guard
        self._name = name
        self._rows = rows
        self._value = value
        self._audit = context.auth.audit

    def routes(self, body: type[Struct], listed: type[Struct]) -> list[BaseRoute]:
        route, path, write = self._guard.route, f"/api/staff/{self._name}", f"{self._name}.write"
        asked = {"query": {"desk": TEXT}, "needs": ("desk",)}
        return [
            route("GET", path, f"{self._name}.read", self.all, gives=listed, **asked),
            route("POST", path, write, self.add, takes=body, gives=self._value, status=201),
            route("PUT", f"{path}/{{id}}", write, self.change, takes=body, status=204),
            route("DELETE", f"{path}/{{id}}", write, self.remove, status=204, **asked),
        ]

    async def all(self, request: Request, who: StaffIdentity) -> dict[str, Any]:
        desk = self._served(who, request.query_params.get("desk", ""))
        return {self._name: await self._rows.for_desk(desk)}

    async def add(self, request: Request, who: StaffIdentity, given: Any) -> Any:
        desk = self._served(who, given.desk)
        async with self._audit.act(who, f"{self._name}_changed", desk, desk):
            return await self._rows.add(self._value(**_fields(given)))

    async def change(self, request: Request, who: StaffIdentity, given: Any) -> None:
        row = self._value(**_fields(given), id=request.path_params["id"])
        desk = self._served(who, given.desk)
        async with self._audit.act(who, f"{self._name}_changed", desk, desk):
            _must(await self._rows.change(row))

    async def remove(self, request: Request, who: StaffIdentity) -> None:
        desk = self._served(who, request.query_params.get("desk", ""))
        async with self._audit.act(who, f"{self._name}_changed", desk, desk):
            _must(await self._rows.remove(desk, request.path_params["id"]))

    def _served(self, who: StaffIdentity, desk: str) -> str:
        self._guard.must_serve(who, desk)
        return desk


def _fields(given: Struct) -> dict[str, Any]:
    fields = structs.asdict(given)
    return with_addresses(fields, "url")


def _must(found: bool) -> None:
    if not found:
        raise BadRequest(404, "not_found", "id")
