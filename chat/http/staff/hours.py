"""A desk's opening hours over HTTP: as they were set, as they would be, and changing them."""

from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.http.errors import BadRequest
from chat.http.staff.guard import Guard
from chat.http.staff.hours_preview import preview
from chat.redis_time import now, now_s
from routing.hours import OpeningHours, UnreadableHours, parse
from storage.values import Hours

DAYS_SHOWN = 21


class HoursBody(Struct, frozen=True, forbid_unknown_fields=True):
    """`at`: of the hours that they were made from; where others stand by now, they are not replaced."""

    definition: dict[str, Any]
    first: str = ""
    at: int | None = None


class HoursShown(Struct, frozen=True):
    """As they were last set; an empty definition means closed. `at`: seconds since 1970."""

    desk: str
    definition: dict[str, Any]
    by: str
    at: int


class OpenDay(Struct, frozen=True):
    """`open`: pairs such as ["09:00", "17:00"] in the desk's zone."""

    date: str
    open: list[tuple[str, str]]


class HoursPreview(Struct, frozen=True):
    days: list[OpenDay]


def routes(context: Context, guard: Guard) -> list[BaseRoute]:
    store, audit, path = context.store.hours, context.auth.audit, "/api/staff/hours/{desk}"

    async def shown(request: Request, _who: StaffIdentity) -> Hours:
        """As they were last set; an empty definition means closed."""
        desk = request.path_params["desk"]
        return await store.get(desk) or Hours(desk)

    async def change(request: Request, who: StaffIdentity, given: HoursBody) -> None:
        """Refused unless routing can read them; `hours_changed` (409): somebody else has set others."""
        desk = request.path_params["desk"]
        _readable(given)
        async with audit.act(who, "hours_changed", desk, desk):
            stands = await store.get(desk) or Hours(desk)
            if given.at not in (None, stands.at) and stands.definition != given.definition:
                raise BadRequest(409, "hours_changed")
            await store.put(desk, given.definition, who.name, max(now_s(), stands.at + 1))  # two are never of one `at`

    async def previewed(request: Request, _who: StaffIdentity, given: HoursBody) -> dict[str, Any]:
        """Three weeks of days with their openings, from `first` (the desk's today by default)."""
        hours = _readable(given)
        try:
            first = date.fromisoformat(given.first) if given.first else now().astimezone(hours.zone).date()
            return {"days": preview(hours, first, first + timedelta(days=DAYS_SHOWN - 1))}
        except (ValueError, OverflowError):
            raise BadRequest(422, "bad_value", "first") from None

    return [
        guard.route("GET", path, "hours.read", shown, gives=HoursShown),
        guard.route("PUT", path, "hours.write", change, takes=HoursBody, status=204),
        guard.route("POST", f"{path}/preview", "hours.read", previewed, takes=HoursBody, gives=HoursPreview),
    ]


def _readable(given: HoursBody) -> OpeningHours:
    try:
        return parse(given.definition, anew=True)
    except UnreadableHours as problem:
        raise BadRequest(422, "bad_value", problem.field, problem.why) from problem
