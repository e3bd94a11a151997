"""Anonymize: the outermost layer forgets who is calling, and nothing that logs can tell.

The address lives for one call, to be turned into a salted number; then it is gone from the scope.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from chat.addresses import Address, read_address
from chat.logs import log, serving
from chat.redis_time import now_s

SALT_LIFE_S: Final = 3600
NAMING_HEADERS: Final = frozenset(
    {
        b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"x-cluster-client-ip", b"true-client-ip", b"client-ip",
        b"cf-connecting-ip", b"cf-connecting-ipv6", b"cf-ipcountry", b"cf-ray", b"fastly-client-ip", b"fly-client-ip",
        b"x-appengine-user-ip", b"x-azure-clientip", b"x-original-forwarded-for", b"x-envoy-external-address",
        b"x-remote-ip", b"x-remote-addr", b"remote-addr", b"user-agent", b"referer", b"dnt", b"from",
    }
)  # fmt: skip
Headers = list[tuple[bytes, bytes]]
NAMING_PREFIXES: Final = (b"x-forwarded", b"sec-ch-")


class Buckets:
    """Turns an address into a number: the same one on all gateways of a house, another one every hour.

    Whoever has neither the house's secret nor the hour can make nothing of it.
    """

    def __init__(self, secret: bytes = b"", clock: Callable[[], int] = now_s) -> None:
        """`clock`: seconds since 1970. Without a secret the numbers are this process's own."""
        self._secret = secret or secrets.token_bytes(32)
        self._clock = clock

    def of(self, address: Address | None) -> int:
        """None, an address that cannot be read, is one bucket for all."""
        hour = (self._clock() // SALT_LIFE_S).to_bytes(8)
        salt = hashlib.blake2b(hour, key=self._secret, digest_size=32).digest()
        return int.from_bytes(hashlib.blake2b(_network(address), key=salt, digest_size=7).digest())


class Anonymize:
    """ASGI layer: sets `scope["bucket"]`, removes the client's address and every header that names or follows them."""

    def __init__(self, app: ASGIApp, proxies: int = 0, buckets: Buckets | None = None) -> None:
        """`proxies`: how many of our own proxies stand before us, each adding one to X-Forwarded-For."""
        self._app = app
        self._proxies = proxies
        self._buckets = buckets or Buckets()
        self._doubted = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            serving()
            scope = self._silenced(scope)
        await self._app(scope, receive, send)

    def _silenced(self, scope: Scope) -> Scope:
        headers = scope["headers"]
        kept = [
            pair
            for pair in headers
            if (name := pair[0].lower()) not in NAMING_HEADERS and not name.startswith(NAMING_PREFIXES)
        ]
        bucket = self._buckets.of(self._address(scope.get("client"), headers))
        silenced = {**scope, "client": None, "headers": kept, "bucket": bucket}
        silenced.get("extensions", {}).pop("tls", None)
        return silenced

    def _address(self, client: tuple[str, int] | None, headers: Headers) -> Address | None:
        hops = [hop for name, value in headers if name.lower() == b"x-forwarded-for" for hop in value.split(b",")]
        if not self._proxies:
            return read_address(client[0]) if client else None
        hop = hops[-self._proxies].decode("latin-1") if len(hops) >= self._proxies else ""
        found = read_address(hop)
        if found is None and not self._doubted:
            self._doubted = True
            log().warning("forwarded_address_unread", reason="missing" if not hop.strip() else "unreadable")
        return found if hop else read_address(client[0]) if client else None


def _network(address: Address | None) -> bytes:
    """One IPv4 address, or the /64 a household or phone has in IPv6."""
    if address is None:
        return b"?"
    return address.packed if address.version == 4 else address.packed[:8]
