"""A return code over HTTP: typed at another device, it gives that device the place or the chat. No cookie."""

import time
from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.context import Context
from chat.entry.errors import TooMany
from chat.entry.tokens import digest
from chat.gateway.sessions.ticket_claims import moved_ticket
from chat.http.errors import BadRequest
from chat.http.routes import route
from chat.protocol.common import Token
from chat.protocol.teen import DeskName
from chat.redis_time import now_ms
from routing.desk import Desk
from routing.errors import ChatEnded, ChatUnknown, CodeUnknown

_AGAIN_S = 10


class CodeTyped(Struct, frozen=True, forbid_unknown_fields=True):
    """`code` as it was typed: case, accents, dashes and blanks do not count. `token` is drawn by the page, 256 bits."""

    desk: DeskName
    code: Annotated[str, Meta(max_length=200)]
    token: Token


class Returned(Struct, frozen=True):
    """What the page says hello with. `begun`: somebody was there before; what was written then stays where it was."""

    chat: str
    ticket: str
    begun: bool


def routes(context: Context) -> list[BaseRoute]:
    async def come_back(request: Request, given: CodeTyped) -> Returned:
        """The chat moves to this page. The same page may ask again when the answer was lost; `gone` (410): the code is
        none, was used, replaced, is too old, or its chat has ended."""
        return await returned(context, given, request.scope.get("bucket", 0))

    return [route("POST", "/api/chats/return", come_back, takes=CodeTyped, gives=Returned)]


async def returned(context: Context, given: CodeTyped, bucket: int) -> Returned:
    """Raises BadRequest, TooMany. Of what one address may try only wrong codes count; and one that is known to have
    tried enough takes nothing of the pace of all."""
    desk = context.desks.get(given.desk)
    if desk is None:
        raise BadRequest(404, "unknown_desk")
    asks = context.auth.code_asks
    if asks.used_up("code", desk.name, bucket) or not context.auth.code_pace.take(time.monotonic()):
        raise TooMany(_AGAIN_S)
    counted = await asks.take("code", desk.name, bucket)
    if not counted:
        raise TooMany(_AGAIN_S)
    try:
        return await _move(context, desk, given)
    except BadRequest:
        counted = ""
        raise
    finally:
        if counted:
            await asks.give_back(counted)


async def _move(context: Context, desk: Desk, given: CodeTyped) -> Returned:
    """The fence rises in the log before anybody is told the ticket; the key of the old device's box goes. Whoever dies
    in between is made up for: by the new device's hello, and by its box."""
    find, chat = await _chat_of(context, desk, given.code)
    device = digest(given.token)
    try:
        view = await desk.redeem(chat, find, device)
    except (CodeUnknown, ChatUnknown, ChatEnded):
        raise BadRequest(410, "gone") from None
    await context.log.raise_fence(chat, view.fence)
    await context.auth.boxes.retire(chat, view.moved)
    ticket = context.auth.tickets.seal_teen(moved_ticket(desk.name, device, chat, view), now_ms())
    return Returned(chat, ticket, view.hands > 0)


async def _chat_of(context: Context, desk: Desk, typed: str) -> tuple[str, str]:
    """Where the code lies and whose it is. Raises BadRequest."""
    for find in context.auth.codes.finds(desk.name, typed):
        chat = context.auth.codes.chat_of(await desk.code_record(find), desk.name, typed, now_ms())
        if chat:
            return find, chat
    raise BadRequest(410, "gone")
