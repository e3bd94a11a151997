"""The wait that is shown to a teen: a range, never a countdown. Pure.

Whoever stands at place k is answered at the k-th departure. With busy slots ending at a steady rate, and those
ahead leaving at theirs, that moment is close to Gamma distributed; its outer quantiles are the range.
"""

from dataclasses import dataclass
from math import log, sqrt

# 10th and 90th percentile: the truth should fall inside about eight times in ten.
LOW_Z, HIGH_Z = -1.2816, 1.2816
UNKNOWN = -1
# Places summed one by one; the rest is taken as an integral.
SUMMED = 32


@dataclass(frozen=True, slots=True)
class WaitRange:
    """Seconds, low to high; both -1 when nothing honest can be said."""

    low_s: int
    high_s: int


def departures_per_s(slots: float, mean_handle_s: float) -> float:
    """How often one of `slots` busy slots becomes free; 0 when nobody serves or nothing was observed."""
    return slots / mean_handle_s if slots > 0 and mean_handle_s > 0 else 0.0


def wait_range(place: int, departures: float, leaves: float = 0.0) -> WaitRange:
    """The range for place `place` (1 is next) at `departures` per second. `leaves` is the rate, per waiting person and
    second, at which those ahead give up."""
    if place < 1 or departures <= 0:
        return WaitRange(UNKNOWN, UNKNOWN)
    mean, variance = _moments(place, departures, leaves)
    shape, scale = mean * mean / variance, variance / mean
    return WaitRange(int(scale * _gamma_quantile(shape, LOW_Z)), int(scale * _gamma_quantile(shape, HIGH_Z)) + 1)


def _moments(place: int, departures: float, leaves: float) -> tuple[float, float]:
    """Mean and variance of a sum of `place` waits at rates departures + i * leaves."""
    if leaves * place < 1e-6 * departures:
        return place / departures, place / departures**2
    near = [departures + leaves * ahead for ahead in range(min(place, SUMMED))]
    mean, variance = sum(1 / rate for rate in near), sum(1 / rate**2 for rate in near)
    if place <= SUMMED:
        return mean, variance
    first, last = departures + leaves * (SUMMED - 0.5), departures + leaves * (place - 0.5)
    return mean + log(last / first) / leaves, variance + (place - SUMMED) / (first * last)


def _gamma_quantile(shape: float, z: float) -> float:
    """Wilson and Hilferty's cube; within 6 % of the true quantile for a shape of 1 or more."""
    return float(shape * max(0.0, 1 - 1 / (9 * shape) + z / (3 * sqrt(shape))) ** 3)
