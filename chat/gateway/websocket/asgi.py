"""What passes between a WebSocket's protocol and those who use it, beside frames."""

import asyncio
from collections.abc import Callable, Coroutine, MutableMapping
from typing import Any, Protocol

from chat.logs import log
from chat.protocol.errors import Closing

Message = MutableMapping[str, Any]
Hears = Callable[[str | None], None]
Ended = Callable[[], Coroutine[Any, Any, None]]


class Owner(Protocol):
    """Who is told of this connection, beside what it says."""

    def has_room(self) -> None:
        """The transport takes more again, or is gone."""

    def close(self, error: type[Closing]) -> None:
        """The other end misbehaved, or stopped in the middle of a message."""


class Gone(OSError):
    """Sending to a connection that has ended."""


class Inbox:
    """What ASGI is told until somebody listens: the opening, the first messages, the end."""

    __slots__ = ("_messages", "_told")

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._told: asyncio.Event | None = None

    def put(self, message: Message) -> None:
        self._messages.append(message)
        if self._told is not None:
            self._told.set()

    async def get(self, ask: Callable[[], None]) -> Message:
        """The next message, asked for when there is none."""
        while not self._messages:
            self._told = asyncio.Event()
            ask()
            await self._told.wait()
        self._told = None
        return self._messages.pop(0)


async def guarded(work: Coroutine[Any, Any, None]) -> None:
    """What goes wrong is told in the log, by its place in the code."""
    try:
        await work
    except Gone:
        pass
    except Exception as problem:
        log().error("websocket_failed", exc_info=problem)
