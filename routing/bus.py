"""Wake-ups between gateways over Redis pub/sub: `gw:<gateway id>`. A hint, never the truth."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import Any

from hiredis import ReplyError

from routing import keys
from routing.log_errors import PipeDown
from routing.pipe import Pipe
from routing.resp import Address, Link, connect
from routing.words import command, words

_PING_EVERY_S = 2.0
_FIRST_WAIT_S = 0.02
_LONGEST_WAIT_S = 1.0


def _ignore(_payload: str) -> None:
    """Before anybody listens."""


def _nothing() -> None:
    """Before anybody cares."""


class Bus:
    """Listens on this gateway's channel and speaks on others'.

    Set `on_notice(payload)` and `on_lost()` before `start()`; both are plain functions called from the event loop.
    `on_lost` is called each time the channel is listened to again after a break: what was published meanwhile
    is gone, so re-read everything then.
    """

    def __init__(self, url: str, gateway: str, pipe: Pipe | None = None) -> None:
        """`pipe` carries what `publish` says; without it this bus only listens."""
        self.on_notice: Callable[[str], None] = _ignore
        self.on_lost: Callable[[], None] = _nothing
        self._address = Address.parse(url)
        self._channel = keys.gateway_channel(gateway)
        self._pipe = pipe
        self._link: Link | None = None
        self._heard = 0
        self._subscribed = asyncio.Event()
        self._broken = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    async def start(self, within_s: float = 5.0) -> None:
        """Returns once subscribed. Raises PipeDown when Redis cannot be reached in time."""
        self._keeper = asyncio.create_task(self._keep(), name="bus")
        try:
            await asyncio.wait_for(self._subscribed.wait(), within_s)
        except TimeoutError:
            await self.stop()
            raise PipeDown from None

    async def stop(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        self._keeper = None
        self._close()

    async def publish(self, gateway: str, payload: str) -> None:
        """Tell one gateway. Raises RoutingError; whether it listens is not told."""
        if self._pipe is None:
            raise PipeDown
        await self._pipe.call("PUBLISH", keys.gateway_channel(gateway), payload)

    def _hear(self, reply: Any) -> None:
        self._heard += 1
        match reply:
            case ["message", _, payload]:
                self._tell(payload)
            case ["subscribe", *_]:
                self._subscribed.set()
            case ReplyError():
                self._close()

    def _tell(self, payload: str) -> None:
        try:
            self.on_notice(payload)
        except Exception as problem:
            loop = asyncio.get_running_loop()
            loop.call_exception_handler({"message": "a notice's callback failed", "exception": problem})

    def _close(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()

    async def _keep(self) -> None:
        wait, first = _FIRST_WAIT_S, True
        while True:
            if await self._open():
                if not first:
                    self.on_lost()
                wait, first = _FIRST_WAIT_S, False
                await self._watch()
            self._close()
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))
            wait = min(_LONGEST_WAIT_S, wait * 2)

    async def _open(self) -> bool:
        self._broken.clear()
        self._subscribed.clear()
        self._link = link = Link(self._hear, self._broken.set)
        try:
            async with asyncio.timeout(_PING_EVERY_S):
                await connect(self._address, link)
                for line in self._address.greeting():
                    link.write(command(words(*line)))
                link.write(command(words("SUBSCRIBE", self._channel)))
                await self._subscribed.wait()
        except (OSError, TimeoutError):
            return False
        return not self._broken.is_set()

    async def _watch(self) -> None:
        """Until the connection breaks or a ping goes unanswered."""
        while not self._broken.is_set() and self._link is not None:
            before = self._heard
            self._link.write(command(words("PING")))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._broken.wait(), _PING_EVERY_S)
            if self._heard == before:
                return
