"""A crowd that waits, in a process of its own: `python -m bench.waiting.driver PORT CROWD COUNT`.

It says every second, in a line of JSON, how many are in and how old positions became; it ends when its input ends."""

import asyncio
import gc
import json
import resource
import sys
import time

import uvloop

from bench.waiting.teens import Lobby, Teen

NEAR, WITHIN_S = 100, 900.0


class Watched(Teen):
    """Notes how old a position in the first hundred became before the next. While chats are taken all the time each
    look finds another position, so the next one that is shown is the next that was looked at."""

    ages: list[float] = []
    closed: list[int] = []
    wish = Teen.wish.replace("}", ',"danger":true}')  # whose position is told at once
    _shown_at = 0.0

    def other(self, frame: dict[str, object]) -> None:
        if frame["t"] == "wish_refused" and frame.get("retry_s"):
            self.wire.close()  # and comes again
            return
        super().other(frame)
        if frame["t"] == "position":
            self._note(0 < int(str(frame["position"])) <= NEAR)
        elif frame["t"] == "teen_state" and frame["state"] == "active":
            self.ready, self._shown_at = True, 0.0

    def _note(self, near: bool) -> None:
        now = time.monotonic()
        if self._shown_at:
            self.ages.append(now - self._shown_at)
        self._shown_at = now if near else 0.0

    def on_close(self, code: int) -> None:
        if self.ready:
            self.closed.append(code)


async def main(port: int, crowd: int, count: int) -> None:
    gc.disable()
    lobby = Lobby(Watched, port, "/ws/teen", network=f"127.0.{crowd}.")
    telling = asyncio.create_task(_tell(lobby))
    await lobby.let_in(count, within_s=WITHIN_S)
    await asyncio.to_thread(sys.stdin.read)
    telling.cancel()
    lobby.close()


async def _tell(lobby: Lobby) -> None:
    while True:
        await asyncio.sleep(1.0)
        said = {
            "ready": sum(end.ready for end in lobby.ends),
            "closed": len(Watched.closed),
            "again": lobby.again,
            "ages": Watched.ages[:],
        }
        Watched.ages.clear()
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.run(main(*map(int, sys.argv[1:])))
