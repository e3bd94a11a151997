"""How hard it should be to join just now: pure decisions over counters in memory that name nobody.

A bucket is a number made from an address and a salt that rotates (see `chat.anonymize`); a whole school may be
one bucket, so a crowded bucket first costs work, and only far beyond a school is it told to wait.
"""

import math
from collections import OrderedDict
from dataclasses import dataclass, field

from chat.entry.rates import Bucket

HALF_LIFE_S = 60.0
MOST_BUCKETS = 20_000


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Joins a minute that are calm, for this gateway and for one bucket; the burst and rate of one bucket."""

    calm: float = 60.0
    calm_bucket: float = 20.0
    burst: float = 1_500.0
    rate_s: float = 2.0
    least_cost: int = 2
    most_cost: int = 48


@dataclass(slots=True)
class Pace:
    """Events a minute, fading with a half-life of a minute."""

    level: float = 0.0
    at: float = 0.0

    def read(self, now: float) -> float:
        self.level *= math.exp2(-max(0.0, now - self.at) / HALF_LIFE_S)
        self.at = max(self.at, now)
        return self.level

    def add(self, now: float) -> None:
        self.level = self.read(now) + 1.0


@dataclass(slots=True)
class Crowd:
    """One bucket: its pace, and how much more it may still join."""

    room: Bucket
    pace: Pace = field(default_factory=Pace)


class Pressure:
    """Counts joins and says what the next one costs. `now` in seconds, monotonic."""

    def __init__(self, thresholds: Thresholds | None = None) -> None:
        self._limits = thresholds or Thresholds()
        self._all = Pace()
        self._crowds: OrderedDict[int, Crowd] = OrderedDict()

    def cost(self, bucket: int, now: float, *, known: bool = False) -> int:
        """0 when calm, else the cost of a challenge; half for somebody who has been here before."""
        limits = self._limits
        crowd = self._crowds.get(bucket)
        busy = self._all.read(now) / limits.calm
        crowded = crowd.pace.read(now) / limits.calm_bucket if crowd else 0.0
        load = max(busy, crowded / 4.0 if known else crowded)
        if load < 1.0:
            return 0
        cost = round(limits.least_cost * load * (0.5 if known else 1.0))
        return max(limits.least_cost, min(limits.most_cost, cost))

    def wait_s(self, bucket: int, now: float) -> int:
        """0 when this bucket may join once more, else whole seconds to wait."""
        crowd = self._crowds.get(bucket)
        return math.ceil(crowd.room.wait_s(now)) if crowd else 0

    def joined(self, bucket: int, now: float) -> None:
        """Count one join (also a refused one that did its work)."""
        crowd = self._crowds.pop(bucket, None) or Crowd(Bucket(self._limits.rate_s, self._limits.burst))
        self._crowds[bucket] = crowd
        if len(self._crowds) > MOST_BUCKETS:
            self._crowds.popitem(last=False)
        crowd.room.take(now)
        crowd.pace.add(now)
        self._all.add(now)
