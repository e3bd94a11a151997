"""Running gateways for these tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from chat.app import create_app
from chat.server import DrainingServer, config_of
from chat.settings import Settings
from demo.ports import free_port
from storage.store import open_store
from tests.integration.gateway.ends import Site, eventually
from tests.patience import PATIENCE_S

SECRET = "k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd"

ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
Opener = Callable[..., AbstractAsyncContextManager[Site]]


@pytest.fixture
async def settings(valkey_url: str, redis: Redis, ready_sqlite_url: str) -> Settings:
    """A store whose desk is always open, and an empty Valkey."""
    store = open_store(ready_sqlite_url)
    await store.start()
    await store.hours.put("main", {"zone": "Europe/Brussels", "week": ALWAYS, "exceptions": []}, "test", 0)
    await store.close()
    return Settings(
        demo=True, redis_url=valkey_url, database_url=ready_sqlite_url, secret="k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd"
    )


@pytest.fixture
def opened(settings: Settings) -> Opener:
    """Opens a gateway of its own port: `async with opened(ping_s=1) as site`."""

    @contextlib.asynccontextmanager
    async def open_site(**changes: object) -> AsyncIterator[Site]:
        here = replace(settings, port=free_port(), **changes)  # type: ignore[arg-type]
        app, house = create_app(here)
        server = DrainingServer(config_of(app, here), house, here.drain_s)
        task = asyncio.create_task(server._serve())
        try:
            while not server.started:
                assert not task.done(), "the gateway did not start"
                await asyncio.sleep(0.01)
            assert house.context is not None
            site = Site(here.own_origin, house.context)
            site.server = server  # type: ignore[attr-defined]
            await _open_for_business(site)
            yield site
        finally:
            server.should_exit = True
            await asyncio.wait_for(task, PATIENCE_S)

    return open_site


@pytest.fixture
async def site(opened: Opener) -> AsyncIterator[Site]:
    """One running gateway."""
    async with opened() as one:
        yield one


async def _open_for_business(site: Site) -> None:
    """The clock tells the desk its hours within its first turn."""
    await eventually(lambda: _is_open(site))


async def _is_open(site: Site) -> bool:
    return (await site.context.desks["main"].availability()).service == "open"
