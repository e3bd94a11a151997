"""One who waits, as each system's page would: connects, asks to be let in, and stays."""

import asyncio
import itertools
from collections.abc import Iterator

from bench.dialects import Echo, End, Hearline, Socketio
from bench.sockets import open_socket
from chat.entry.tokens import new_token

HOST = "127.0.0.1"
# So many openings are under way at once.
AT_ONCE = 20
WITHIN_S = 60.0
# One address has so many ports at most; a crowd comes from several.
PER_ADDRESS = 1_000


class Teen(Hearline):
    """In once the first position is shown."""

    wish = '{"desk":"main","language":"nl","topic":"bullying","age_band":"14_15"}'

    def begin(self) -> None:
        self.wire.send(f'{{"t":"hello_teen","v":2,"token":"{new_token()}","wish":{self.wish}}}')

    def other(self, frame: dict[str, object]) -> None:
        if frame["t"] == "position":
            self.ready = True
        elif frame["t"] in ("error", "wish_refused", "work_needed"):
            raise RuntimeError(f"refused: {frame}")


class Lobby:
    """All who wait at one address. `kind` makes an end; `path` is where its system takes WebSockets; `network` is where
    they come from."""

    def __init__(self, kind: type[End], port: int, path: str, network: str = "127.0.0.") -> None:
        self._kind, self._url, self._network = kind, f"ws://{HOST}:{port}{path}", network
        self._number = itertools.count()
        self.ends: list[End] = []
        self.again = 0

    async def let_in(self, number: int, at_once: int = AT_ONCE, within_s: float = WITHIN_S) -> None:
        """So many more wait. Raises TimeoutError when they are not all in."""
        first = len(self.ends)
        rest: Iterator[int] = iter(range(number))
        async with asyncio.timeout(within_s):
            await asyncio.gather(*(self._one_after_the_other(rest) for _ in range(at_once)))
            while not all(end.ready for end in self.ends[first:]):
                await self._again(first)
                await asyncio.sleep(0.2)

    async def _again(self, first: int) -> None:
        """Who was sent away, or lost, before they were in comes again, as a page does."""
        for place in range(first, len(self.ends)):
            end = self.ends[place]
            if not end.ready and end.wire.transport is None:
                self.again += 1
                self.ends[place] = await self._open()

    async def _one_after_the_other(self, rest: Iterator[int]) -> None:
        for _ in rest:
            self.ends.append(await self._open())

    async def _open(self) -> End:
        while True:
            number = next(self._number)
            end = self._kind(_nothing, _nothing)
            end.room = f"room{number}"
            try:
                await open_socket(self._url, end, local=f"{self._network}{2 + number // PER_ADDRESS}")
            except (OSError, TimeoutError):
                self.again += 1
            else:
                end.begin()
                return end

    def close(self) -> None:
        for end in self.ends:
            end.wire.close()


def _nothing(_name: str) -> None:
    """Nobody speaks."""


KINDS: dict[str, tuple[type[End], str]] = {
    "hearline": (Teen, "/ws/teen"),
    "echo": (Echo, "/"),
    **dict.fromkeys(
        ("socketio-streams", "socketio-pubsub", "python-socketio"), (Socketio, "/socket.io/?EIO=4&transport=websocket")
    ),
}
