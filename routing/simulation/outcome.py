"""What came of a simulated day, counted from what happened and set beside what the desk itself counted. Pure."""

from dataclasses import dataclass

from routing.simulation.day import Arrival, Day
from routing.values import BoardView, PositionView

TARGET_MS = 300_000
TARGET_FIRST_MS = 120_000
SHORT_MS = 30_000


@dataclass(slots=True)
class Seen:
    """What happened to one arrival; moments in ms of the simulated clock."""

    arrival: Arrival
    joined: int | None = None
    shown: PositionView | None = None
    answered: int | None = None
    left: int | None = None
    finished: int | None = None
    turned_away: bool = False

    @property
    def waited_ms(self) -> int:
        return (self.answered or self.left or 0) - (self.joined or 0)

    @property
    def in_target(self) -> bool:
        target = TARGET_FIRST_MS if self.arrival.priority == 1 else TARGET_MS
        return self.answered is not None and self.waited_ms <= target

    @property
    def inside(self) -> bool | None:
        """Whether the true wait fell inside the range shown on joining; None where no range or no answer was."""
        if self.answered is None or self.shown is None or self.shown.high_s < 0:
            return None
        return self.shown.low_s <= self.waited_ms / 1000 <= self.shown.high_s


@dataclass(frozen=True, slots=True)
class Outcome:
    """A day's figures by the definitions of docs/metrics.md; rates are None where nothing was counted."""

    profile: str
    arrivals: int
    joined: int
    turned_away: int
    answered: int
    abandoned: int
    abandoned_short: int
    unresolved: int
    service_level: float | None
    abandonment: float | None
    occupancy: float | None
    mean_wait_s: float | None
    longest_wait_s: float
    ranges_shown: int
    range_hit: float | None
    desk_agrees: bool

    @classmethod
    def of(cls, day: Day, seen: tuple[Seen, ...], board: BoardView) -> "Outcome":
        """Count the day and compare with the desk's own counters."""
        joined = [one for one in seen if one.joined is not None]
        answered = [one for one in joined if one.answered is not None]
        abandoned = [one for one in joined if one.left is not None]
        late = sum(one.waited_ms > TARGET_MS for one in abandoned)
        told = [one.inside for one in joined if one.inside is not None]
        return cls(
            profile=day.profile.name,
            arrivals=len(seen),
            joined=len(joined),
            turned_away=sum(one.turned_away for one in seen),
            answered=len(answered),
            abandoned=len(abandoned),
            abandoned_short=sum(one.waited_ms < SHORT_MS for one in abandoned),
            unresolved=len(joined) - len(answered) - len(abandoned),
            service_level=_rate(sum(one.in_target for one in answered), len(answered) + late),
            abandonment=_rate(len(abandoned), len(joined)),
            occupancy=board.occupancy,
            mean_wait_s=_rate(sum(one.waited_ms for one in answered) / 1000, len(answered)),
            longest_wait_s=max((one.waited_ms for one in joined), default=0) / 1000,
            ranges_shown=len(told),
            range_hit=_rate(sum(told), len(told)),
            desk_agrees=_agrees(board, len(joined), len(answered), len(abandoned)),
        )


def _rate(part: float, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _agrees(board: BoardView, joined: int, answered: int, abandoned: int) -> bool:
    counted = tuple(board.today.get(name, 0) for name in ("joined", "answered", "abandoned"))
    return counted == (joined, answered, abandoned)
