"""Exact sums, kept only in cells of ten chats or more, so that none can be told from a row. Pure.

A cell begins in an hour. What is measured goes to the newest cell of its desk, measure and language until that
has ten chats and its hour is past; then a new cell begins. So a quiet desk's cell spans hours or days, and a
busy desk's is exactly an hour. Sums by day, week and month are those of the cells that begin in them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from storage.records.bands import BINS, MINUTE, bin_of
from storage.records.calendar import hour_of, periods_of
from storage.records.events import Attempt, Duty
from storage.records.tallies import SERVICE_GRAINS, Tallies

LEAST: Final = 10
# Says nothing of any chat, so every hour has its own.
PLAIN: Final = frozenset({"duty"})
GRAINS: Final = SERVICE_GRAINS
BIN_GRAINS: Final = ("day", "week", "month")

# desk, measure, language
Series = tuple[str, str, str]
# desk, measure, grain, period, language
CellKey = tuple[str, str, str, int, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """One time of one chat, to be added to a sum; `hour` is where it would begin a cell."""

    series: Series
    hour: int
    ms: int


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


@dataclass(slots=True)
class Cells:
    """Distributes what was measured. `newest` holds hour and count of each series' newest cell."""

    zone: str
    newest: dict[Series, tuple[int, int]]
    sums: dict[CellKey, Sum] = field(default_factory=dict)
    bins: Tallies = field(default_factory=Counter)

    def add(self, measured: Measured) -> None:
        hour = self._place(measured)
        desk, measure, language = measured.series
        where = periods_of(hour, self.zone)
        for grain in GRAINS:
            self.sums.setdefault((desk, measure, grain, getattr(where, grain), language), Sum()).add(measured.ms)
        if measure in BINS:
            code = bin_of(measure, measured.ms)
            for grain in BIN_GRAINS:
                self.bins[desk, f"{measure}_bin", grain, getattr(where, grain), language, code] += 1

    def _place(self, measured: Measured) -> int:
        hour, n = self.newest.get(measured.series, (measured.hour, 0))
        least = 1 if measured.series[1] in PLAIN else LEAST
        if n >= least and measured.hour > hour:
            hour, n = measured.hour, 0
        self.newest[measured.series] = (hour, n + 1)
        return hour


def measured_of(desk: str, attempt: Attempt) -> Iterable[Measured]:
    """The exact times of one attempt: its wait, and if it was answered the time it took."""
    hour = hour_of(attempt.joined_ms)
    if not attempt.answered:
        if attempt.result in {"abandoned", "lost"}:
            yield Measured((desk, "unserved", attempt.language), hour, attempt.waited_ms)
        return
    yield Measured((desk, "wait", attempt.language), hour, attempt.waited_ms)
    yield Measured((desk, "handle", attempt.language), hour, attempt.active_ms + attempt.wrap_ms)


def duty_of(desk: str, duty: Duty) -> Iterable[Measured]:
    """Time on duty by the hour, and beside the time that chats took up, of all counsellors together."""
    hour = hour_of(duty.at_ms)
    yield Measured((desk, "duty", ""), hour, duty.duty_ms)
    yield Measured((desk, "slots", ""), hour, duty.duty_ms)
    yield Measured((desk, "busy", ""), hour, duty.busy_ms)
