"""What alarms are made of, for `/metrics`, read when asked: desks now, processes of the house, what waits for SQL.

Whoever keeps these figures keeps times, so none is finer than it must be: no language, waits by the minute.
"""

from math import nan

from prometheus_client import Gauge
from redis.exceptions import RedisError

from chat.context import Context
from chat.metrics import REGISTRY
from chat.startup import version
from routing.desk import Desk
from routing.errors import RoutingError
from routing.fitness import told
from routing.pipe import Pipe
from routing.processes import LIVES_MS, processes
from routing.stream import EndedStream
from routing.values import BoardView

_MINUTE_MS = 60_000
# Of the desk's day: counts alone, for a sum of times tells one chat's between two looks.
TODAY = (
    "joined", "answered", "in_target", "abandoned", "abandoned_late", "lost", "turned_away", "range_told", "range_hit",
)  # fmt: skip
SERVICE = ("open", "closing", "closed")


def _gauge(name: str, about: str, *labels: str) -> Gauge:
    return Gauge(f"hearline_{name}", about, labels, registry=REGISTRY)


UNSTORED = _gauge("unstored_chats", "Closed chats that wait to be stored", "desk")
SET_ASIDE = _gauge("set_aside", "Entries that could not be stored", "desk")
WAITING = _gauge("waiting", "Chats that wait", "desk")
UNSERVED = _gauge("unserved", "Chats that wait in a language that nobody on duty speaks", "desk")
BESIDE_FREE = _gauge(
    "waiting_beside_free", "Chats that wait while somebody on duty with their language is free", "desk"
)
LONGEST = _gauge("longest_wait_minutes", "The longest wait now, in whole minutes", "desk")
ACTIVE = _gauge("active_chats", "Chats under way", "desk")
ON_DUTY = _gauge("on_duty", "Counsellors on duty", "desk")
STATE = _gauge("service", "1 for the state in which the desk is", "desk", "state")
DAY = _gauge("today", "Counts since midnight at the desk", "desk", "figure")
PROCESSES = _gauge("processes", "Gateways and workers that said lately that they live", "kind", "version")
HEARTBEAT = _gauge("heartbeat_age_seconds", "Since a process of this kind last said that it lives", "kind")
MEMORY = _gauge("redis_memory_share", "Memory in use of what the fullest Redis may use; 0 where it may use all")
PARTS = _gauge("part_up", "1 where this part does its work for this gateway", "part")
DESKS = _gauge("desk_up", "1 where Redis takes a write for this desk from this gateway", "desk")
BUILD = _gauge("build_info", "Always 1", "version")
_OF_A_DESK = (UNSTORED, SET_ASIDE, WAITING, UNSERVED, BESIDE_FREE, LONGEST, ACTIVE, ON_DUTY, STATE, DAY)
_AWAY = (RedisError, RoutingError, OSError)


async def measure(context: Context, parts: dict[str, bool], desks: dict[str, bool]) -> None:
    """Bring all up to date. What cannot be read is gone, so that no alarm goes by an old figure: of a cluster that is
    the desks of the server that is away, and no others."""
    BUILD.labels(version()).set(1)
    for part, works in parts.items():
        PARTS.labels(part).set(works)
    for name, written in desks.items():
        DESKS.labels(name).set(written)
    for desk in context.desks.values():
        await _desk(context, desk)
    try:
        await _house(context)
    except _AWAY:
        PROCESSES.clear()
        HEARTBEAT.clear()
        MEMORY.set(nan)  # without labels there is nothing to clear


async def _desk(context: Context, desk: Desk) -> None:
    try:
        _board(desk.name, await desk.board(chats=0))  # first: of a server that is away it is refused at once
        await _stream(context, desk.name)
    except _AWAY:
        for gauge in _OF_A_DESK:
            gauge.remove_by_labels({"desk": desk.name})


async def _stream(context: Context, desk: str) -> None:
    stream = EndedStream(context.redis, desk, context.gateway)
    UNSTORED.labels(desk).set(await stream.length())
    SET_ASIDE.labels(desk).set(await stream.aside_length())


def _board(desk: str, board: BoardView) -> None:
    rows = board.languages
    WAITING.labels(desk).set(sum(row.waiting for row in rows))
    UNSERVED.labels(desk).set(sum(row.waiting for row in rows if row.unserved))
    BESIDE_FREE.labels(desk).set(sum(min(row.waiting, row.free) for row in rows))
    LONGEST.labels(desk).set(max((-(-row.longest_wait_ms // _MINUTE_MS) for row in rows), default=0))
    ACTIVE.labels(desk).set(sum(row.active for row in rows))
    ON_DUTY.labels(desk).set(sum(one.online and one.status == "available" for one in board.staff))
    for state in SERVICE:
        STATE.labels(desk, state).set(board.service == state)
    for figure in TODAY:
        DAY.labels(desk, figure).set(board.today.get(figure, 0))


async def _house(context: Context) -> None:
    PROCESSES.clear()
    found = await processes(context.pipe)
    for kind in ("web", "worker"):
        mine = [one for one in found if one.kind == kind]
        for named in {version(), *(one.version for one in mine)}:
            PROCESSES.labels(kind, named).set(sum(one.alive and one.version == named for one in mine))
        HEARTBEAT.labels(kind).set(min((one.ago_ms for one in mine), default=180 * LIVES_MS) / 1000)
    MEMORY.set(max([await _memory_share(one) for one in context.pipe.each() if one.up], default=0))


async def _memory_share(server: Pipe) -> float:
    memory = await told(server)
    most = int(memory.get("maxmemory", 0))
    return int(memory.get("used_memory", 0)) / most if most else 0
