"""The desk for teens over HTTP: is it open, come in, leave, three taps afterwards, cards. No cookie, no address."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chat.assemble import Context
from chat.entry.keyring import names_for
from chat.entry.tickets import TeenTicket
from chat.entry.tokens import digest, new_id, new_token
from chat.gateway.sessions.ticket_claims import first_ticket
from chat.http.bodies import BadBody, parse, raw_body, read
from chat.http.errors import answering, refuse
from chat.http.teen import schemas as b
from chat.jobs.close_log import close_log
from chat.logs import log
from chat.metrics import JOINS
from chat.redis_time import now_ms
from chat.triage import TOPICS, priority_of, skills_of
from routing.desk import Desk
from routing.errors import PipeError, RoutingError
from routing.surveys import WaitingSurveys
from routing.values import AvailabilityView
from storage.errors import StoreError
from storage.records.surveys import as_text, survey_of
from storage.values import Resource

_STATUS = {"turned_away": 409, "blocked": 403, "unknown_language": 422, "unknown_skill": 422, "chat_ended": 409}
_ANYWHERE = {"access-control-allow-origin": "*"}
Handler = Callable[[Context, Desk, Request], Awaitable[Response]]


def routes(context: Context) -> list[BaseRoute]:
    def at_desk(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            desk = context.desks.get(request.path_params["desk"])
            return await _answer(handler, context, desk, request) if desk else refuse(404, "unknown_desk")

        endpoint.__doc__ = handler.__doc__
        return answering(endpoint)

    async def end(request: Request) -> Response:
        return await _end(context, request)

    end.__doc__ = _end.__doc__
    return [
        Route("/api/desks/{desk}", at_desk(availability)),
        Route("/api/desks/{desk}/challenge", at_desk(challenge)),
        Route("/api/desks/{desk}/chats", at_desk(join), methods=["POST"]),
        Route("/api/desks/{desk}/visits", at_desk(visit), methods=["POST"]),
        Route("/api/desks/{desk}/surveys", at_desk(survey), methods=["POST"]),
        Route("/api/desks/{desk}/resources", at_desk(resources)),
        Route("/api/chats/end", answering(end), methods=["POST"]),
    ]


async def availability(context: Context, desk: Desk, _request: Request) -> Response:
    """Read by the loader on the helpline's pages: any origin, no credentials."""
    view = await desk.availability()
    store, name = context.store, desk.name
    stored = await context.cache.get(f"settings {name}", lambda: store.settings.desk(name))
    cards = await context.cache.get(f"closed {name}", lambda: store.resources.for_desk(name, shown="closed"))
    body = available(desk.name, view, stored, cards)
    return _json(body, headers=_ANYWHERE | {"cache-control": "public, max-age=5"})


async def challenge(context: Context, desk: Desk, request: Request) -> Response:
    """The work to do before joining; none while it is calm. `X-Hearline-Pass`: that of an earlier chat."""
    pass_ = request.headers.get("x-hearline-pass", "")
    return _json(await context.auth.admission.challenge(desk.name, request.scope.get("bucket", 0), pass_))


async def join(context: Context, desk: Desk, request: Request) -> Response:
    """Into the queue: the answer opens the WebSocket."""
    asked = await read(request, b.Join)
    admitted = await context.auth.admission.admit(desk.name, asked.pow, asked.pass_, request.scope.get("bucket", 0))
    chat, token = names_for(context.auth.ring, desk.name, asked.id)
    view = await desk.join(
        asked.id or new_id(),
        chat,
        language=asked.language,
        gateway=context.gateway,
        skills=skills_of(tuple(asked.skills), desk.settings.skills),
        priority=priority_of(asked.topic, asked.danger),
        topic=asked.topic,
        age_band=asked.age_band,
        channel=asked.channel,
        chain=admitted.chain,
    )
    await begin_log(context, chat)
    JOINS.labels("joined").inc()
    ticket = context.auth.tickets.seal_teen(first_ticket(desk.name, digest(token), admitted.chain, view), now_ms())
    return _json(b.Joined(chat, token, ticket, admitted.pass_), 201)


