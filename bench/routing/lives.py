"""Whole lives of chats one after another (join, offer, accept, finish, ready), many at once, as under load; beside a
call that does nothing."""

from dataclasses import dataclass
from functools import partial
from statistics import median

from bench.routing.busy import BusyDesk
from bench.routing.valkey import cost_of
from routing.pipe import Pipe

WAITING, STAFF = 10_000, 1_000
AT_ONCE, LAPS = 200, 20
EMPTY = "#!lua name=bench\nredis.register_function('bench_empty', function() return '+' end)"


@dataclass(frozen=True, slots=True)
class Lives:
    """Medians of the laps: how many lives a second of Redis processor time suffices for, and how many empty calls one
    life costs."""

    per_s: int
    vs_empty_call: float


async def lives(url: str, *, waiting: int = WAITING, staff: int = STAFF, laps: int = LAPS) -> Lives:
    """On a desk of its own."""
    pipe = Pipe(url, bound=100_000)
    await pipe.start()
    await pipe.call("FUNCTION", "LOAD", EMPTY)
    desk = BusyDesk(pipe, "main")
    await desk.open(waiting)
    await desk.hire(staff)
    found = [await _lap(desk, lap) for lap in range(laps)]
    await pipe.stop()
    return Lives(round(1 / median(life for life, _ in found)), round(median(life / empty for life, empty in found), 1))


async def _lap(desk: BusyDesk, lap: int) -> tuple[float, float]:
    """Seconds of a life, and of an empty call."""
    begin = lap * AT_ONCE % len(desk.staff)
    people = desk.staff[begin : begin + AT_ONCE]
    held = await desk.held(people)
    desk.spent = {}
    await desk.cost("join", desk.joins(desk.fresh(len(people))))
    await desk.measured("finish", held)
    await desk.measured("ready", [row[:2] for row in held])
    await desk.measured("accept", await desk.held(people))
    life = sum(cost.seconds for cost in desk.spent.values()) / len(people)
    empty = await cost_of(
        desk.pipe, [partial(desk.pipe.call, "FCALL", "bench_empty", 1, "{desk:main}")] * 10 * len(people)
    )
    return life, empty.us / 1e6
