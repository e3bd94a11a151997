"""Puts the parts of one process together, once. Imported only from above: app, worker, commands."""

import contextlib
from collections.abc import AsyncIterator

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from chat.auth.assemble import make_auth
from chat.desks import desk_settings
from chat.entry.tokens import new_id
from chat.gateway.process.context import GatewayContext
from chat.gateway.process.hub import Hub
from chat.gateway.process.queue_positions import QueuePositions
from chat.gateway.process.read_receipts import ReadReceipts
from chat.jobs.newest_form import newest_form
from chat.redis_time import set_by
from chat.settings import Settings
from chat.stale_cache import StaleCache
from routing.bus import Bus
from routing.desk import Desk
from routing.log import ChatLog
from routing.pipe import Pipe
from storage.errors import StoreDown
from storage.store import Store, open_store


@contextlib.asynccontextmanager
async def open_context(settings: Settings) -> AsyncIterator[GatewayContext]:
    """Connected and configured; closed at the end. Raises when Redis or the store cannot be reached."""
    async with contextlib.AsyncExitStack() as stack:
        store = open_store(settings.database_url)
        await store.start()
        stack.push_async_callback(store.close)
        redis = slow_redis(settings.redis_url)
        stack.push_async_callback(redis.aclose)
        pipe = Pipe(settings.redis_url)
        await pipe.start()
        await set_by(pipe)
        stack.push_async_callback(pipe.stop)
        context = assemble(settings, store, redis, pipe)
        stack.push_async_callback(context.hub.stop)
        for desk in context.desks.values():
            await desk.configure(await desk_settings(store, desk.name))
            with contextlib.suppress(StoreDown):  # a slow store is no reason not to start
                await newest_form(context.cache, store, desk.name)
        await context.bus.start()
        stack.push_async_callback(context.bus.stop)
        yield context


def slow_redis(url: str) -> Redis:
    """A redis-py client for what is not hot: it waits for a free connection and never repeats a command by itself."""
    pool = BlockingConnectionPool.from_url(url, max_connections=32, timeout=5, retry=Retry(NoBackoff(), 0))
    return Redis.from_pool(pool)


def assemble(settings: Settings, store: Store, redis: Redis, pipe: Pipe) -> GatewayContext:
    """The parts put together, without touching anything outside."""
    gateway = new_id()
    bus, log = Bus(pipe, gateway), ChatLog(pipe)
    hub = Hub(bus, ReadReceipts(log))
    return GatewayContext(
        settings=settings,
        gateway=gateway,
        redis=redis,
        pipe=pipe,
        bus=bus,
        log=log,
        store=store,
        auth=make_auth(settings, store, redis, pipe),
        desks={name: Desk(pipe, name) for name in settings.desks},
        hub=hub,
        positions=QueuePositions(hub.connections),
        cache=StaleCache(),
    )
