"""Puts the parts of one process together, once. Imported only from above: app, worker, commands."""

import contextlib
import time
from collections.abc import AsyncIterator

from redis.asyncio import Redis

from chat.auth.assemble import make_auth
from chat.auth.house_secret import check_secret
from chat.desks import desk_settings
from chat.entry.keyring import KeyRing
from chat.entry.tokens import new_id
from chat.gateway.process.context import GatewayContext
from chat.gateway.process.hub import Hub
from chat.gateway.process.queue_positions import QueuePositions
from chat.gateway.process.read_receipts import ReadReceipts
from chat.jobs.newest_form import newest_form
from chat.redis_time import set_by
from chat.settings import Settings
from chat.stale_cache import StaleCache
from chat.startup import away, started, tell
from chat.traces import traced
from routing import keys
from routing.bus import Bus
from routing.desk import Desk
from routing.errors import PipeError
from routing.fitness import fitness, rights
from routing.log import ChatLog
from routing.open import leave_idle, open_pipe, slow_redis
from routing.pipe import Pipe
from storage.errors import StoreDown
from storage.store import Store, open_store


@contextlib.asynccontextmanager
async def open_context(settings: Settings, at: str = "") -> AsyncIterator[GatewayContext]:
    """Connected and configured, and told so with the address `at`; closed at the end. Raises when Redis or the store
    cannot be reached or used: of a cluster, when no desk can be served."""
    async with contextlib.AsyncExitStack() as stack:
        store = open_store(settings.database_url)
        await store.start()
        stack.push_async_callback(store.close)
        if not settings.demo:  # whose secret may be another at each start
            await check_secret(store, KeyRing(settings.secrets), int(time.time()))
        redis = slow_redis(settings.redis_url)
        stack.push_async_callback(redis.aclose)
        pipe = open_pipe(settings.redis_url, partly=True)
        await pipe.start()
        stack.push_async_callback(pipe.stop)
        await set_by(pipe)
        server, doubts = await fitness(pipe)
        await rights(pipe)
        tell(*doubts)
        stack.enter_context(traced(settings, "web" if at else "worker", pipe, store.database))
        context = assemble(settings, store, redis, pipe)
        pipe.on_anew = lambda: context.hub.spawn(leave_idle(redis))
        stack.push_async_callback(context.hub.stop)
        if without := await _configure(context):
            tell(away(without))
        await context.bus.start()
        stack.push_async_callback(context.bus.stop)
        tell(started(settings, at, server, await store.database.kind()))
        yield context


async def _configure(context: GatewayContext) -> list[str]:
    """Every desk; those are given that are on a server of a cluster that is away, whose timers go on trying. Raises
    PipeError where all are."""
    problems: dict[str, PipeError] = {}
    for desk in context.desks.values():
        try:
            await desk.configure(await desk_settings(context.store, desk.name))
        except PipeError as problem:
            problems[desk.name] = problem
        with contextlib.suppress(StoreDown):  # a slow store is no reason not to start
            await newest_form(context.cache, context.store, desk.name)
    if len(problems) == len(context.desks):
        raise next(iter(problems.values()))
    return list(problems)


def assemble(settings: Settings, store: Store, redis: Redis, pipe: Pipe) -> GatewayContext:
    """The parts put together, without touching anything outside."""
    gateway = _id(pipe)
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


def _id(pipe: Pipe) -> str:
    """Of a process; its notices come by a server that is there, where there is one."""
    drawn = (new_id() for _ in range(99))
    return next((one for one in drawn if pipe.hears(keys.gateway_channel(one))), new_id())
