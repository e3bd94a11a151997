"""SQL addresses as hosts hand them out: what libpq and common tools write, read strictly. Pure.

`sqlite:///FILE`; or `postgres://USER:PASSWORD@HOST:PORT,HOST2/DATABASE?sslmode=…`, with the parameters below.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote

from storage.errors import BadAddress

SQLITE: Final = frozenset({"sqlite", "sqlite+aiosqlite"})
POSTGRES: Final = frozenset(
    f"{name}{driver}"
    for name in ("postgres", "postgresql")
    for driver in ("", "+asyncpg", "+psycopg", "+psycopg2", "+psycopg_async")
)
SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
SESSIONS: Final = ("any", "read-write", "read-only", "primary", "standby", "prefer-standby")
# What the connection itself is made with, under the names that libpq gives them.
TLS: Final = (
    "sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl", "sslnegotiation",
    "ssl_min_protocol_version", "ssl_max_protocol_version",
)  # fmt: skip
PLACE: Final = ("host", "port", "user", "password", "dbname", "database", "passfile", "target_session_attrs")
SETTINGS: Final = ("application_name", "options")
OTHERS: Final = ("connect_timeout", "channel_binding", "ssl", "gssencmode", "krbsrvname", "gsslib")
# Asked for by other drivers, or by the system: none changes anything here, where no statement stays prepared.
IDLE: Final = (
    "fallback_application_name", "client_encoding", "keepalives", "keepalives_idle", "keepalives_interval",
    "keepalives_count", "tcp_user_timeout", "sslcompression", "sslsni", "load_balance_hosts", "pgbouncer",
    "prepared_statements", "prepareThreshold", "statement_cache_size", "prepared_statement_cache_size",
)  # fmt: skip
KNOWN: Final = frozenset((*TLS, *PLACE, *SETTINGS, *OTHERS, *IDLE))
PORT: Final = 5432
LONGEST_S: Final = 300
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+._-]*)://([^/?#]*)([^?#]*)(?:\?(.*))?", re.DOTALL)
_NO_HOST = re.compile(r"[\x00-\x20\x7f]")
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^:\[\]]*))(?::(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class SqliteAddress:
    """A file, by a path from the root or from where the process runs."""

    path: str


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """`hosts`: (name, address or folder of a socket; port), tried in turn; none means the system's own socket.

    `tls`: what was said of it, by libpq's names. `settings`: what the server is told at the start of a session.
    """

    hosts: tuple[tuple[str, int], ...] = ()
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    database: str | None = None
    passfile: str | None = None
    sessions: str | None = None
    timeout_s: float | None = None
    tls: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    kerberos: Mapping[str, str] = field(default_factory=dict)


def read_address(text: str) -> SqliteAddress | PostgresAddress:
    """Raises BadAddress with one sentence that quotes no password."""
    found = _URL.fullmatch(text.strip())
    if not found:
        raise BadAddress("must be an address such as postgresql://user:password@host/database or sqlite:///hearline.db")
    if "\0" in unquote(text):
        raise BadAddress("must hold signs that can be: %00 is none")
    scheme, authority, path, query = found[1].lower(), found[2], found[3], found[4] or ""
    if scheme in SQLITE:
        return _sqlite(authority, path, query)
    if scheme not in POSTGRES:
        raise BadAddress(f"must begin with postgresql:// or sqlite://, not {scheme}://")
    return _postgres(authority, path, _parameters(query))


def _sqlite(authority: str, path: str, query: str) -> SqliteAddress:
    if authority or not path:
        raise BadAddress(
            "needs three slashes before a relative path and four before an absolute one: sqlite:////srv/x.db"
        )
    if query:
        raise BadAddress("may have no parameters after the file of SQLite")
    file = unquote(path[1:])
    if not file or file == ":memory:" or file.endswith("/"):
        raise BadAddress("must name a file: what is in memory alone is no store")
    return SqliteAddress(file)


def _parameters(query: str) -> dict[str, str]:
    """By name; of one given twice the last counts."""
    found = dict(parse_qsl(query, keep_blank_values=True))
    for name in found:
        if name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, 1)
            hint = f"; {near[0]} is one" if near else ""
            raise BadAddress(f"has the parameter {name[:40]!r}, which is not known{hint}")
    return found


def _postgres(authority: str, path: str, given: Mapping[str, str]) -> PostgresAddress:
    login, _, places = authority.rpartition("@")
    user, _, password = login.partition(":")
    _one_of(given, "target_session_attrs", SESSIONS)
    if given.get("gssencmode", "prefer") not in ("disable", "prefer", "allow"):
        raise BadAddress("asks for gssencmode, which is not offered here; sslmode=verify-full protects as well")
    return PostgresAddress(
        hosts=_hosts(places, given),
        user=unquote(user) or given.get("user"),
        password=unquote(password) or given.get("password"),
        database=unquote(path[1:]) or given.get("dbname") or given.get("database"),
        passfile=given.get("passfile"),
        sessions=given.get("target_session_attrs"),
        timeout_s=_timeout(given.get("connect_timeout", "")),
        tls=_tls(given),
        settings={name: given[name] for name in SETTINGS if given.get(name)},
        kerberos={name: given[name] for name in ("krbsrvname", "gsslib") if given.get(name)},
    )


def _hosts(places: str, given: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    """From before the path, or from `host` and `port`, each of one or several with commas between."""
    names = [_host(one) for one in places.split(",")] if places else []
    if not names and given.get("host"):
        names = [(one, 0) if one.startswith("/") else _host(one) for one in given["host"].split(",")]
    ports = [_port(one) for one in given["port"].split(",")] if given.get("port") else []
    if len(ports) not in (0, 1, len(names)):
        raise BadAddress(f"has {len(names)} hosts and {len(ports)} ports")
    rest = ports * (len(names) if len(ports) == 1 else 1) or [PORT] * len(names)
    return tuple((name, port or other) for (name, port), other in zip(names, rest, strict=True))


def _host(text: str) -> tuple[str, int]:
    """`name`, `name:port`, `[v6]:port`, or the folder of a socket with its slashes written %2F."""
    found = _HOST.fullmatch(text)
    if not found:
        raise BadAddress(
            "has a host that cannot be read: an IPv6 address stands in [brackets], "
            "and in a password : / @ are written %3A %2F %40"
        )
    return found[1] or _name(unquote(found[2])) or "localhost", _port(found[3]) if found[3] else 0


def _name(host: str) -> str:
    """One that can be looked up at all, or the folder of a socket; whether it is there is told by the network."""
    if host.startswith("/"):
        return host
    try:
        host.encode("idna")
    except UnicodeError:
        raise BadAddress("has a host that is none") from None
    if _NO_HOST.search(host):
        raise BadAddress("has a host that is none")
    return host


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise BadAddress("has a port that is none")
    return int(text)


def _timeout(text: str) -> float | None:
    """As libpq has it: whole seconds, 0 for none of its own."""
    if not text or text in ("0", "-1"):
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= LONGEST_S):
        raise BadAddress(f"must have a connect_timeout of at most {LONGEST_S} seconds")
    return float(max(2, int(text)))


def _tls(given: Mapping[str, str]) -> dict[str, str]:
    tls = {name: given[name] for name in TLS if given.get(name)}
    if "ssl" in given and "sslmode" not in tls:
        tls["sslmode"] = {"true": "require", "1": "require", "": "require", "false": "disable", "0": "disable"}.get(
            given["ssl"].lower(), given["ssl"]
        )
    _one_of(tls, "sslmode", SSL_MODES)
    _one_of(tls, "sslnegotiation", ("postgres", "direct"))
    for name in ("ssl_min_protocol_version", "ssl_max_protocol_version"):
        _one_of(tls, name, ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"))
    _one_of(given, "channel_binding", ("disable", "prefer", "require"))
    if given.get("channel_binding") == "require":
        tls["sslmode"] = _bound(tls.get("sslmode", "require"))
    return tls


def _bound(mode: str) -> str:
    """Our driver binds no channel to the password; a certificate that is checked keeps out the same people."""
    if mode not in ("require", "verify-ca", "verify-full"):
        raise BadAddress(
            f"asks for channel_binding=require and sslmode={mode}: without TLS there is no channel to bind"
        )
    return "verify-full"


def _one_of(given: Mapping[str, str], name: str, known: tuple[str, ...]) -> None:
    if name in given and given[name] not in known:
        raise BadAddress(f"must have a {name} of {', '.join(known)}, not {given[name][:40]!r}")
