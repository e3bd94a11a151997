"""One connection to Redis, spoken raw: bytes to replies and back. Decides nothing."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import hiredis

from routing.where import Address

Word = str | int | float
# Its type says that a command has one word.
pack = cast(Callable[[tuple[Word, ...]], bytes], hiredis.pack_command)


def text(value: Any) -> str:
    """A reply as text, whether the client decodes or not."""
    return value.decode() if isinstance(value, bytes) else str(value)


def greeting(address: Address) -> list[tuple[Word, ...]]:
    """The commands that open a connection: the third protocol, in which notices may come between replies."""
    known = address.username or address.password
    login = ("AUTH", address.username or "default", address.password or "") if known else ()
    select: list[tuple[Word, ...]] = [("SELECT", address.db)] if address.db else []
    return [("HELLO", 3, *login), *select]


def is_replica(hello: Any) -> bool:
    """Whether this answer to HELLO is of a server that takes no writes."""
    return isinstance(hello, dict) and hello.get("role") == "replica"


class Link(asyncio.Protocol):
    """`on_reply` gets each reply in order: text, int, list, dict, None, hiredis.ReplyError or PushNotification."""

    def __init__(self, on_reply: Callable[[Any], None], on_lost: Callable[["Link"], None]) -> None:
        self._reader = hiredis.Reader(encoding="utf-8", errors="replace", notEnoughData=Ellipsis)
        self._on_reply = on_reply
        self._on_lost = on_lost
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        reader, on_reply = self._reader, self._on_reply
        reader.feed(data)
        try:
            while (reply := reader.gets()) is not ...:
                on_reply(reply)
        except hiredis.ProtocolError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self._on_lost(self)

    def write(self, data: bytes) -> None:
        if self.transport is not None:
            self.transport.write(data)

    def close(self) -> None:
        """At once; `on_lost` follows."""
        if self.transport is not None:
            self.transport.abort()


async def connect(address: Address, link: Link) -> None:
    """Open the connection of `link`. Raises OSError."""
    loop = asyncio.get_running_loop()
    if address.path:
        await loop.create_unix_connection(lambda: link, address.path)
        return
    await loop.create_connection(lambda: link, address.host, address.port, ssl=address.tls)
