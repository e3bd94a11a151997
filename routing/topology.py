"""Which server takes the writes: asked of Sentinels, or of the nodes of a Redis Cluster, through redis-py.

All are asked at once and the newest word counts: who was cut off from the others still says what was true before.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.asyncio.connection import Connection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from routing.resp import text
from routing.where import Address, Service

ANSWERS_WITHIN_S = 1.0


class NobodySays(OSError):
    """None of those who were asked says where a server is; the text names no address."""


Place = tuple[str, int]
Slots = dict[tuple[int, int], Address]


class _Asked:
    """Places that are asked the same; each keeps a connection."""

    def __init__(self, options: dict[str, Any]) -> None:
        about = {"socket_timeout": ANSWERS_WITHIN_S, "socket_connect_timeout": ANSWERS_WITHIN_S}
        self._options = {"connection_class": Connection, **options, **about, "retry": Retry(NoBackoff(), 0)}
        self._clients: dict[Place, Redis] = {}
        self.problem: Exception | None = None

    async def all(self, places: Iterable[Place], ask: Callable[[Redis], Awaitable[Any]]) -> dict[Place, Any]:
        """What those answer who do in time."""
        wanted = list(dict.fromkeys(places))
        found = await asyncio.gather(*(self._one(place, ask) for place in wanted))
        return {place: answer for place, answer in zip(wanted, found, strict=True) if answer is not None}

    async def _one(self, place: Place, ask: Callable[[Redis], Awaitable[Any]]) -> Any:
        if place not in self._clients:
            pool = ConnectionPool(host=place[0], port=place[1], **self._options)
            self._clients[place] = Redis.from_pool(pool)
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                return await ask(self._clients[place])
        except (RedisError, OSError, TimeoutError) as problem:
            self.problem = problem
            return None

    async def close(self) -> None:
        for client in self._clients.values():
            with contextlib.suppress(RedisError, OSError):
                await client.aclose()


class BySentinel:
    """The primary of one service, as the Sentinels see it; those that another Sentinel tells of are asked, too.

    Often, rather than hearing their news of a switch: a line on which nothing comes looks like one that broke."""

    every_s = 0.5

    def __init__(self, service: Service) -> None:
        self._service = service
        self._asked = _Asked(service.sentinel_options)
        self._known: tuple[Place, ...] = service.places
        self._asking: asyncio.Task[Address] | None = None

    async def server(self) -> Address:
        """Asked once for all who want to know at the same time. Raises NobodySays when no Sentinel knows it."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._newest())
            self._asking.add_done_callback(_heard_of)
        return await asyncio.shield(self._asking)

    async def _newest(self) -> Address:
        said = await self._asked.all(self._known, self._ask)
        if not said:
            raise NobodySays("no Sentinel names the primary of the service") from self._asked.problem
        others = [place for _, found in said.values() for place in found]
        self._known = tuple(dict.fromkeys((*self._service.places, *others)))
        newest, _ = max(said.values(), key=lambda one: int(one[0]["config-epoch"]))
        return replace(self._service.server, host=text(newest["ip"]), port=int(newest["port"]))

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
        await self._asked.close()

    async def _ask(self, client: Redis) -> Any:
        state: Any = await client.sentinel_master(self._service.name)
        rows: Any = await client.sentinel_sentinels(self._service.name)
        return state, [(text(row["ip"]), int(row["port"])) for row in rows]


def _heard_of(asking: "asyncio.Task[Address]") -> None:
    """Though whoever asked has gone meanwhile."""
    if not asking.cancelled():
        asking.exception()


class ByCluster:
    """Which primary has which slots, as the nodes see it whose cluster is well."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._asked = _Asked(service.options)
        self._known: tuple[Place, ...] = service.places

    async def slots(self) -> Slots:
        """Raises NobodySays when no node answers, or none of them takes commands now."""
        said = await self._asked.all(self._known, _ask_node)
        if not said:
            raise NobodySays("no node of the cluster answers") from self._asked.problem
        place, (_, _, well, ranges) = max(said.items(), key=lambda one: (one[1].well, one[1].epoch, one[1].covered))
        if not well or not ranges:
            raise NobodySays("the cluster takes no commands now (cluster_state is not ok)")
        nodes = [(host or place[0], port) for places in ranges.values() for host, port in places]
        self._known = tuple(dict.fromkeys((*self._service.places, *nodes)))
        return {span: self._address(places[0], place) for span, places in ranges.items()}

    async def close(self) -> None:
        await self._asked.close()

    def _address(self, node: Place, told_by: Place) -> Address:
        """A node that does not know its own name is found where it was asked."""
        return replace(self._service.server, host=node[0] or told_by[0], port=node[1])


class View(NamedTuple):
    """What one node sees: how many slots somebody has, and the servers of each range, the primary first."""

    epoch: int
    covered: int
    well: bool
    ranges: dict[tuple[int, int], list[Place]]


async def _ask_node(client: Redis) -> View:
    info = await client.execute_command("CLUSTER INFO")  # type: ignore[no-untyped-call]
    rows = await client.execute_command("CLUSTER SLOTS")  # type: ignore[no-untyped-call]
    ranges = {(low, high): [(text(one[0] or ""), int(one[1])) for one in servers] for low, high, *servers in rows}
    covered = sum(high + 1 - low for low, high in ranges)
    return View(int(info["cluster_current_epoch"]), covered, info["cluster_state"] == "ok", ranges)
