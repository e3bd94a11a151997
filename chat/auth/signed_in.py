"""Who a cookie belongs to: SQL says so, and Redis for five minutes, which brings consoles back while SQL is down."""

import asyncio
from typing import Any

from redis.exceptions import RedisError

from chat.auth.identity import StaffIdentity
from chat.auth.sessions import Sessions
from chat.auth.vouching import vouch, vouched
from chat.entry.keyring import KeyRing
from chat.entry.tokens import digest
from chat.logs import log
from chat.redis_time import now_s
from routing import keys
from routing.resp import text
from storage.errors import StoreDown

KEPT_S = 300
_OUT = "out"
STORE_S = 2.0


class SignedIn:
    """Redis is never asked while SQL answers; a sign-out forgets at once. `redis`: a redis-py asyncio client."""

    def __init__(self, sessions: Sessions, redis: Any, ring: KeyRing) -> None:
        self._sessions = sessions
        self._redis = redis
        self._ring = ring

    async def identify(self, cookie: str) -> StaffIdentity | None:
        """None for nobody. Raises StoreDown when neither SQL nor Redis can say."""
        try:
            async with asyncio.timeout(STORE_S):
                who = await self._sessions.read(cookie, now_s())
        except (StoreDown, TimeoutError):
            return await self._fallback(cookie)
        if who is not None:
            await self.remember(who)
        return who

    async def remember(self, who: StaffIdentity) -> None:
        """SQL has just said that this sign-in stands. One that was forgotten while it said so stays forgotten."""
        own, name = keys.known_sign_ins(who.id), keys.known_sign_in(who.session)
        pipe = self._redis.pipeline(transaction=False)
        pipe.sadd(own, who.session)
        pipe.expire(own, KEPT_S)
        said = vouch(self._ring, "known", who.session, who, now_s() + KEPT_S)
        pipe.set(name, said, ex=KEPT_S, get=True)
        try:
            before = (await pipe.execute())[-1]
            if text(before or "") == _OUT:
                await self._redis.set(name, _OUT, ex=KEPT_S)
        except (RedisError, OSError) as problem:
            log().info("sign_in_not_kept", error=problem)

    async def recall(self, cookie: str) -> StaffIdentity | None:
        """What Redis remembers. Raises RedisError."""
        session = digest(cookie)
        found = await self._redis.get(keys.known_sign_in(session)) if cookie else None
        return vouched(self._ring, "known", session, text(found), now_s()) if found else None

    async def forget(self, staff: str, session: str = "") -> None:
        """`session` empty: all of this person's. Raises RedisError."""
        gone = [session] if session else [text(one) for one in await self._redis.smembers(keys.known_sign_ins(staff))]
        for one in gone:
            await self._redis.set(keys.known_sign_in(one), _OUT, ex=KEPT_S)

    async def _fallback(self, cookie: str) -> StaffIdentity:
        try:
            who = await self.recall(cookie)
        except (RedisError, OSError):
            who = None
        if who is None:
            raise StoreDown
        log().info("sign_in_known", part="store")
        return who
