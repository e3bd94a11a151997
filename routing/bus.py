"""Wake-ups between gateways over Redis pub/sub: `gw:<gateway id>`. A hint, never the truth."""

from collections.abc import Callable

from routing import keys
from routing.pipe import Pipe


class Bus:
    """Listens on this gateway's channel and speaks on others', over the connection of `pipe`, which is up.

    Set `on_notice(payload)` and `on_lost()` before `start()`; both are plain functions called from the event loop.
    `on_lost` is called each time the channel is listened to again after a break: what was published meanwhile
    is gone, so re-read everything then.
    """

    def __init__(self, pipe: Pipe, gateway: str) -> None:
        self.on_notice: Callable[[str], None] = lambda _payload: None
        self.on_lost: Callable[[], None] = lambda: None
        self._pipe = pipe
        self._channel = keys.gateway_channel(gateway)

    async def start(self) -> None:
        """Returns once subscribed. Raises RoutingError."""
        await self._pipe.listen(self._channel, self.on_notice, self.on_lost)

    async def stop(self) -> None:
        await self._pipe.ignore(self._channel)

    async def publish(self, gateway: str, payload: str) -> None:
        """Tell one gateway. Raises RoutingError; whether it listens is not told."""
        await self._pipe.call("PUBLISH", keys.gateway_channel(gateway), payload)
