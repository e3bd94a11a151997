"""The privacy receipt over HTTP: the teen's own proof opens it, and nobody else's."""

from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.context import Context
from chat.http.errors import BadRequest
from chat.http.routes import route
from chat.http.teen.neighbours import settings_of
from chat.protocol.common import Token
from chat.redis_time import now_ms
from storage.keeping import keep_days
from storage.records.bands import targets_of
from storage.records.receipt import receipt_of


class ReceiptWish(Struct, frozen=True, forbid_unknown_fields=True):
    """What the widget holds of its chat: `ticket` is the newest one."""

    token: Token
    ticket: Token


class Receipt(Struct, frozen=True):
    """The row that will remain, the columns a counsellor may still fill, and for how many days it is kept."""

    row: dict[str, Any]
    later: list[str]
    kept_days: int


def routes(context: Context) -> list[BaseRoute]:
    async def receipt(_request: Request, given: ReceiptWish) -> dict[str, Any]:
        """Exactly the row that will remain: {row: {column: code}, later: [column], kept_days}."""
        ticket = context.auth.tickets.open_teen(given.ticket, given.token, now_ms())
        desk = context.desks.get(ticket.desk)
        fields = await desk.record(ticket.facts.chat) if desk else None
        view = await desk.chat(ticket.facts.chat) if desk and fields else None
        if fields is None or view is None or view.moved > ticket.facts.moved:
            raise BadRequest(404, "chat_closed")
        stored = await settings_of(context, ticket.desk)
        return receipt_of(ticket.desk, fields, keep_days(stored)["keep_sessions_days"], targets_of(stored))

    return [route("POST", "/api/chats/receipt", receipt, takes=ReceiptWish, gives=Receipt)]
