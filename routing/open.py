"""Clients for what an address names: one server, the primary that Sentinels name, or a cluster."""

import contextlib
from collections.abc import Iterator
from typing import Any, cast

from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode, ClusterPipeline
from redis.asyncio.connection import AbstractConnection, Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AskError,
    ConnectionError,
    MasterDownError,
    MovedError,
    ReadOnlyError,
    RedisClusterException,
    TimeoutError,
)
from redis.maint_notifications import MaintNotificationsConfig

from routing.cluster_pipe import ClusterPipe
from routing.pipe import Pipe
from routing.topology import ByCluster, BySentinel
from routing.where import OneServer, Service, Where, read_service

_MOST, _MOST_OF_A_NODE = 32, 1000
_send = Connection.send_packed_command


async def _send_or_away(self: Connection, command: Any, check_health: bool = True) -> None:
    """Where the other side closed just now uvloop says RuntimeError, which redis-py takes for no loss of a connection:
    it would be used again, and again in vain."""
    try:
        await _send(self, command, check_health)
    except RuntimeError as closed:
        await self.disconnect(nowait=True)
        raise ConnectionError("the connection was closed") from closed


AbstractConnection.send_packed_command = _send_or_away  # type: ignore[method-assign, assignment]


class Once(Retry):
    """Nothing is repeated, for it may have been done; but a transaction whose key is elsewhere did nothing, and goes
    there once the place is learnt."""

    async def call_with_retry(self, *do: Any, **how: Any) -> Any:
        try:
            return await super().call_with_retry(*do, **how)
        except (MovedError, AskError):
            return await super().call_with_retry(*do, **how)


def open_pipe(url: str, *, partly: bool = False) -> Pipe:
    """Not yet connected. `partly`: of a cluster, one primary is enough to start. Raises BadRedisAddress."""
    service = read_service(url)
    if service.kind == "cluster":
        return ClusterPipe(ByCluster(service), partly=partly)
    return Pipe(BySentinel(service) if service.kind == "sentinel" else OneServer(service.server))


def slow_redis(url: str) -> Redis:
    """A redis-py client for what is not hot: it waits for a free connection and never repeats a command by itself.

    A connection is left once it leads to a replica. One that the other side closed is noticed before it is used, which
    redis-py does only without its notices of maintenance. Of a cluster it is redis-py's RedisCluster, which has the
    same methods for keys of one slot. Raises BadRedisAddress.
    """
    service = read_service(url)
    once = Once(NoBackoff(), 0, (ConnectionError, TimeoutError, ReadOnlyError, MasterDownError))
    about = {"retry": once, "maint_notifications_config": MaintNotificationsConfig(enabled=False)}
    if service.kind == "cluster":
        return _cluster(service, about)
    if service.kind == "sentinel":
        where = BySentinel(service)
        kind = _following(service.options.get("connection_class", Connection), where)
        given = {**service.options, "connection_class": kind}
        return Redis.from_pool(_Pool(where, max_connections=_MOST, timeout=5, **given, **about))
    return Redis.from_pool(BlockingConnectionPool.from_url(url, max_connections=_MOST, timeout=5, **about))


async def leave_idle(redis: Redis) -> None:
    """Redis is another by now: connections that nobody uses are left. Nodes of a cluster name the right one."""
    if isinstance(redis, Redis):
        await redis.connection_pool.disconnect(inuse_connections=False)


def _cluster(service: Service, about: dict[str, Any]) -> Redis:
    """It starts by asking anywhere, and each fifth answer that a key is elsewhere would close the connections of all
    others (`reinitialize_steps`); as it is, only that slot's place is learnt."""
    given = dict(service.options)
    secure = given.pop("connection_class", None) is SSLConnection
    nodes = [ClusterNode(host, port) for host, port in service.places]
    about |= {"require_full_coverage": False, "max_connections": _MOST_OF_A_NODE, "reinitialize_steps": 0}
    return cast(Redis, _Cluster(startup_nodes=nodes, ssl=secure, **given, **about))


class _Cluster(RedisCluster):
    """A cluster that does not answer, or not for a key, is away like any server: redis-py's errors of that kind are no
    `RedisError`."""

    async def initialize(self, *args: Any, **kwargs: Any) -> RedisCluster:
        with _as_away():
            return await super().initialize(*args, **kwargs)

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        with _as_away():
            return await super().execute_command(*args, **kwargs)

    def pipeline(self, transaction: Any = None, shard_hint: Any = None) -> ClusterPipeline:
        return _Pipeline(self, transaction)  # type: ignore[abstract]


class _Pipeline(ClusterPipeline):
    async def execute(self, raise_on_error: bool = True, allow_redirections: bool = True) -> list[Any]:
        with _as_away():
            return list(await super().execute(raise_on_error, allow_redirections))


@contextlib.contextmanager
def _as_away() -> Iterator[None]:
    """Where a slot is lost, or an answer leads to a node not heard of yet, redis-py finds nothing in its tables."""
    try:
        yield
    except (RedisClusterException, LookupError, AttributeError) as problem:
        raise ConnectionError("the cluster does not answer for this key") from problem


def _following(kind: type[Connection], where: Where) -> type[Connection]:
    """A connection that asks where the server is each time it is made: redis-py's own asks once."""

    class Following(kind):  # type: ignore[valid-type,misc]
        async def _connect(self) -> None:
            address = await where.server()
            self.host, self.port = address.host, address.port
            await super()._connect()

    return Following


class _Pool(BlockingConnectionPool):
    """Ends with what its connections ask."""

    def __init__(self, where: Where, **about: Any) -> None:
        super().__init__(**about)
        self._where = where

    async def disconnect(self, inuse_connections: bool = True) -> None:
        await super().disconnect(inuse_connections)
        if inuse_connections:
            await self._where.close()
