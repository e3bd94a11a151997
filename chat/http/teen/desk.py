"""A desk for teens over HTTP: is it open, its cards, a visit while closed, three taps. No cookie, no address."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, convert
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from chat.context import Context
from chat.documents.operation import TEXT
from chat.entry.tokens import new_token
from chat.http.errors import refuse, reply
from chat.http.routes import OperationRoute, route
from chat.http.teen.neighbours import Neighbour, neighbours, settings_of
from chat.profile import (
    CODE,
    MOST_QUESTIONS,
    AfterQuestion,
    Colours,
    PhoneShown,
    in_every_language,
    own_answers,
    phones,
    talk_times,
)
from chat.protocol.common import Language, Service, whole
from chat.redis_time import now_ms
from chat.triage import TOPICS
from routing.desk import Desk
from routing.surveys import WaitingSurveys
from routing.values import AvailabilityView, DeskSettings
from storage.records.surveys import MOVES, OWN, as_text, survey_of
from storage.values import Resource

Answer = Literal["yes", "some", "no"]
MAX_MOVE = len(MOVES) // 2
Handler = Callable[..., Awaitable[Any]]
SOON_MS = 30 * 60_000
ANYWHERE = {"access-control-allow-origin": "*", "cache-control": "public, max-age=5"}
CARDS_KEPT = {"cache-control": "public, max-age=60"}


class Body(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every request body shares: unknown fields are refused."""


class Card(Struct, frozen=True):
    """A card of the resource catalogue."""

    id: str
    topic: str
    kind: str
    language: str
    title: str
    text: str
    url: str
    phone: str
    shown: list[str]


class Cards(Struct, frozen=True):
    resources: list[Card]


class Availability(Struct, frozen=True):
    """What the public page of a desk says. Waits in seconds for somebody who joins now; -1 when not known. `zone`: of
    its hours and days. `talk_limit_ms`: how long a chat may last, null for as long as it takes; `quiet_ask_ms` after
    the last words somebody is asked whether they are there, and `quiet_end_ms` after them the chat ends. `now`: how it
    stands for whoever comes, busy where they wait longer than the desk aims at; `closes_at` within its last half hour.
    `hotline` and `rules` are in every language of the pages. `neighbours`: by language, another desk of the house that
    takes newcomers in it now, where this desk has nobody for it and both have agreed."""

    desk: str
    zone: str
    service: Service
    opens_at: str | None
    languages: list[str]
    served: list[str]
    low_s: int
    high_s: int
    topics: list[str]
    name: dict[str, str]
    forum: str
    exit_url: str
    cards: list[Card]
    talk_limit_ms: int | None = None
    quiet_ask_ms: int = 600_000
    quiet_end_ms: int = 900_000
    now: Literal["open", "busy", "closing_soon", "closed"] = "open"
    closes_at: str | None = None
    phones: list[PhoneShown] = []
    hotline: dict[str, str] = {}
    colours: Colours = Colours()
    rules: dict[str, list[str]] = {}
    after: list[AfterQuestion] = []
    neighbours: dict[str, Neighbour] = {}


class Visit(Body, frozen=True):
    """A visit in the language of the page: to a closed desk, or `over` to a neighbour after the teen's yes."""

    language: Language
    over: bool = False


class Survey(Body, frozen=True):
    """Taps after the chat, unlinked from it. `feel`: by how many of five faces they feel better than before; the
    page tells no more of it. `id`: drawn for these answers; repeated with it, they count once. `own`: to the desk's own
    questions, by code; one that the desk asks no more, or not so, is left out."""

    helped: Answer | None = None
    better: Answer | None = None
    again: Answer | None = None
    feel: Annotated[int, Meta(ge=-MAX_MOVE, le=MAX_MOVE)] | None = None
    language: Annotated[str, Meta(max_length=8)] = ""
    id: Annotated[str, Meta(pattern=whole(r"([A-Za-z0-9_-]{16,64})?"), max_length=64)] = ""
    own: Annotated[dict[CODE, CODE], Meta(max_length=MOST_QUESTIONS)] = {}


class Done(Struct, frozen=True):
    ok: bool = True


def routes(context: Context) -> list[BaseRoute]:
    return [
        at_desk(context, "GET", "", availability, gives=Availability),
        at_desk(context, "GET", "/resources", resources, gives=Cards, query={"language": TEXT}),
        at_desk(context, "POST", "/visits", visit, takes=Visit, gives=Done),
        at_desk(context, "POST", "/surveys", survey, takes=Survey, gives=Done),
    ]


def at_desk(context: Context, method: str, path: str, handler: Handler, **declared: Any) -> OperationRoute:
    """A route below a desk's, whose handler is given context, desk, request, and the body where one is declared."""

    async def found(request: Request, *body: Any) -> Any:
        desk = context.desks.get(request.path_params["desk"])
        if desk is None:
            return _kept(refuse(404, "unknown_desk"), ANYWHERE)  # the loader says so on the page that named it
        return await handler(context, desk, request, *body)

    found.__doc__ = handler.__doc__
    return route(method, f"/api/desks/{{desk}}{path}", found, **declared)


