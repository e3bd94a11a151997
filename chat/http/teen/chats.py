"""A teen's chat over HTTP: left as the page goes away, its box opened as the page comes back. No cookie, no address."""

import asyncio
import contextlib
from typing import Annotated

from msgspec import Meta
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.context import Context
from chat.entry.errors import EntryError, TooMany
from chat.entry.keyring import chat_of
from chat.gateway.process.context import GatewayContext
from chat.http.boxes import BoxAsked, BoxOpened
from chat.http.errors import BadRequest
from chat.http.routes import route
from chat.http.teen.desk import Body, Done
from chat.jobs.close_log import close_log
from chat.lasting import UNREACHABLE, persist
from chat.protocol.common import whole
from chat.redis_time import now_ms
from routing.desk import Desk
from routing.errors import RoutingError
from routing.values import ChatView

ENDED = frozenset({"wrap_up", "closed"})
_AGAIN_S = 60
_MOST_WAITING = 1_000
_LOOKS, _LOOK_S = 20, 0.05


class EndChat(Body, frozen=True):
    """Leave the chat when the page goes away; `ticket` is the newest one held. A page that has none yet names the
    `desk` of its wish; one that was reloaded and has not opened its box, the `handle` alone."""

    token: Annotated[str, Meta(max_length=2048, pattern=whole(r"(.{16,})?"))] = ""
    handle: Annotated[str, Meta(max_length=22, pattern=whole(r"([A-Za-z0-9_-]{22})?"))] = ""
    chat: Annotated[str, Meta(max_length=64)] = ""
    ticket: Annotated[str, Meta(max_length=2048)] = ""
    desk: Annotated[str, Meta(max_length=32)] = ""


def routes(context: GatewayContext) -> list[BaseRoute]:
    async def end(_request: Request, given: EndChat) -> Done:
        """By sendBeacon as the page goes away: text/plain, and nobody reads the answer. While Redis is away it says so,
        and the chat ends when it is back."""
        try:
            return await leave(context, given)
        except UNREACHABLE:
            if context.hub.beside < _MOST_WAITING:
                context.hub.spawn(_leave_later(context, given))
            raise

    async def box(request: Request, given: BoxAsked) -> BoxOpened:
        """The key of the box that a reloaded page finds, while its chat runs; `gone` (410) from its end on."""
        return await opened(context, given.handle, request.scope.get("bucket", 0))

    return [
        route("POST", "/api/chats/end", end, takes=EndChat, media="text/plain", gives=Done),
        route("POST", "/api/chats/box", box, takes=BoxAsked, gives=BoxOpened),
    ]


async def opened(context: Context, handle: str, bucket: int) -> BoxOpened:
    """Raises BadRequest, TooMany. Guesses alone are paced: who makes them keeps nobody beside them from a reload, nor
    from hearing that their chat is over."""
    box = await context.auth.boxes.open(handle)
    desk = context.desks.get(box.desk) if box else None
    view = await desk.chat(box.chat) if box and desk else None
    if box is None or view is None or view.state in ENDED:
        why = await context.auth.boxes.why_gone(handle)
        if not why and box is None and not await context.auth.box_asks.take("box", "", bucket):
            raise TooMany(_AGAIN_S)
        raise BadRequest(410, why or "gone")
    return BoxOpened(box.key)


async def leave(context: Context, given: EndChat) -> Done:
    name, chat, moved = await _named(context, given)
    desk = context.desks.get(name)
    if desk is None:
        raise BadRequest(422, "bad_value", "desk")
    before = await _after_last_words(desk, chat)
    await desk.leave("", chat, moved=moved)  # a second time it answers the same by itself
    await close_log(context, desk, chat)
    if before is not None and before.gateway:
        await context.bus.publish(before.gateway, f"t {desk.name} {chat}")
    return Done()


async def _leave_later(context: Context, given: EndChat) -> None:
    with contextlib.suppress(EntryError, BadRequest, RoutingError):
        await persist(lambda: leave(context, given))


async def _after_last_words(desk: Desk, chat: str) -> ChatView | None:
    """The page closed its socket before it said this: what it had sent is in the log once the desk knows the teen gone.
    A socket that stays open is not waited for longer than a moment."""
    view = await desk.chat(chat)
    for _ in range(_LOOKS):
        if view is None or view.state != "active" or not view.online:
            break
        await asyncio.sleep(_LOOK_S)
        view = await desk.chat(chat)
    return view


async def _named(context: Context, given: EndChat) -> tuple[str, str, int | None]:
    """Desk and chat that this ends, and with which fence this device came there: a box opens for its own alone. A wish
    that got no answer yet has no ticket: its chat follows from its token."""
    if given.handle:
        box = await context.auth.boxes.open(given.handle)
        return (box.desk, box.chat, None) if box else ("", "", None)
    if not given.token:
        raise BadRequest(422, "bad_value", "token")
    if not given.ticket:
        return given.desk, chat_of(context.auth.ring, given.desk, given.token), 0
    ticket = context.auth.tickets.open_teen(given.ticket, given.token, now_ms())
    if ticket.facts.chat != given.chat:
        raise BadRequest(422, "bad_value", "chat")
    return ticket.desk, ticket.facts.chat, ticket.facts.moved
