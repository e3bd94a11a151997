"""Whole lives of chats one after another (join, offer, accept, finish, ready), many at once, as under load."""

from statistics import median

from bench.routing.busy import BusyDesk
from routing.pipe import Pipe

WAITING, STAFF = 10_000, 1_000
AT_ONCE, LAPS = 200, 20


async def lives_per_s(url: str) -> int:
    """How many lives a second of Redis processor time suffices for, on a desk of its own: the median lap."""
    pipe = Pipe(url, bound=100_000)
    await pipe.start()
    desk = BusyDesk(pipe, "main")
    await desk.open(WAITING)
    await desk.hire(STAFF)
    found = [await _lap(desk, lap) for lap in range(LAPS)]
    await pipe.stop()
    return round(median(found))


async def _lap(desk: BusyDesk, lap: int) -> float:
    begin = lap * AT_ONCE % len(desk.staff)
    people = desk.staff[begin : begin + AT_ONCE]
    held = await desk.held(people)
    desk.spent = {}
    await desk.cost("join", desk.joins(desk.fresh(len(people))))
    await desk.measured("finish", held)
    await desk.measured("ready", [row[:2] for row in held])
    await desk.measured("accept", await desk.held(people))
    return len(people) / sum(cost.seconds for cost in desk.spent.values())
