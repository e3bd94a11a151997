"""`hearline secret rotate`: what a former secret of the house sealed is sealed with the newest."""

import asyncio
import time
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ConnectionError, MaxConnectionsError, RedisError, TimeoutError, WatchError

from chat.auth.house_secret import seal_anew
from chat.commands.opened import opened_store
from chat.entry.keyring import KeyRing
from chat.jobs.sealed_times import SealedTimes
from chat.logs import said
from chat.page_files import seal_builds_anew
from chat.settings import BadSettings, Settings, load
from chat.startup import tell
from routing.open import slow_redis
from routing.times import WaitingTimes

_FIRST = "HEARLINE_SECRET_NEXT signs nothing yet: make it HEARLINE_SECRET, restart every process, and run this again."


def register(subparsers: Any) -> None:
    """Add the command."""
    secret = subparsers.add_parser("secret", help="the house's secret")
    actions = secret.add_subparsers(required=True)
    rotate = actions.add_parser("rotate", help="seal with HEARLINE_SECRET what HEARLINE_SECRET_OLD sealed")
    rotate.set_defaults(func=lambda _args: asyncio.run(_rotate(load())))


async def _rotate(settings: Settings) -> int:
    if settings.next_secret:
        raise BadSettings(_FIRST)
    if not settings.secret:
        raise BadSettings("HEARLINE_SECRET is not set: a demo without one has another at each start.")
    ring, redis = KeyRing(settings.secrets), slow_redis(settings.redis_url)
    try:
        async with opened_store(settings.database_url) as store:
            times = sum([await _seal_times(redis, ring, desk) for desk in settings.desks])
            codes, lost = await seal_anew(store, ring, int(time.time()))
            names = [account.name for account in await store.accounts.all() if account.id in lost]
            await seal_builds_anew(store, ring)
    except RedisError as problem:
        tell(f"{_refused(problem)} Nothing was changed in the database.")
        return 1
    finally:
        await redis.aclose()
    print(f"Sealed anew: {codes} code apps, {times} exact times.")
    if names:
        tell(f"No secret that was given opens the code apps of {', '.join(names)}: hearline admin reset, or an admin.")
        return 1
    print(
        "HEARLINE_SECRET_OLD can be taken away once the chats that run now are over (six hours); at once if it leaked."
    )
    return 0


def _refused(problem: RedisError) -> str:
    """redis-py makes a lost connection of what was refused at its beginning, too."""
    if isinstance(problem.__cause__, RedisError):
        problem = problem.__cause__
    if type(problem) in (ConnectionError, TimeoutError, MaxConnectionsError):
        return "Redis cannot be reached: check REDIS_URL and that the server runs."
    return f"Redis refuses what must be asked of it ({said(problem)}): check REDIS_URL, and look at the server."


async def _seal_times(redis: Redis, ring: KeyRing, desk: str) -> int:
    """The recorder may take some away meanwhile: then all is read again."""
    waiting, sealed = WaitingTimes(redis, desk), SealedTimes(ring, desk)
    while True:
        try:
            return await waiting.replace(sealed.seal_anew)
        except WatchError:
            continue
