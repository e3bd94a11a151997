"""Exact times enter the store as sums of ten chats or more, added whole, so that no state of it tells one. Pure.

Until nine others are beside it, a chat's time waits outside (routing/times.py). Ten of a desk, kind and language make
a cell, filed under the hour in which its middle chat joined; of many, each hour with ten makes its own. An exact sum
grows by nothing else: whatever two states are held against each other, they differ by whole cells.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from storage.errors import BadInput
from storage.records.bands import BINS, MINUTE, bin_of
from storage.records.calendar import hour_of, periods_of
from storage.records.events import Attempt, Duty, Event
from storage.records.tallies import SERVICE_GRAINS, Tallies

LEAST: Final = 10
GRAINS: Final = SERVICE_GRAINS
BIN_GRAINS: Final = ("day", "week", "month")
# What is summed of each kind, in the order of `Timed.ms`.
MEASURES: Final[Mapping[str, tuple[str, ...]]] = {
    "answered": ("wait", "handle"),
    "unserved": ("unserved",),
    "duty": ("slots",),
}
# Hours on duty that wait for a cell of chats; beyond these they go in without one (nobody came for weeks).
MOST_HOURS: Final = 500
TEXT_WIDTH: Final = 96

# desk, measure, grain, period, language
CellKey = tuple[str, str, str, int, str]


@dataclass(frozen=True, slots=True)
class Timed:
    """The exact times of one chat in ms, or (`duty`) an hour's slot time on duty. `hour`: when it joined."""

    kind: str
    language: str
    hour: int
    ms: tuple[int, ...]


@dataclass(slots=True)
class Sum:
    """Additions to one cell: how many, how much, the longest (to the full minute above)."""

    n: int = 0
    total: int = 0
    longest: int = 0

    def add(self, ms: int) -> None:
        self.n += 1
        self.total += ms
        self.longest = max(self.longest, -(-ms // MINUTE) * MINUTE)

    def merge(self, other: "Sum") -> None:
        self.n += other.n
        self.total += other.total
        self.longest = max(self.longest, other.longest)


Sums = dict[CellKey, Sum]


@dataclass(frozen=True, slots=True)
class Cell:
    """Ten or more by the names under which they waited, or hours on duty that go with such."""

    kind: str
    language: str
    hour: int
    members: Mapping[str, Timed]


@dataclass(slots=True)
class Added:
    """What cells add to the store, and the names of those in them."""

    sums: Sums = field(default_factory=dict)
    bins: Tallies = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)


def timed_of(event: Event) -> Timed | None:
    """What waits of an event: nothing of a visit, nor of who was turned away or blocked."""
    if isinstance(event, Duty):
        return Timed("duty", "", hour_of(event.at_ms), (event.duty_ms,))
    if not isinstance(event, Attempt):
        return None
    hour = hour_of(event.joined_ms)
    if event.answered:
        return Timed("answered", event.language, hour, (event.waited_ms, event.active_ms + event.wrap_ms))
    if event.result in {"abandoned", "lost"}:
        return Timed("unserved", event.language, hour, (event.waited_ms,))
    return None


def as_text(timed: Timed) -> str:
    """Of one length, whatever it says."""
    return json.dumps([timed.kind, timed.language, timed.hour, timed.ms], separators=(",", ":")).ljust(TEXT_WIDTH)


def from_text(text: str) -> Timed:
    """Raises BadInput."""
    try:
        kind, language, hour, ms = json.loads(text)
        if len(MEASURES[kind]) != len(ms):
            raise ValueError("another kind's times")
        return Timed(str(kind), str(language), int(hour), tuple(map(int, ms)))
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        raise BadInput("cannot be read", "times") from problem


def duty_sum(desk: str, duty: Duty, zone: str) -> Sums:
    """Time on duty by the hour. It says nothing of any chat, so it waits for none."""
    sums: Sums = {}
    _sum(sums, desk, ("duty", ""), hour_of(duty.at_ms), zone, [duty.duty_ms])
    return sums


def whole(waiting: Mapping[str, Timed]) -> list[Cell]:
    """What of all that waits for a desk can be added now; the rest goes on waiting."""
    series: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for name, timed in waiting.items():
        series[timed.kind, timed.language].append((timed.hour, name))
    hours = sorted(series.pop(("duty", ""), []))
    cells = [
        Cell(kind, language, names[len(names) // 2][0], {name: waiting[name] for _, name in names})
        for (kind, language), members in sorted(series.items())
        for names in _tens(sorted(members))
    ]
    return [*cells, *_with(cells, hours, waiting)]


def _tens(members: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """By the hour; what is less than ten goes with the hours after it."""
    held: list[tuple[int, str]] = []
    for hour, name in members:
        if len(held) >= LEAST and hour > held[-1][0]:
            yield held
            held = []
        held.append((hour, name))
    if len(held) >= LEAST:
        yield held


def _with(cells: Sequence[Cell], hours: Sequence[tuple[int, str]], waiting: Mapping[str, Timed]) -> Iterator[Cell]:
    """Each hour on duty goes where the nearest answered chats went, so that their time is held against it."""
    places = [cell.hour for cell in cells if cell.kind == "answered"]
    last = max((timed.hour for cell in cells for timed in cell.members.values()), default=0)
    if not places and len(hours) < MOST_HOURS:
        return
    found: dict[int, dict[str, Timed]] = defaultdict(dict)
    for hour, name in hours:
        if not places or hour <= last:
            found[_nearest(places, hour)][name] = waiting[name]
    for place, members in sorted(found.items()):
        yield Cell("duty", "", place, members)


def _nearest(places: Sequence[int], hour: int) -> int:
    return min(places, key=lambda place: abs(place - hour), default=hour)


def added_by(cells: Iterable[Cell], desk: str, zone: str) -> Added:
    """The sums of the cells. `busy` repeats what `handle` says, of all languages, to be held against `slots`."""
    added = Added()
    for cell in cells:
        added.names += cell.members
        for place, measure in enumerate(MEASURES[cell.kind]):
            times = [timed.ms[place] for timed in cell.members.values()]
            for name in (measure, "busy") if measure == "handle" else (measure,):
                series = (name, "" if name == "busy" else cell.language)
                _sum(added.sums, desk, series, cell.hour, zone, times)
            if measure in BINS:
                _bins(added.bins, desk, cell, zone, [bin_of(measure, ms) for ms in times])
    return added


def _sum(sums: Sums, desk: str, series: tuple[str, str], hour: int, zone: str, times: Iterable[int]) -> None:
    where = periods_of(hour, zone)
    measure, language = series
    for ms in times:
        for grain in GRAINS:
            sums.setdefault((desk, measure, grain, getattr(where, grain), language), Sum()).add(ms)


def _bins(bins: Tallies, desk: str, cell: Cell, zone: str, codes: Iterable[str]) -> None:
    where = periods_of(cell.hour, zone)
    for code in codes:
        for grain in BIN_GRAINS:
            bins[desk, "wait_bin", grain, getattr(where, grain), cell.language, code] += 1
