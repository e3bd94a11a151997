"""One connection to Redis, spoken raw: address, handshake, replies as they come. Decides nothing."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

import hiredis

from routing.words import Word


@dataclass(frozen=True, slots=True)
class Address:
    """Where a Redis is and how to enter: made from `redis://`, `rediss://` or `unix://`."""

    path: str = ""
    host: str = ""
    port: int = 6379
    tls: bool = False
    user: str = ""
    password: str = ""
    db: int = 0

    @classmethod
    def parse(cls, url: str) -> "Address":
        """Raises ValueError for a scheme that is none of the three."""
        parts = urlsplit(url)
        if parts.scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("a Redis address begins with redis://, rediss:// or unix://")
        local = parts.scheme == "unix"
        db = parse_qs(parts.query).get("db", [("" if local else parts.path.strip("/")) or "0"])[0]
        return cls(
            path=unquote(parts.path) if local else "",
            host=parts.hostname or "localhost",
            port=parts.port or 6379,
            tls=parts.scheme == "rediss",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            db=int(db),
        )

    def greeting(self) -> list[tuple[Word, ...]]:
        """The commands that open a connection."""
        login: list[tuple[Word, ...]] = [("AUTH", *filter(None, (self.user, self.password)))] if self.password else []
        return [*login, ("SELECT", self.db)] if self.db else login


class Link(asyncio.Protocol):
    """Bytes to replies. `on_reply` gets each reply in order (text, int, list, None or hiredis.ReplyError)."""

    def __init__(self, on_reply: Callable[[Any], None], on_lost: Callable[[], None]) -> None:
        self._reader = hiredis.Reader(encoding="utf-8", errors="replace", notEnoughData=Ellipsis)
        self._on_reply = on_reply
        self._on_lost = on_lost
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        reader, on_reply = self._reader, self._on_reply
        reader.feed(data)
        try:
            while (reply := reader.gets()) is not ...:
                on_reply(reply)
        except hiredis.ProtocolError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._on_lost()

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def close(self) -> None:
        """At once; `on_lost` follows."""
        if self._transport is not None:
            self._transport.abort()


async def connect(address: Address, link: Link) -> None:
    """Open the connection of `link`. Raises OSError."""
    loop = asyncio.get_running_loop()
    if address.path:
        await loop.create_unix_connection(lambda: link, address.path)
        return
    context = ssl.create_default_context() if address.tls else None
    await loop.create_connection(lambda: link, address.host, address.port, ssl=context)