async def availability(context: Context, desk: Desk, _request: Request) -> Response:
    """Read by the loader on the helpline's pages: any origin, no credentials."""
    view = await context.cache.moment(f"availability {desk.name}", desk.availability)
    store, name = context.store, desk.name
    stored = await settings_of(context, name)
    cards = await context.cache.get(f"cards {name} ", lambda: store.resources.for_desk(name))
    zone = await context.cache.get(f"zone {name}", lambda: store.recorder.zone(name))
    shown = [one for one in cards if "closed" in one.shown]
    found = available(name, zone, view, stored, shown, now_ms())
    return _kept(reply(replace(found, neighbours=await neighbours(context, name, view, stored))), ANYWHERE)


async def resources(context: Context, desk: Desk, request: Request) -> Response:
    """Cards of the catalogue, of all languages or one."""
    language, name = request.query_params.get("language", ""), desk.name
    if language and language not in desk.settings.languages:
        return _kept(reply(Cards([])), {})
    found = await context.cache.get(
        f"cards {name} {language}", lambda: context.store.resources.for_desk(name, language)
    )
    return _kept(reply(Cards([card(one) for one in found])), CARDS_KEPT)


async def visit(context: Context, desk: Desk, request: Request, given: Visit) -> Done:
    """Somebody came and the desk was closed: counted once by the widget as it shows that it is closed. Or they said yes
    to a neighbour."""
    if given.over:
        sent = given.language in (await settings_of(context, desk.name)).get("sends_to", {})
        if sent and await may_write(context, desk, request, "over"):
            await desk.visit("went_over", given.language)
        return Done()
    counted = given.language in desk.settings.languages and await may_write(context, desk, request, "visit")
    if counted and (await desk.availability()).service != "open":
        await desk.visit("closed_visit", given.language)
    return Done()


async def may_write(context: Context, desk: Desk, request: Request, kind: str) -> str:
    """Under what name this counts; "" beyond what one address may write, which is answered like the rest."""
    return await context.auth.writers.take(kind, desk.name, request.scope.get("bucket", 0))


async def survey(context: Context, desk: Desk, request: Request, given: Survey) -> Done | Response:
    """Three taps after the chat, tied to nothing; the recorder stores them, so SQL may be down."""
    moved = None if given.feel is None else MOVES[given.feel + MAX_MOVE]
    answers = {"helped": given.helped, "better": given.better, "again": given.again, "feel": moved}
    if given.own:
        stored = await settings_of(context, desk.name)
        answers |= {f"{OWN}{code}": answer for code, answer in own_answers(stored, given.own).items()}
    spoken = given.language if given.language in desk.settings.languages else ""
    made = survey_of(given.id or new_token(), spoken, answers, now_ms())
    counted = made.answers and await may_write(context, desk, request, "survey")
    if not counted:
        return Done()
    done = ""
    try:
        done = await WaitingSurveys(context.redis, desk.name).add(as_text(made))
    finally:
        if done != "added":
            await context.auth.writers.give_back(counted)
    return refuse(503, "unavailable", retry_s=60) if done == "full" else Done()


def available(
    desk: str, zone: str, view: AvailabilityView, stored: dict[str, Any], cards: list[Resource], now: int = 0
) -> Availability:
    """Pure. After hours a newcomer finds the desk closed while it still serves its queue. `now` in ms since 1970."""
    closed = view.service == "closing" and view.opens_at
    soon = view.service == "open" and 0 < view.closes_at <= now + SOON_MS
    return Availability(
        desk=desk,
        zone=zone,
        service="closed" if closed else view.service,  # type: ignore[arg-type]
        opens_at=_iso(view.opens_at),
        languages=list(view.languages),
        served=list(view.served),
        low_s=view.low_s,
        high_s=view.high_s,
        topics=list(stored.get("topics", TOPICS)),
        name=stored.get("name", {}),
        forum=stored.get("forum", ""),
        exit_url=stored.get("exit_url", ""),
        cards=[card(one) for one in cards],
        **talk_times(stored),  # type: ignore[arg-type]
        now=_standing(view, soon, stored.get("target_ms", DeskSettings().target_ms)),
        closes_at=_iso(view.closes_at if soon else 0),
        phones=phones(stored),
        hotline=in_every_language(stored.get("hotline", {})),
        colours=convert(stored.get("colours", {}), Colours),
        rules=in_every_language(stored.get("rules", {})),
        after=convert(stored.get("after", []), list[AfterQuestion]),
    )


def _standing(view: AvailabilityView, soon: bool, target_ms: int) -> Literal["open", "busy", "closing_soon", "closed"]:
    """Busy: even the shortest usual wait is longer than the desk aims at."""
    if view.service != "open":
        return "closed"
    if soon:
        return "closing_soon"
    return "busy" if view.low_s * 1000 > target_ms else "open"


def _iso(moment: int) -> str | None:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat() if moment else None


def card(one: Resource) -> Card:
    return Card(one.id, one.topic, one.kind, one.language, one.title, one.text, one.url, one.phone, list(one.shown))


def _kept(answer: Response, headers: dict[str, str]) -> Response:
    answer.headers.update(headers)
    return answer
