"""Where the Redis server for a key is, and how to enter it: what an address says, without connecting."""

import re
import ssl
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from redis.asyncio.connection import ConnectionPool, SSLConnection, parse_url
from redis.exceptions import RedisError

SENTINEL_PORT, SERVER_PORT = 26379, 6379
_TLS_OR_NOT = ("redis", "rediss")
# What an address may say of a connection beside `ssl_…`; redis-py takes more, which answers differently or never.
_OPTIONS = frozenset(
    {
        "username", "password", "db", "protocol", "client_name", "socket_timeout", "socket_connect_timeout",
        "socket_keepalive", "health_check_interval", "retry_on_timeout",
    }
)  # fmt: skip
_NO_HOST = re.compile(r"[\s\x00-\x1f\x7f,]")
_ESCAPED = "in a password : / ? # @ are written %3A %2F %3F %23 %40"
_SCHEMES = (
    "must begin with redis://, rediss:// or unix://, or with redis+sentinel:// or redis+cluster:// (TLS: rediss+…)"
)


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


@dataclass(frozen=True, slots=True)
class Service:
    """What an address names: one server, or some places where one learns of all. `server` is how any server is
    entered (its host and port are the first place's), `options` the same as redis-py takes it."""

    kind: Literal["one", "sentinel", "cluster"]
    server: Address
    options: dict[str, Any]
    places: tuple[tuple[str, int], ...] = ()
    name: str = ""
    sentinel_options: dict[str, Any] = field(default_factory=dict)


def check_redis(url: str) -> None:
    """All that can be said of an address without connecting. Raises BadRedisAddress."""
    read_service(url)


def read_service(url: str) -> Service:
    """`redis://`, `rediss://`, `unix://`; `redis+sentinel://[user:password@]host:port,host:port/service[/db]`, with
    `sentinel_username` and `sentinel_password` among its options; `redis+cluster://[user:password@]host:port,host:port`;
    and with `rediss` the same by TLS. Raises BadRedisAddress."""
    scheme, _, rest = url.partition("://")
    secure, _, kind = scheme.partition("+")
    if url.startswith(("redis://", "rediss://", "unix://")):
        return Service("one", *_server(url))
    if secure not in _TLS_OR_NOT or kind not in ("sentinel", "cluster"):
        raise BadRedisAddress(_SCHEMES)
    authority, _, query = rest.partition("?")
    authority, _, path = authority.partition("/")
    login, at, hosts = authority.rpartition("@")
    if kind == "cluster":
        if path:
            raise BadRedisAddress("names a database, but a Redis Cluster has none: nothing stands after the last host")
        return _spread("cluster", secure, login + at, _places(hosts, SERVER_PORT), "", query)
    return _sentinel(secure, login + at, _places(hosts, SENTINEL_PORT), path, query)


def _sentinel(secure: str, login: str, places: tuple[tuple[str, int], ...], path: str, query: str) -> Service:
    name, _, db = path.partition("/")
    if not name:
        raise BadRedisAddress(
            "names no service: redis+sentinel://host:26379,host:26379/SERVICE, as the Sentinels call it"
        )
    if db and not re.fullmatch(r"[0-9]{1,5}", db):
        raise BadRedisAddress("has a database that is no number: /SERVICE/0")
    options = {word: values[-1] for word, values in parse_qs(query, keep_blank_values=True).items()}
    entry = {word: options.pop(f"sentinel_{word}", "") for word in ("username", "password")}
    found = _spread("sentinel", secure, login, places, db, urlencode(options))
    own = {word: value for word, value in found.options.items() if word not in ("username", "password", "db")}
    sentinel_options = own | {word: value for word, value in entry.items() if value}
    return Service("sentinel", found.server, found.options, places, unquote(name), sentinel_options)


def _spread(
    kind: Literal["sentinel", "cluster"],
    secure: str,
    login: str,
    places: tuple[tuple[str, int], ...],
    db: str,
    query: str,
) -> Service:
    """Read as the address of the first server would be."""
    host, port = places[0]
    shown = f"[{host}]" if ":" in host else host
    server, options = _server(f"{secure}://{login}{shown}:{port}{f'/{db}' if db else ''}{f'?{query}' if query else ''}")
    if kind == "cluster" and server.db:
        raise BadRedisAddress("names a database, but a Redis Cluster has none: leave db away")
    for word in ("host", "port"):
        options.pop(word, None)
    return Service(kind, server, options, places)


