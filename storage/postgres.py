"""Connections to PostgreSQL as an address asks for them: certificates, several hosts, a pooler in front."""

import getpass
import os
import ssl
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import asyncpg

from storage.address import PostgresAddress, read_address
from storage.errors import BadAddress, StoreRefused

# A server that vanishes without a word must not be waited for until the network gives up.
CONNECT_S, ANSWER_S = 5.0, 60.0
CHECKED: Final = ("require", "verify-ca", "verify-full")
# Compiling a statement takes PostgreSQL longer than running any of ours.
PLAIN: Final = {"jit": "off"}
# SQL_ASCII, which a machine without a locale gives, keeps any bytes.
ENCODINGS: Final = ("UTF8", "SQL_ASCII")


def check_address(text: str) -> None:
    """All that can be said of an SQL address, whichever, without connecting. Raises BadAddress."""
    address = read_address(text)
    if isinstance(address, PostgresAddress):
        Connector(address)


class Connector:
    """Makes the connections of one engine. `pooled`: something in front takes no parameters of a session."""

    def __init__(self, address: PostgresAddress) -> None:
        """Raises BadAddress for a certificate or key that cannot be read."""
        self._arguments = _arguments(address)
        self.pooled = False

    def engine_arguments(self) -> dict[str, Any]:
        """For SQLAlchemy. Statements have no name and are not kept: by a pooler the next may meet another server."""
        return {
            "async_creator_fn": self._connect,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": str,
        }

    async def _connect(self, *_given: Any, **_named: Any) -> Any:
        if not self.pooled:
            try:
                return await self._plain(PLAIN)
            except asyncpg.ProtocolViolationError as problem:
                if "startup parameter" not in str(problem):
                    raise
                self.pooled = True
        return await self._plain({})

    async def _plain(self, settings: Mapping[str, str]) -> Any:
        given = {**self._arguments, "server_settings": {**self._arguments["server_settings"], **settings}}
        try:
            made = await asyncpg.connect(**given, command_timeout=ANSWER_S)
        except asyncpg.TargetServerAttributeNotMatched as problem:
            raise StoreRefused("has no server of the kind that target_session_attrs names") from problem
        # a pooler that tells it of none is not asked further
        if (keeps := getattr(made.get_settings(), "server_encoding", ENCODINGS[0])) not in ENCODINGS:
            await made.close()
            raise StoreRefused(f"keeps {keeps}, which lacks signs that people write; it takes one made with UTF8")
        return made


def _arguments(address: PostgresAddress) -> dict[str, Any]:
    given: dict[str, Any] = {
        "user": address.user or _ours(), "password": address.password, "database": address.database,
        "passfile": address.passfile, "target_session_attrs": address.sessions, **address.kerberos,
        "timeout": address.timeout_s or CONNECT_S, "statement_cache_size": 0, "server_settings": dict(address.settings),
    }  # fmt: skip
    if address.hosts:
        given["host"], given["port"] = map(list, zip(*address.hosts, strict=True))
    return given | _tls(address.tls)


def _ours() -> str:
    """As libpq has it: the user of this process, who may be a mere number in a container."""
    try:
        return os.environ.get("PGUSER") or getpass.getuser()
    except (KeyError, OSError):
        raise BadAddress(
            "names no user, and the one that this process runs as has no name: USER@ before the host"
        ) from None


def _tls(tls: Mapping[str, str]) -> dict[str, Any]:
    """Where TLS is a must, a context of our own; where it may be, the driver's."""
    found: dict[str, Any] = {}
    rest = dict(tls)
    if tls.get("sslmode") in CHECKED:
        found["ssl"] = _context(tls)
        rest = {name: value for name, value in tls.items() if name == "sslnegotiation"}
    elif tls.keys() & {"sslcert", "sslkey", "sslrootcert", "sslcrl"}:
        _context(tls)
    return found | ({"dsn": f"postgresql://?{urlencode(rest)}"} if rest else {})


def _context(tls: Mapping[str, str]) -> ssl.SSLContext:
    """As libpq has it: `require` alone checks nothing, with `sslrootcert` the certificate. Without one, or with
    `system`, the other modes ask the certificates that this machine trusts."""
    mode, root = tls.get("sslmode", ""), tls.get("sslrootcert", "")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = mode == "verify-full"
    context.verify_mode = ssl.CERT_REQUIRED if root or mode.startswith("verify") else ssl.CERT_NONE
    context.set_alpn_protocols(["postgresql"])
    if root and root != "system":
        _read("sslrootcert", root, lambda: context.load_verify_locations(cafile=root))
    else:
        context.load_default_certs()
    if crl := tls.get("sslcrl"):
        _read("sslcrl", crl, lambda: context.load_verify_locations(cafile=crl))
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
    if cert := tls.get("sslcert"):
        secret = tls.get("sslpassword", "")
        _read("sslcert or sslkey", cert, lambda: context.load_cert_chain(cert, tls.get("sslkey"), lambda: secret))
    _versions(context, tls)
    return context


def _versions(context: ssl.SSLContext, tls: Mapping[str, str]) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if least := tls.get("ssl_min_protocol_version"):
        context.minimum_version = _version(least)
    if most := tls.get("ssl_max_protocol_version"):
        context.maximum_version = _version(most)


def _version(name: str) -> ssl.TLSVersion:
    return ssl.TLSVersion[name.replace(".", "_")]


def _read(name: str, file: str, read: Any) -> None:
    try:
        read()
    except ssl.SSLError:
        raise BadAddress(f"names a file as {name} that holds no such thing in PEM: {file}") from None
    except OSError as problem:
        raise BadAddress(f"names a file as {name} that cannot be read ({type(problem).__name__}): {file}") from None
