"""The shown wait: checked against drawn departures, and against what must never be shown."""

import random
from itertools import pairwise

import pytest

from routing.estimate import WaitRange, departures_per_s, wait_range


def drawn_waits(place: int, departures: float, draws: int = 4000) -> list[float]:
    rng = random.Random(7)
    return [sum(rng.expovariate(departures) for _ in range(place)) for _ in range(draws)]


@pytest.mark.parametrize("place", [1, 2, 5, 20, 100])
def test_the_truth_falls_inside_about_eight_times_in_ten(place: int) -> None:
    departures = departures_per_s(slots=4, mean_handle_s=1500)
    shown = wait_range(place, departures)
    waits = drawn_waits(place, departures)
    inside = sum(shown.low_s <= wait <= shown.high_s for wait in waits) / len(waits)
    assert 0.70 <= inside <= 0.90


def test_further_back_never_waits_less() -> None:
    ranges = [wait_range(place, 0.003) for place in range(1, 300)]
    assert all(a.low_s <= b.low_s and a.high_s <= b.high_s for a, b in pairwise(ranges))


@pytest.mark.parametrize(("place", "departures"), [(0, 0.01), (-3, 0.01), (1, 0.0), (1, -1.0)])
def test_nothing_is_shown_where_nothing_is_known(place: int, departures: float) -> None:
    assert wait_range(place, departures) == WaitRange(-1, -1)


def test_nobody_on_duty_means_no_departures() -> None:
    assert departures_per_s(0, 1500) == 0
    assert departures_per_s(3, 0) == 0
