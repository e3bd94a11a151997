"""Single-use tickets that carry a signed-in console over to its WebSocket. Redis holds only their digest."""

from typing import Any

from chat.auth.identity import StaffIdentity
from chat.auth.vouching import vouch, vouched
from chat.entry.errors import BadTicket
from chat.entry.keyring import KeyRing
from chat.entry.tokens import digest, new_token
from chat.redis_time import now_s
from routing import keys
from routing.resp import text

SOCKET_TICKET_S = 30


class SocketTickets:
    """Issued over HTTP to a session, redeemed once by `hello_staff` within 30 s. `redis`: a redis-py asyncio client."""

    def __init__(self, redis: Any, ring: KeyRing) -> None:
        self._redis = redis
        self._ring = ring

    async def issue(self, who: StaffIdentity) -> str:
        ticket = new_token()
        name = digest(ticket)
        said = vouch(self._ring, "socket", name, who, now_s() + SOCKET_TICKET_S)
        await self._redis.set(keys.socket_ticket(name), said, ex=SOCKET_TICKET_S)
        return ticket

    async def redeem(self, ticket: str) -> StaffIdentity:
        """Raises BadTicket for unknown, used, expired and forged ones alike."""
        name = digest(ticket)
        found = await self._redis.getdel(keys.socket_ticket(name))
        who = vouched(self._ring, "socket", name, text(found), now_s()) if found else None
        if who is None:
            raise BadTicket
        return who
