"""A teen's chat over HTTP: the work before it, joining, leaving as the page goes away. No cookie, no address."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.context import Context
from chat.entry.keyring import names_for
from chat.entry.tokens import digest, new_id
from chat.gateway.sessions.ticket_claims import first_ticket
from chat.http.errors import BadRequest
from chat.http.routes import route
from chat.http.teen.desk import Body, Done, at_desk
from chat.jobs.close_log import close_log
from chat.metrics import JOINS
from chat.protocol.common import Id, Language, Skill, Token
from chat.redis_time import now_ms
from chat.triage import priority_of, skills_of
from routing.desk import Desk
from routing.errors import RoutingError
from routing.values import ChatView

AgeBand = Literal["lt12", "12_13", "14_15", "16_18", "adult", "unknown"]
Code = Annotated[str, Meta(max_length=48, pattern=r"^[a-z0-9_]*$")]


class Challenge(Struct, frozen=True, omit_defaults=True):
    """`difficulty` 0: none is needed; else an ALTCHA challenge beside it."""

    difficulty: int
    challenge: dict[str, Any] = {}


class Join(Body, frozen=True, rename={"pass_": "pass"}):
    """Ask for a chat. `pow` answers the challenge, `pass` is that of an earlier chat in this tab. `id`: a secret drawn
    for this wish; repeated with it after a lost answer, it is the same chat."""

    language: Language
    topic: Code = ""
    age_band: AgeBand = "unknown"
    skills: Annotated[list[Skill], Meta(max_length=4)] = []
    danger: bool = False
    channel: Literal["web", "embed"] = "web"
    pow: Annotated[str, Meta(max_length=4096)] = ""
    pass_: Annotated[str, Meta(max_length=2048)] = ""
    id: Annotated[str, Meta(pattern=r"^([A-Za-z0-9_-]{43,64})?$", max_length=64)] = ""


class Joined(Struct, frozen=True, rename={"pass_": "pass"}):
    """`token` and `ticket` open the WebSocket; neither belongs in a URL."""

    chat: str
    token: str
    ticket: str
    pass_: str


class EndChat(Body, frozen=True):
    """Leave the chat when the page goes away; `ticket` is the newest one held."""

    chat: Id
    token: Token
    ticket: Token


def routes(context: Context) -> list[BaseRoute]:
    async def end(_request: Request, given: EndChat) -> Done:
        """By sendBeacon as the page goes away: text/plain, and nobody reads the answer."""
        return await leave(context, given)

    return [
        at_desk(context, "GET", "/challenge", challenge, gives=Challenge),
        at_desk(context, "POST", "/chats", join, takes=Join, gives=Joined, status=201),
        route("POST", "/api/chats/end", end, takes=EndChat, media="text/plain", gives=Done),
    ]


async def challenge(context: Context, desk: Desk, request: Request) -> dict[str, Any]:
    """The work to do before joining; none while it is calm. `X-Hearline-Pass`: that of an earlier chat."""
    pass_ = request.headers.get("x-hearline-pass", "")
    return await context.auth.admission.challenge(desk.name, request.scope.get("bucket", 0), pass_)


async def join(context: Context, desk: Desk, request: Request, given: Join) -> Joined:
    """Into the queue: the answer opens the WebSocket."""
    admitted = await context.auth.admission.admit(desk.name, given.pow, given.pass_, request.scope.get("bucket", 0))
    chat, token = names_for(context.auth.ring, desk.name, given.id)
    try:
        view = await _queue(context, desk, given, chat, admitted.chain)
    except RoutingError as refused:
        JOINS.labels(refused.code).inc()
        raise
    await begin_log(context, chat)
    JOINS.labels("joined").inc()
    ticket = context.auth.tickets.seal_teen(first_ticket(desk.name, digest(token), admitted.chain, view), now_ms())
    return Joined(chat, token, ticket, admitted.pass_)


async def _queue(context: Context, desk: Desk, given: Join, chat: str, chain: str) -> ChatView:
    return await desk.join(
        given.id or new_id(),
        chat,
        language=given.language,
        gateway=context.gateway,
        skills=skills_of(tuple(given.skills), desk.settings.skills),
        priority=priority_of(given.topic, given.danger),
        topic=given.topic,
        age_band=given.age_band,
        channel=given.channel,
        chain=chain,
    )


async def begin_log(context: Context, chat: str) -> None:
    """An empty log before anybody can be in it, so that one found missing later is known to be lost."""
    begun = await context.log.attach(chat, "teen", context.gateway, 0)
    await context.log.detach(chat, "teen", begun.generation)


async def leave(context: Context, given: EndChat) -> Done:
    ticket = context.auth.tickets.open_teen(given.ticket, given.token, now_ms())
    desk = context.desks.get(ticket.desk)
    if desk is None or ticket.chat != given.chat:
        raise BadRequest(422, "bad_value", "chat")
    before = await desk.chat(ticket.chat)
    await desk.leave(new_id(), ticket.chat)
    await close_log(context.log, desk, ticket.chat)
    if before is not None and before.gateway:
        await context.bus.publish(before.gateway, f"t {desk.name} {ticket.chat}")
    return Done()
