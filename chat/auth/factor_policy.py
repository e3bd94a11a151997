"""Who needs a second factor: everybody, but counsellors whose desks all say that a password will do."""

from collections.abc import Awaitable, Callable

from chat.auth.roles import COUNSELLORS_FACTOR
from chat.settings import Settings
from chat.stale_cache import StaleCache
from storage.store import Store
from storage.values import Account


def factor_policy(settings: Settings, store: Store) -> Callable[[Account], Awaitable[bool]]:
    """Nobody needs one in the demo. While SQL is down, what a desk said last holds."""
    cache = StaleCache()

    async def asked_at(desk: str) -> bool:
        said = await cache.get(desk, lambda: store.settings.desk(desk), kept_s=0)
        return bool(said.get(COUNSELLORS_FACTOR, True))

    async def needed(account: Account) -> bool:
        if settings.demo or account.role != "counsellor":
            return not settings.demo
        return any([await asked_at(desk) for desk in account.desks or settings.desks])

    return needed
