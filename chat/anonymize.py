"""Anonymize: the outermost layer forgets who is calling, and nothing that logs can tell.

The address lives for one call, to be turned into a salted number; then it is gone from the scope.
"""

import hashlib
import ipaddress
import secrets
import time
from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from chat.logs import serving

SALT_LIFE_S: Final = 3600
NAMING_HEADERS: Final = frozenset(
    {
        b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"x-cluster-client-ip", b"true-client-ip", b"client-ip",
        b"cf-connecting-ip", b"cf-connecting-ipv6", b"cf-ipcountry", b"cf-ray", b"fastly-client-ip", b"fly-client-ip",
        b"x-appengine-user-ip", b"x-azure-clientip", b"x-original-forwarded-for", b"x-envoy-external-address",
        b"x-remote-ip", b"x-remote-addr", b"remote-addr", b"user-agent", b"referer", b"dnt", b"from",
    }
)  # fmt: skip
NAMING_PREFIXES: Final = (b"x-forwarded", b"sec-ch-")


class Buckets:
    """Turns an address into a number that means nothing once the hourly salt is thrown away."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._salt = secrets.token_bytes(32)
        self._since = clock()

    def of(self, address: str) -> int:
        if self._clock() - self._since >= SALT_LIFE_S:
            self._salt, self._since = secrets.token_bytes(32), self._clock()
        return _number(address, self._salt)


class HouseBuckets:
    """The same number on all gateways of a house for an hour: its salt comes from the house's secret and the hour."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._secret = hashlib.blake2b(secret.encode(), person=b"house buckets").digest()
        self._clock = clock

    def of(self, address: str) -> int:
        return _number(address, self._salt(int(self._clock() // SALT_LIFE_S)))

    def _salt(self, hour: int) -> bytes:
        return hashlib.blake2b(b"%d" % hour, key=self._secret, digest_size=32).digest()


class Anonymize:
    """ASGI layer: sets `scope["bucket"]`, removes the client's address and every header that names or follows them.

    `scope["house_bucket"]` is another number of the same address, which the other gateways give it too.
    """

    def __init__(self, app: ASGIApp, proxies: int = 0, buckets: Buckets | None = None, *, secret: str = "") -> None:
        """`proxies`: how many of our own proxies stand before us, each adding one to X-Forwarded-For."""
        self._app = app
        self._proxies = proxies
        self._buckets = buckets or Buckets()
        self._house_buckets = HouseBuckets(secret or secrets.token_hex(32))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            serving()
            scope = self._silenced(scope)
        await self._app(scope, receive, send)

    def _silenced(self, scope: Scope) -> Scope:
        headers = scope["headers"]
        kept = [pair for pair in headers if not _names(pair[0].lower())]
        address = _address(scope.get("client"), headers, self._proxies)
        buckets = {"bucket": self._buckets.of(address), "house_bucket": self._house_buckets.of(address)}
        silenced = {**scope, "client": None, "headers": kept, **buckets}
        silenced.get("extensions", {}).pop("tls", None)
        return silenced


def _names(header: bytes) -> bool:
    return header in NAMING_HEADERS or header.startswith(NAMING_PREFIXES)


def _address(client: tuple[str, int] | None, headers: list[tuple[bytes, bytes]], proxies: int) -> str:
    hops = [hop.strip() for name, value in headers if name.lower() == b"x-forwarded-for" for hop in value.split(b",")]
    if proxies and len(hops) >= proxies:
        return hops[-proxies].decode("latin-1")
    return client[0] if client else ""


def _number(address: str, salt: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(_network(address), key=salt, digest_size=7).digest())


def _network(address: str) -> bytes:
    """One IPv4 address, or the /64 a household or phone has in IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return b"?"
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None:
        parsed = mapped
    return parsed.packed if parsed.version == 4 else parsed.packed[:8]
