"""Leaving a chat over HTTP as the page goes away. No cookie, no address."""

from typing import Annotated

from msgspec import Meta
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.context import Context
from chat.entry.keyring import chat_of
from chat.entry.tokens import new_id
from chat.http.errors import BadRequest
from chat.http.routes import route
from chat.http.teen.desk import Body, Done
from chat.jobs.close_log import close_log
from chat.protocol.common import Token
from chat.redis_time import now_ms


class EndChat(Body, frozen=True):
    """Leave the chat when the page goes away; `ticket` is the newest one held. A page that has none yet names the
    `desk` of its wish."""

    token: Token
    chat: Annotated[str, Meta(max_length=64)] = ""
    ticket: Annotated[str, Meta(max_length=2048)] = ""
    desk: Annotated[str, Meta(max_length=32)] = ""


def routes(context: Context) -> list[BaseRoute]:
    async def end(_request: Request, given: EndChat) -> Done:
        """By sendBeacon as the page goes away: text/plain, and nobody reads the answer."""
        return await leave(context, given)

    return [route("POST", "/api/chats/end", end, takes=EndChat, media="text/plain", gives=Done)]


async def leave(context: Context, given: EndChat) -> Done:
    name, chat = _named(context, given)
    desk = context.desks.get(name)
    if desk is None:
        raise BadRequest(422, "bad_value", "desk")
    before = await desk.chat(chat)
    await desk.leave(new_id(), chat)
    await close_log(context.log, desk, chat)
    if before is not None and before.gateway:
        await context.bus.publish(before.gateway, f"t {desk.name} {chat}")
    return Done()


def _named(context: Context, given: EndChat) -> tuple[str, str]:
    """Desk and chat that this token ends. A wish that got no answer yet has no ticket: its chat follows from it."""
    if not given.ticket:
        return given.desk, chat_of(context.auth.ring, given.desk, given.token)
    ticket = context.auth.tickets.open_teen(given.ticket, given.token, now_ms())
    if ticket.chat != given.chat:
        raise BadRequest(422, "bad_value", "chat")
    return ticket.desk, ticket.chat