async def begin_log(context: Context, chat: str) -> None:
    """An empty log before anybody can be in it, so that one found missing later is known to be lost."""
    begun = await context.log.attach(chat, "teen", context.gateway, 0)
    await context.log.detach(chat, "teen", begun.generation)


async def visit(context: Context, desk: Desk, request: Request) -> Response:
    """Somebody came and the desk was closed: counted once by the widget as it shows that it is closed."""
    language = (await read(request, b.Visit)).language
    if (await desk.availability()).service != "open" and language in desk.settings.languages:
        await desk.visit("closed_visit", language)
    return _json(b.Done())


async def survey(context: Context, desk: Desk, request: Request) -> Response:
    """Three taps after the chat, tied to nothing; the recorder stores them, so SQL may be down."""
    given = await read(request, b.Survey)
    answers = {"helped": given.helped, "better": given.better, "again": given.again}
    made = survey_of(given.id or new_token(), given.language, answers, now_ms())
    if made.answers and not await WaitingSurveys(context.redis, desk.name).add(as_text(made)):
        return refuse(503, "unavailable", retry_s=60)
    return _json(b.Done())


async def resources(context: Context, desk: Desk, request: Request) -> Response:
    """Cards of the catalogue, of all languages or one."""
    language = request.query_params.get("language", "")
    store, name = context.store, desk.name
    if language and language not in desk.settings.languages:
        return _json(b.Cards([]))
    found = await context.cache.get(f"cards {name} {language}", lambda: store.resources.for_desk(name, language))
    return _json(b.Cards([card(one) for one in found]), headers={"cache-control": "public, max-age=60"})


def available(desk: str, view: AvailabilityView, stored: dict[str, Any], cards: list[Resource]) -> b.Availability:
    """Pure. After hours a newcomer finds the desk closed while it still serves its queue."""
    after_hours = view.service == "closing" and view.opens_at
    return b.Availability(
        desk=desk,
        service="closed" if after_hours else view.service,  # type: ignore[arg-type]
        opens_at=datetime.fromtimestamp(view.opens_at / 1000, UTC).isoformat() if view.opens_at else None,
        languages=list(view.languages),
        served=list(view.served),
        low_s=view.low_s,
        high_s=view.high_s,
        topics=list(stored.get("topics", TOPICS)),
        name=stored.get("name", {}),
        forum=stored.get("forum", ""),
        exit_url=stored.get("exit_url", ""),
        cards=[card(one) for one in cards],
    )


def card(one: Resource) -> b.Card:
    return b.Card(one.id, one.topic, one.kind, one.language, one.title, one.text, one.url, one.phone, list(one.shown))


async def _answer(handler: Handler, context: Context, desk: Desk, request: Request) -> Response:
    try:
        return await handler(context, desk, request)
    except (PipeError, RedisError, OSError) as error:
        log().warning("desk_unreachable", desk=desk.name, error=type(error).__name__)
        return refuse(503, "unavailable", retry_s=2)
    except RoutingError as error:
        JOINS.labels(error.code).inc()
        return refuse(_STATUS.get(error.code, 409), error.code, field=str(getattr(error, "detail", "")))
    except StoreError as error:
        return refuse(error.status, error.code, field=error.field)


async def _end(context: Context, request: Request) -> Response:
    """By sendBeacon as the page goes away: text/plain, and nobody reads the answer."""
    asked = parse(await raw_body(request), b.EndChat)
    ticket = context.auth.tickets.open_teen(asked.ticket, asked.token, now_ms())
    desk = context.desks.get(ticket.desk)
    if desk is None or ticket.chat != asked.chat:
        raise BadBody(422, "bad_value", "chat")
    return await _answer(lambda s, d, _: _leave(s, d, ticket), context, desk, request)


async def _leave(context: Context, desk: Desk, ticket: TeenTicket) -> Response:
    before = await desk.chat(ticket.chat)
    await desk.leave(new_id(), ticket.chat)
    await close_log(context, desk, ticket.chat)
    if before is not None and before.gateway:
        await context.bus.publish(before.gateway, f"t {desk.name} {ticket.chat}")
    return _json(b.Done())


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), status, headers, "application/json")
