"""What joining costs when many join: nothing in calm, more with each half-minute of crowd, less for who was here."""

import pytest

from chat.entry.pressure import MOST_BUCKETS, Pace, Pressure, Thresholds

NOW = 500.0


def crowded(joins: int, thresholds: Thresholds, bucket: int = 1) -> Pressure:
    pressure = Pressure(thresholds)
    for _ in range(joins):
        pressure.joined(bucket, NOW)
    return pressure


def test_a_pace_halves_in_a_minute_and_never_runs_backwards() -> None:
    pace = Pace()
    pace.add(NOW)
    pace.add(NOW)
    assert pace.read(NOW) == 2.0
    assert pace.read(NOW - 60) == 2.0
    assert pace.read(NOW + 60) == 1.0
    assert pace.read(NOW + 180) == 0.25
    pace.add(NOW + 180)
    assert pace.read(NOW + 180) == 1.25


def test_calm_costs_nothing_until_the_pace_is_reached() -> None:
    limits = Thresholds(calm=10.0, calm_bucket=1e9)
    assert crowded(9, limits).cost(1, NOW) == 0
    assert crowded(10, limits).cost(1, NOW) == limits.least_cost == 2
    assert crowded(10, limits).cost(2, NOW) == 2, "all are counted, whatever their bucket"
    assert crowded(10, limits).cost(1, NOW + 1) == 0, "a little later it is calm again"


def test_the_cost_grows_with_the_crowd_up_to_a_limit() -> None:
    limits = Thresholds(calm=10.0, calm_bucket=1e9)
    assert [crowded(joins, limits).cost(1, NOW) for joins in (20, 100, 240, 400)] == [4, 20, 48, 48]
    assert crowded(100, limits).cost(1, NOW, known=True) == 10
    assert crowded(10, limits).cost(1, NOW, known=True) == limits.least_cost


def test_a_crowded_bucket_pays_and_the_others_do_not() -> None:
    limits = Thresholds(calm=1e9, calm_bucket=5.0)
    pressure = crowded(10, limits)
    assert pressure.cost(1, NOW) == 4
    assert pressure.cost(2, NOW) == 0
    assert pressure.cost(1, NOW, known=True) == 0, "for who was here before a bucket is crowded four times later"
    assert crowded(400, limits).cost(1, NOW, known=True) == 20


def test_far_beyond_a_school_a_bucket_waits() -> None:
    limits = Thresholds(burst=3.0, rate_s=0.5)
    assert Pressure(limits).wait_s(1, NOW) == 0
    assert crowded(2, limits).wait_s(1, NOW) == 0
    assert crowded(3, limits).wait_s(1, NOW) == 2
    assert crowded(3, limits).wait_s(1, NOW + 0.5) == 2, "whole seconds, rounded up"
    assert crowded(3, limits).wait_s(1, NOW + 2) == 0
    assert crowded(3, limits).wait_s(2, NOW) == 0


def test_a_school_comes_in_by_default() -> None:
    pressure = Pressure()
    for _ in range(1_499):
        pressure.joined(1, NOW)
    assert pressure.wait_s(1, NOW) == 0
    pressure.joined(1, NOW)
    assert [pressure.wait_s(1, NOW + later) for later in (0.0, 0.4, 0.5)] == [1, 1, 0], "two a second from then on"
    assert pressure.cost(1, NOW) == 48


@pytest.mark.parametrize(("joins", "cost"), [(59, 0), (60, 2)])
def test_sixty_a_minute_are_calm_for_a_gateway_by_default(joins: int, cost: int) -> None:
    pressure = Pressure()
    for place in range(joins):
        pressure.joined(place, NOW)
    assert pressure.cost(10_000, NOW) == cost


@pytest.mark.parametrize(("joins", "cost"), [(19, 0), (20, 2)])
def test_twenty_a_minute_are_calm_for_a_bucket_by_default(joins: int, cost: int) -> None:
    assert crowded(joins, Thresholds()).cost(1, NOW) == cost


def test_buckets_are_bounded_and_the_one_longest_unused_goes() -> None:
    pressure = Pressure(Thresholds(burst=1.0, rate_s=0.001, calm=1e9))
    for bucket in range(MOST_BUCKETS):
        pressure.joined(bucket, NOW)
    pressure.joined(0, NOW)
    assert pressure.wait_s(1, NOW) > 0
    pressure.joined(MOST_BUCKETS, NOW)
    assert pressure.wait_s(1, NOW) == 0
    assert pressure.wait_s(0, NOW) > 0
