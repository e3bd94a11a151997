"""The privacy receipt over HTTP: the teen's own proof opens it, and nobody else's."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chat.context import Context
from chat.http.bodies import read
from chat.http.errors import answering, refuse
from chat.http.staff.answers import answer, store_refusal
from chat.protocol.common import Token
from chat.redis_time import now_ms
from storage.errors import StoreError
from storage.keeping import keep_days
from storage.records.bands import targets_of
from storage.records.receipt import receipt_of


class ReceiptWish(Struct, frozen=True, forbid_unknown_fields=True):
    """What the widget holds of its chat: `ticket` is the newest one."""

    token: Token
    ticket: Token


def routes(context: Context) -> list[BaseRoute]:
    async def receipt(request: Request) -> Response:
        """Exactly the row that will remain: {row: {column: code}, later: [column], kept_days}."""
        given = await read(request, ReceiptWish)
        ticket = context.auth.tickets.open_teen(given.ticket, given.token, now_ms())
        desk = context.desks.get(ticket.desk)
        fields = await desk.record(ticket.chat) if desk else None
        if fields is None:
            return refuse(404, "chat_closed")
        try:
            stored = await context.cache.get(
                f"settings {ticket.desk}", lambda: context.store.settings.desk(ticket.desk)
            )
            days = keep_days(stored)["keep_sessions_days"]
            return answer(receipt_of(ticket.desk, fields, days, targets_of(stored)))
        except StoreError as problem:
            return store_refusal(problem)

    return [Route("/api/chats/receipt", answering(receipt), methods=["POST"])]
