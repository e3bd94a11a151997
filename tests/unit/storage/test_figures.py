"""The figures of the service report, each from counts that tell it apart from every other."""

import pytest

from storage.reports.counts import Counts, Exact
from storage.reports.figures import COLUMNS, by_bucket, percent, quantile, service_figures, sums_of, trend

RESULT = {"answered": 60, "abandoned": 20, "lost": 15, "blocked": 5, "closed_visit": 7, "turned_away": 3}
CODES = {"result": RESULT, "target": {"in": 33, "late": 27}, "quit": {"short": 4, "after": 6, "within": 10}}
SUMS = {
    "wait": Exact(60, 6_000_000, 180_000),
    "unserved": Exact(40, 9_000_000, 240_000),
    "handle": Exact(60, 90_000_000, 3_000_000),
    "duty": Exact(1, 1, 1),
    "busy": Exact(9, 45_000_000, 1),
    "slots": Exact(9, 60_000_000, 1),
}


def test_each_figure() -> None:
    assert service_figures({**CODES, "wait_bin": {"60": 5, "75": 5}, "neighbour": {"went_over": 2}}, SUMS) == {
        "closed_visits": 7, "went_over": 2, "turned_away": 3, "joined": 100, "answered": 60, "answered_in_target": 33,
        "abandoned": 20, "abandoned_short": 4, "abandoned_after_target": 6, "lost": 15, "blocked": 5, "unmet": 30,
        "service_level": 50.0, "abandonment": 20.0, "abandonment_short": 4.0, "speed_of_answer": 100,
        "wait_half": 75, "wait_nine_tenths": 87, "longest_wait": 240, "handle_time": 1500, "occupancy": 75.0,
    }  # fmt: skip
    assert [name for name, _ in COLUMNS] == list(service_figures({}, {}))
    kinds = [(kind, [name for name, one in COLUMNS if one == kind]) for kind in ("percent", "seconds", "count")]
    rates, times = ["service_level", "abandonment", "abandonment_short", "occupancy"], ["speed_of_answer", "wait_half"]
    assert kinds[:2] == [("percent", rates), ("seconds", [*times, "wait_nine_tenths", "longest_wait", "handle_time"])]
    assert len(kinds[2][1]) == len(COLUMNS) - 9


def test_nothing_counted_is_no_rate_and_never_a_full_one() -> None:
    empty = service_figures({}, {})
    assert {name for name, kind in COLUMNS if kind == "count" and empty[name] == 0} == {
        name for name, kind in COLUMNS if kind == "count"
    }
    assert all(empty[name] is None for name, kind in COLUMNS if kind != "count")


def test_nobody_answered_is_no_service_only_while_somebody_was_on_duty() -> None:
    codes = {"result": {"abandoned": 5}, "quit": {"after": 5}}
    assert service_figures(codes, {})["service_level"] is None
    assert service_figures(codes, {"duty": Exact(1, 1, 1)})["service_level"] == 0.0
    assert service_figures({"result": {"answered": 1}, "target": {"in": 1}}, {})["service_level"] == 100.0


def test_the_longest_wait_is_of_all_who_waited() -> None:
    assert service_figures({}, {"wait": Exact(1, 5, 61_000)})["longest_wait"] == 61
    assert service_figures({}, {"unserved": Exact(1, 5, 61_999)})["longest_wait"] == 61


COUNTS: Counts = {
    (1, "result", "nl", "answered"): 2, (1, "result", "fr", "answered"): 3, (1, "quit", "fr", "short"): 1,
    (2, "result", "nl", "lost"): 4,
}  # fmt: skip


def test_counts_by_bucket_are_of_all_languages_or_of_one() -> None:
    assert by_bucket(COUNTS) == {
        1: {"result": {"answered": 5}, "quit": {"short": 1}}, 2: {"result": {"lost": 4}},
    }  # fmt: skip
    assert by_bucket(COUNTS, "fr") == {1: {"result": {"answered": 3}, "quit": {"short": 1}}}


def test_sums_of_one_bucket() -> None:
    one, two = Exact(1, 1, 1), Exact(2, 2, 2)
    assert sums_of({(1, "wait"): one, (2, "wait"): two, (2, "busy"): one}, 2) == {"wait": two, "busy": one}


def test_a_sum_knows_its_mean_in_seconds_and_its_longest() -> None:
    exact = Exact()
    assert exact.mean_s is None
    exact.add(2, 5_000, 4_000)
    exact.add(1, 1_600, 1_600)
    assert (exact.n, exact.total, exact.longest) == (3, 6_600, 4_000)
    assert exact.mean_s == 2


@pytest.mark.parametrize(("part", "whole", "shown"), [(1, 3, 33.3), (2, 3, 66.7), (0, 5, 0.0), (5, 0, None)])
def test_a_percentage_has_one_decimal(part: int, whole: int, shown: float | None) -> None:
    assert percent(part, whole) == shown


@pytest.mark.parametrize(
    ("bins", "share", "seconds"),
    [
        ({}, 0.5, None), ({"0": 10}, 0.5, 8), ({"0": 10}, 1.0, 15), ({"0": 5, "15": 5}, 0.5, 15),
        ({"0": 4, "15": 6}, 0.7, 22), ({"14400": 3}, 0.5, 14_400), ({"13500": 1}, 1.0, 14_400),
        ({"0": 1, "120": 3}, 1.0, 150),
    ],
)  # fmt: skip
def test_a_quantile_is_read_evenly_within_its_bin(bins: dict[str, int], share: float, seconds: int | None) -> None:
    assert quantile("wait", bins, share) == seconds


def test_a_count_of_an_unknown_bin_falls_to_the_end() -> None:
    assert quantile("wait", {"7": 1}, 0.5) == 14_400


def test_a_trend_is_in_percent_and_of_rates_in_points() -> None:
    now = service_figures(CODES, SUMS)
    before = {**now, "answered": 80, "lost": 0, "service_level": 45.55, "speed_of_answer": None, "handle_time": 1200}
    change = trend(now, before)
    assert change["answered"] == -25.0
    assert change["joined"] == 0.0
    assert change["lost"] is None, "no base, no percentage"
    assert change["service_level"] == 4.5
    assert change["speed_of_answer"] is None
    assert change["handle_time"] == 25.0
    assert trend({**now, "occupancy": None}, now)["occupancy"] is None
    assert list(change) == [name for name, _ in COLUMNS]
