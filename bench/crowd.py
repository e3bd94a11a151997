"""A crowd for measurements and fault tests: counsellors and teens with valid tickets, made without HTTP."""

from typing import cast

from chat.auth.identity import StaffIdentity
from chat.auth.sessions import Sessions
from chat.auth.signed_in import SignedIn
from chat.auth.socket_tickets import SocketTickets
from chat.entry.keyring import KeyRing
from chat.entry.stamps import Stamps
from chat.entry.tickets import Tickets
from chat.entry.tokens import digest, new_id, new_token
from chat.gateway.sessions.ticket_claims import first_ticket
from chat.redis_time import now_ms
from routing.desk import Desk
from routing.open import open_pipe, slow_redis


class Crowd:
    """Knows the house's secret and its Redis, as a gateway does."""

    def __init__(self, redis_url: str, secret: str, desk: str = "main") -> None:
        self.pipe = open_pipe(redis_url)
        self._redis = slow_redis(redis_url)
        self.desk = Desk(self.pipe, desk)
        self._name = desk
        ring = KeyRing((secret,))
        self.stamps = Stamps(ring)
        self._tickets = Tickets(ring)
        self._sockets = SocketTickets(self._redis, ring)
        self._known = SignedIn(cast(Sessions, None), self._redis, ring)

    async def start(self) -> None:
        await self.pipe.start()

    async def stop(self) -> None:
        await self.pipe.stop()
        await self._redis.aclose()

    async def staff(self, number: int, capacity: int = 1, session: str = "") -> str:
        """A socket ticket for one more counsellor, who speaks Dutch; `session`: a sign-in that was just proved."""
        who = StaffIdentity(f"c{number}", f"C{number}", "counsellor", ("nl",), (), capacity, session=session)
        if session:
            await self._known.remember(who)
        return await self._sockets.issue(who)

    async def teen(self) -> tuple[str, str, str]:
        """Joined, without having connected yet: chat, token, ticket."""
        chat, token = new_id(), new_token()
        view = await self.desk.join(new_id(), chat, language="nl", gateway="crowd")
        ticket = first_ticket(self._name, digest(token), "", view)
        return chat, token, self._tickets.seal_teen(ticket, now_ms())
