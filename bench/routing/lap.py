"""One lap of a busy desk through everything that can happen to it; it leaves the desk as it was."""

from statistics import median

from bench.routing.busy import BusyDesk
from bench.routing.lap_chats import chats
from bench.routing.lap_desk import reading, service, supervision
from bench.routing.lap_people import people
from bench.routing.lap_teens import teens
from bench.routing.valkey import Cost


async def lap(desk: BusyDesk, some: list[str]) -> dict[str, Cost]:
    """What each transition cost, done about once for each of these counsellors or as many newcomers."""
    desk.spent = {}
    await chats(desk, some)
    await people(desk, some)
    await teens(desk, len(some))
    await supervision(desk, some)
    await service(desk, len(some))
    await reading(desk, some)
    return desk.spent


def typical(laps: list[dict[str, Cost]]) -> dict[str, float]:
    """Microseconds per call of each transition: the median lap, which leaves out the server's own housekeeping."""
    return {name: median(lap[name].us for lap in laps) for name in laps[0]}
