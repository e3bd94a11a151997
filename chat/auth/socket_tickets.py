"""Single-use tickets that carry a signed-in console over to its WebSocket. Redis holds only their digest."""

from typing import Any

import msgspec

from chat.auth.identity import StaffIdentity
from chat.entry.errors import BadTicket
from chat.entry.tokens import digest, new_token
from routing import keys

SOCKET_TICKET_S = 30


def _key(ticket: str) -> str:
    return keys.socket_ticket(digest(ticket))


class SocketTickets:
    """Issued over HTTP to a session, redeemed once by `hello_staff` within 30 s. `redis`: a redis-py asyncio client."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis

    async def issue(self, who: StaffIdentity) -> str:
        ticket = new_token()
        await self._redis.set(_key(ticket), msgspec.json.encode(who), ex=SOCKET_TICKET_S)
        return ticket

    async def redeem(self, ticket: str) -> StaffIdentity:
        """Raises BadTicket for unknown, used and expired ones alike."""
        found = await self._redis.getdel(_key(ticket))
        if not found:
            raise BadTicket
        return msgspec.json.decode(found, type=StaffIdentity)
