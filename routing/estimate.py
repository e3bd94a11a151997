"""The wait that is shown to a teen: a range, never a countdown. Pure.

Whoever stands at place k is answered at the k-th departure. With busy slots ending at a steady rate that moment is
Gamma distributed; its outer quantiles are the range.
"""

from dataclasses import dataclass
from math import sqrt

# 10th and 90th percentile: the truth should fall inside about eight times in ten.
LOW_Z, HIGH_Z = -1.2816, 1.2816
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class WaitRange:
    """Seconds, low to high; both -1 when nothing honest can be said."""

    low_s: int
    high_s: int


def departures_per_s(slots: float, mean_handle_s: float) -> float:
    """How often one of `slots` busy slots becomes free; 0 when nobody serves or nothing was observed."""
    return slots / mean_handle_s if slots > 0 and mean_handle_s > 0 else 0.0


def wait_range(place: int, departures: float) -> WaitRange:
    """The range for place `place` (1 is next) at `departures` per second."""
    if place < 1 or departures <= 0:
        return WaitRange(UNKNOWN, UNKNOWN)
    return WaitRange(*(int(_gamma_quantile(place, z) / departures) + more for z, more in ((LOW_Z, 0), (HIGH_Z, 1))))


def _gamma_quantile(shape: int, z: float) -> float:
    """Wilson and Hilferty's cube; within 6 % of the true quantile for a shape of 1 or more."""
    return float(shape * max(0.0, 1 - 1 / (9 * shape) + z / (3 * sqrt(shape))) ** 3)
