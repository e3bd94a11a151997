"""Where the Redis server for a key is, and how to enter it."""

import ssl
from dataclasses import dataclass
from typing import Any, Protocol

from redis.asyncio.connection import ConnectionPool, SSLConnection, parse_url
from redis.exceptions import RedisError


@dataclass(frozen=True, slots=True)
class Address:
    """One server: a unix socket at `path`, else `host` and `port`."""

    path: str = ""
    host: str = "localhost"
    port: int = 6379
    tls: ssl.SSLContext | None = None
    username: str = ""
    password: str = ""
    db: int = 0

    @classmethod
    def parse(cls, url: str) -> "Address":
        """From `redis://`, `rediss://` or `unix://`, as redis-py reads them. Raises ValueError for another scheme."""
        given: dict[str, Any] = dict(parse_url(url))
        secure = given.pop("connection_class", None) is SSLConnection
        known = {name: given[name] for name in cls.__slots__ if name in given}
        return cls(**known, tls=_tls(given) if secure else None)


class BadRedisAddress(Exception):
    """An address that cannot be used; the text goes on from its setting's name and quotes no password."""


def check_redis(url: str) -> None:
    """All that can be said of an address without connecting. Raises BadRedisAddress."""
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise BadRedisAddress("must begin with redis://, rediss:// or unix://")
    try:
        Address.parse(url)
        ConnectionPool.from_url(url).make_connection()  # type: ignore[no-untyped-call]
    except TypeError as problem:
        name = str(problem).rpartition("argument ")[2]
        raise BadRedisAddress(f"has an option that is not known: {name[:40]}") from None
    except (ssl.SSLError, OSError, RedisError):
        raise BadRedisAddress("names a file of certificates or a key that cannot be read") from None
    except ValueError:
        raise BadRedisAddress("cannot be read: in a password : / ? # @ are written %3A %2F %3F %23 %40") from None


def _tls(options: dict[str, Any]) -> ssl.SSLContext:
    """As redis-py makes it, from the address's `ssl_…` options."""
    given = {name: value for name, value in options.items() if name.startswith("ssl_")}
    return SSLConnection(**given).ssl_context.get()


class Where(Protocol):
    """Asked each time a connection is made, so that what knows of failovers and slots can answer anew."""

    async def server(self, key: str) -> Address:
        """The server that takes writes to `key`. Raises OSError when there is none now."""


class OneServer:
    """The same for every key."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for a scheme that redis-py does not know."""
        self._address = Address.parse(url)

    async def server(self, key: str) -> Address:
        return self._address
