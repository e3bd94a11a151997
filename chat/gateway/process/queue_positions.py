"""Positions, pushed in batches: those near the front often, those far back seldom. One departure costs no broadcast."""

import asyncio
import heapq
import itertools
import time

from chat.gateway.process.clients import Client, TeenClient
from chat.logs import log
from routing.desk import Desk
from routing.errors import RoutingError

_STEP_S = 0.5
_MOST = 500
# Who is looked at seldom must not pass through the first hundred unseen, however fast the queue moves.
_RHYTHM = ((5, 2.0), (20, 5.0), (500, 9.0))
_SELDOM_S = 20.0


def pause_s(ahead: int | None) -> float:
    """How long a teen with so many ahead waits for the next look; None (not known yet) is looked at soon. Pure."""
    for last, pause in _RHYTHM:
        if ahead is None or ahead < last:
            return pause
    return _SELDOM_S


class QueuePositions:
    """When to look at whose position; `connected` are the clients of this process."""

    def __init__(self, connected: set[Client]) -> None:
        self._connected = connected
        self._due: list[tuple[float, int, TeenClient]] = []
        self._numbers = itertools.count()

    def soon(self, teen: TeenClient) -> None:
        """Look at this teen's position at the next step (again and again while they wait). Once for each."""
        heapq.heappush(self._due, (0.0, next(self._numbers), teen))

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(_STEP_S)
            for desk, teens in self._take(time.monotonic()).items():
                for start in range(0, len(teens), _MOST):
                    await self._show(desk, teens[start : start + _MOST])

    def _take(self, now: float) -> dict[Desk, list[TeenClient]]:
        batches: dict[Desk, list[TeenClient]] = {}
        while self._due and self._due[0][0] <= now:
            _, number, teen = self._due[0]
            if teen.session.over or teen not in self._connected:
                heapq.heappop(self._due)
                continue
            if teen.session.waiting:
                batches.setdefault(teen.desk, []).append(teen)
            pause = pause_s(teen.session.ahead) if teen.session.waiting else _RHYTHM[0][1]
            heapq.heapreplace(self._due, (now + pause, number, teen))
        return batches

    async def _show(self, desk: Desk, teens: list[TeenClient]) -> None:
        queues = [teen.session.queue for teen in teens]
        try:
            found = await desk.positions([teen.session.chat for teen in teens])
        except (RoutingError, OSError) as error:
            log().info("positions_failed", desk=desk.name, error=error)
            return
        for teen, queue in zip(teens, queues, strict=True):
            position = found.get(teen.session.chat)
            if position is not None:
                teen.feed(teen.session.positioned(position, queue))
