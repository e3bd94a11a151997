"""Sign-ins proved lately, in Redis for five minutes: while SQL is down they still bring a console back to its chats."""

from typing import Any

import msgspec

from chat.auth.identity import StaffIdentity
from chat.entry.tokens import digest
from routing import keys
from routing.resp import text

KEPT_S = 300


class SignInFallback:
    """Never asked while SQL answers; a sign-out forgets at once. `redis`: a redis-py asyncio client."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis

    async def keep(self, who: StaffIdentity) -> None:
        """SQL has just said that this sign-in stands. Raises RedisError."""
        own = keys.known_sign_ins(who.id)
        pipe = self._redis.pipeline(transaction=False)
        pipe.sadd(own, who.session)
        pipe.expire(own, KEPT_S)
        pipe.set(keys.known_sign_in(who.session), msgspec.json.encode(who), ex=KEPT_S)
        await pipe.execute()

    async def find(self, cookie: str) -> StaffIdentity | None:
        """Raises RedisError."""
        found = await self._redis.get(keys.known_sign_in(digest(cookie))) if cookie else None
        return msgspec.json.decode(found, type=StaffIdentity) if found else None

    async def forget(self, staff: str, session: str = "") -> None:
        """`session` empty: all of this person's. Raises RedisError."""
        gone = [session] if session else [text(one) for one in await self._redis.smembers(keys.known_sign_ins(staff))]
        for one in gone:
            await self._redis.delete(keys.known_sign_in(one))
