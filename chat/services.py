"""The parts of one process, put together once: what the composition root hands to everything else."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from chat.auth.wiring import Auth, make_auth
from chat.desks import desk_settings
from chat.entry.tokens import new_id
from chat.gateway.hub import Hub
from chat.gateway.marks import Marks
from chat.gateway.places import Places
from chat.records.forms import newest_form
from chat.redis import PipeCommands
from chat.settings import Settings
from chat.shelf import Shelf
from chat.wall import set_by
from routing.bus import Bus
from routing.desk import Desk
from routing.log import ChatLog
from routing.pipe import Pipe
from storage.errors import StoreDown
from storage.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Services:
    """`gateway` is this process's id on the bus; `redis` is for what is not hot."""

    settings: Settings
    gateway: str
    redis: Redis
    pipe: Pipe
    bus: Bus
    log: ChatLog
    store: Store
    auth: Auth
    desks: dict[str, Desk]
    hub: Hub
    places: Places
    shelf: Shelf

    def desk(self, name: str) -> Desk | None:
        return self.desks.get(name)


@contextlib.asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
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
        services = assemble(settings, store, redis, pipe)
        stack.push_async_callback(services.hub.stop)
        for desk in services.desks.values():
            await desk.configure(await desk_settings(store, desk.name))
            with contextlib.suppress(StoreDown):  # a slow store is no reason not to start
                await newest_form(services.shelf, store, desk.name)
        await services.bus.start()
        stack.push_async_callback(services.bus.stop)
        yield services


def slow_redis(url: str) -> Redis:
    """A redis-py client for what is not hot: it waits for a free connection and never repeats a command by itself."""
    pool = BlockingConnectionPool.from_url(url, max_connections=32, timeout=5, retry=Retry(NoBackoff(), 0))
    return Redis.from_pool(pool)


def assemble(settings: Settings, store: Store, redis: Redis, pipe: Pipe) -> Services:
    """The parts put together, without touching anything outside."""
    gateway = new_id()
    bus, log = Bus(settings.redis_url, gateway, pipe), ChatLog(pipe)
    commands = PipeCommands(pipe)
    return Services(
        settings=settings,
        gateway=gateway,
        redis=redis,
        pipe=pipe,
        bus=bus,
        log=log,
        store=store,
        auth=make_auth(settings, store, redis),
        desks={name: Desk(commands, name) for name in settings.desks},
        hub=Hub(bus, Marks(log)),
        places=Places(),
        shelf=Shelf(),
    )