def _places(hosts: str, port: int) -> tuple[tuple[str, int], ...]:
    return tuple(_place(one.strip(), port) for one in hosts.split(","))


def _place(said: str, port: int) -> tuple[str, int]:
    """`host`, `host:port`, `[v6]`, `[v6]:port`."""
    host, colon, number = said.rpartition(":") if not said.endswith("]") else (said, "", "")
    if not colon:
        host, number = said, str(port)
    if not re.fullmatch(r"[0-9]{1,5}", number) or not 0 < int(number) < 65536:
        raise BadRedisAddress(
            "has a port that is none: host:port,host:port (in a password : / ? # @ are written %3A …)"
        )
    host = host.removeprefix("[").removesuffix("]")
    if not host:
        raise BadRedisAddress("has a place without a host: host:port,host:port")
    return _host(unquote(host)), int(number)


def _host(name: str) -> str:
    """A name that can be looked up at all; whether somebody has it is told by the network."""
    try:
        name.encode("idna")
    except UnicodeError:
        raise BadRedisAddress("has a host that is none") from None
    if _NO_HOST.search(name):
        raise BadRedisAddress("has a host that is none (several are named by redis+sentinel:// or redis+cluster://)")
    return name


def _server(url: str) -> tuple[Address, dict[str, Any]]:
    """One server's address, and the same as redis-py takes it."""
    try:
        _must_say_one_thing(url)
        address = Address.parse(url)
        ConnectionPool.from_url(url).make_connection()  # type: ignore[no-untyped-call]
    except TypeError as problem:
        name = str(problem).rpartition("argument ")[2]
        raise BadRedisAddress(f"has an option that is not known: {name[:40]}") from None
    except (ssl.SSLError, OSError):
        raise BadRedisAddress("names a file of certificates or a key that cannot be read") from None
    except RedisError:
        raise BadRedisAddress("has an option with a value that cannot be (protocol, ssl_cert_reqs …)") from None
    except ValueError as problem:
        raise BadRedisAddress(_wrong_value(str(problem)) or f"cannot be read: {_ESCAPED}") from None
    _host(address.host)
    return address, dict(parse_url(url))


def _wrong_value(said: str) -> str:
    """As redis-py says it of an option, whose name it quotes and no value."""
    found = re.fullmatch(r"Invalid value for '(\w+)' in connection URL\.", said)
    return f"has a value of {found[1]} that cannot be" if found else ""


def _must_say_one_thing(url: str) -> None:
    """What redis-py reads as something else, or passes over without a word. Raises BadRedisAddress, ValueError."""
    parts = urlsplit(url)
    if "#" in url or ("@" in parts.query and "@" not in parts.netloc):
        raise BadRedisAddress(f"cannot be read: {_ESCAPED}")
    given = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    for name in given:
        if name not in _OPTIONS and not name.startswith("ssl_"):
            raise BadRedisAddress(f"has an option that is not known: {name[:40]!r}")
    if not all(re.fullmatch(r"[!-~]+", name) for name in given.get("client_name", ())):
        raise BadRedisAddress("has a client_name with more than letters, digits and signs of ASCII")
    if parts.scheme == "unix":
        if parts.hostname or not parts.path:
            raise BadRedisAddress("needs three slashes before the path of a socket: unix:///run/redis/redis.sock")
    elif not re.fullmatch(r"/?[0-9]{0,5}", parts.path):
        raise BadRedisAddress(f"has a database that is no number: /0; {_ESCAPED}")
    elif parts.port == 0:
        raise BadRedisAddress("has a port that is none")


def _tls(options: dict[str, Any]) -> ssl.SSLContext:
    """As redis-py makes it, from the address's `ssl_…` options."""
    given = {name: value for name, value in options.items() if name.startswith("ssl_")}
    return SSLConnection(**given).ssl_context.get()


class Where(Protocol):
    """Asked each time a connection is made and every so many seconds after, so that what knows of failovers can answer
    anew."""

    every_s: float

    async def server(self) -> Address:
        """The server that takes writes. Raises OSError when there is none now."""

    async def close(self) -> None:
        """Nobody asks any more."""


class OneServer:
    """Always the same."""

    every_s = 2.0

    def __init__(self, url: str | Address) -> None:
        """Raises ValueError for a scheme that redis-py does not know."""
        self._address = url if isinstance(url, Address) else Address.parse(url)

    async def server(self) -> Address:
        return self._address

    async def close(self) -> None:
        """It keeps nothing."""
