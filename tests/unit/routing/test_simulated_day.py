"""A simulated day is the same from its seed on every machine; what came of it is counted as docs/metrics.md says."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from routing.simulation.day import HOUR_MS, PROFILES, Arrival, Day, Profile, draw
from routing.simulation.outcome import Outcome, Seen
from routing.values import BoardView, PositionView

MINUTE = 60_000


def summed(day: Day) -> dict[str, Any]:
    """Few figures that any other day would change."""
    arrivals, shifts = day.arrivals, day.shifts
    return {
        "languages": dict(Counter(arrival.language for arrival in arrivals)),
        "priorities": dict(Counter(arrival.priority for arrival in arrivals)),
        "at": sum(arrival.at_ms for arrival in arrivals),
        "patience": sum(arrival.patience_ms for arrival in arrivals),
        "talk": sum(arrival.talk_ms for arrival in arrivals),
        "wrap": sum(arrival.wrap_ms for arrival in arrivals),
        "shifts": sum((place + 1) * (shift.start_ms + shift.end_ms) for place, shift in enumerate(shifts)),
        "speak": dict(Counter(language for shift in shifts for language in shift.languages)),
    }


SUMMED: dict[str, dict[str, Any]] = {
    "campaign": {
        "languages": {"nl": 129, "fr": 63, "de": 8},
        "priorities": {3: 171, 2: 27, 1: 2},
        "at": 13655568753,
        "patience": 232232964,
        "talk": 338467520,
        "wrap": 74325138,
        "shifts": 16571390016,
        "speak": {"nl": 13, "fr": 11, "de": 1},
    },
    "school-day": {
        "languages": {"nl": 55, "fr": 34, "de": 4},
        "priorities": {3: 75, 2: 14, 1: 4},
        "at": 6100587689,
        "patience": 125674485,
        "talk": 166190337,
        "wrap": 35514419,
        "shifts": 10494492680,
        "speak": {"nl": 10, "fr": 5, "de": 1},
    },
    "weekend": {
        "languages": {"fr": 31, "nl": 67, "de": 5},
        "priorities": {3: 88, 2: 15},
        "at": 6200465761,
        "patience": 147227509,
        "talk": 178444025,
        "wrap": 36648963,
        "shifts": 10019408475,
        "speak": {"nl": 11, "fr": 5, "de": 1},
    },
}


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_figures_that_were_published_rest_on_the_same_days(name: str) -> None:
    assert summed(draw(PROFILES[name], 1)) == SUMMED[name]


def test_another_seed_or_profile_is_another_day() -> None:
    school = PROFILES["school-day"]
    assert draw(school, 1) == draw(school, 1)
    assert draw(school, 1).arrivals != draw(school, 2).arrivals
    assert draw(school, 1).arrivals != draw(replace(school, name="another"), 1).arrivals


def test_each_comes_in_order_while_the_desk_is_open() -> None:
    for profile in PROFILES.values():
        day = draw(profile, 3)
        assert day.closes_ms == 22 * HOUR_MS
        assert [arrival.chat for arrival in day.arrivals] == [f"c{place}" for place in range(len(day.arrivals))]
        times = [arrival.at_ms for arrival in day.arrivals]
        assert times == sorted(times)
        assert profile.opens * HOUR_MS <= times[0] <= times[-1] < day.closes_ms
        assert [shift.staff for shift in day.shifts] == [f"s{place}" for place in range(len(profile.shifts))]
        assert all(shift.end_ms == end * HOUR_MS for shift, (_, _, end) in zip(day.shifts, profile.shifts, strict=True))


def test_shifts_begin_up_to_five_minutes_early_or_late() -> None:
    late = [
        shift.start_ms - start * HOUR_MS
        for seed in range(20)
        for shift, (_, start, _) in zip(
            draw(PROFILES["school-day"], seed).shifts, PROFILES["school-day"].shifts, strict=True
        )
    ]
    assert -5 * MINUTE <= min(late) < -4 * MINUTE
    assert 4 * MINUTE < max(late) <= 5 * MINUTE


def test_a_drawn_crowd_is_as_large_and_talks_as_long_as_its_profile_says() -> None:
    crowd = draw(Profile("crowd", opens=0, hourly=(5_000.0,), shifts=()), 1).arrivals
    count = len(crowd)
    assert count == pytest.approx(5_000, rel=0.05)
    assert sum(arrival.talk_ms for arrival in crowd) / count == pytest.approx(28 * MINUTE, rel=0.05)
    assert sum(arrival.wrap_ms for arrival in crowd) / count == pytest.approx(6 * MINUTE, rel=0.05)
    assert sum(arrival.patience_ms for arrival in crowd) / count == pytest.approx(25 * MINUTE, rel=0.05)
    assert sum(arrival.language == "nl" for arrival in crowd) / count == pytest.approx(0.62, abs=0.03)
    assert sum(arrival.priority == 2 for arrival in crowd) / count == pytest.approx(0.14, abs=0.02)


# --- what came of it ------------------------------------------------------------------------------------------------

DAY = draw(PROFILES["school-day"], 1)
BOARD = BoardView(0, "open", "", "", 0, 0, (), (), (), {"joined": 7, "answered": 4, "abandoned": 3}, occupancy=0.5)


def arrival(priority: int = 3) -> Arrival:
    return Arrival("c", 0, "nl", priority, 0, 0, 0)


def seen(waited_s: float | None = None, left_s: float | None = None, priority: int = 3, **more: Any) -> Seen:
    """Somebody who joined at second 1000, and was answered or left so many seconds later."""
    joined = 1_000_000
    answered = None if waited_s is None else joined + int(waited_s * 1000)
    left = None if left_s is None else joined + int(left_s * 1000)
    return Seen(arrival(priority), joined=joined, answered=answered, left=left, **more)


@pytest.mark.parametrize(
    ("waited_s", "priority", "in_target"),
    [(300, 3, True), (300.001, 3, False), (300, 2, True), (120, 1, True), (120.001, 1, False), (None, 3, False)],
)
def test_an_answer_is_in_target_to_the_millisecond(waited_s: float | None, priority: int, in_target: bool) -> None:
    assert seen(waited_s, priority=priority).in_target is in_target


@pytest.mark.parametrize(
    ("waited_s", "shown", "inside"),
    [
        (10, (10, 20), True), (20, (10, 20), True), (9.999, (10, 20), False), (20.001, (10, 20), False),
        (10, (-1, -1), None), (0, (0, 0), True), (None, (10, 20), None),
    ],
)  # fmt: skip
def test_whether_the_shown_range_was_true(waited_s: float | None, shown: tuple[int, int], inside: bool | None) -> None:
    assert seen(waited_s, shown=PositionView(1, *shown)).inside is inside
    assert seen(waited_s).inside is None


def test_who_never_joined_waited_for_nothing() -> None:
    assert Seen(arrival()).waited_ms == 0
    assert seen(5).waited_ms == 5_000
    assert seen(left_s=7).waited_ms == 7_000


def test_a_day_is_counted() -> None:
    people = (
        seen(60, shown=PositionView(1, 50, 70)), seen(60.5, shown=PositionView(1, 70, 90)),
        seen(400), seen(119, priority=1),
        seen(left_s=29.999), seen(left_s=30), seen(left_s=301), Seen(arrival(), turned_away=True),
    )  # fmt: skip
    assert Outcome.of(DAY, people, BOARD) == Outcome(
        profile="school-day", arrivals=8, joined=7, turned_away=1, answered=4, abandoned=3, abandoned_short=1,
        unresolved=0, service_level=0.6, abandonment=0.429, occupancy=0.5, mean_wait_s=159.875, longest_wait_s=400.0,
        ranges_shown=2, range_hit=0.5, desk_agrees=True,
    )  # fmt: skip


def test_who_is_still_waiting_is_unresolved_and_a_desk_that_counts_otherwise_is_caught() -> None:
    found = Outcome.of(DAY, (seen(), seen(10), seen(left_s=300)), BOARD)
    assert (found.joined, found.answered, found.abandoned, found.unresolved) == (3, 1, 1, 1)
    assert found.service_level == 1.0, "left within the target is not late"
    assert not found.desk_agrees
    for name in ("joined", "answered", "abandoned"):
        counted = {"joined": 3, "answered": 1, "abandoned": 1}
        assert Outcome.of(DAY, (seen(), seen(10), seen(left_s=300)), replace(BOARD, today=counted)).desk_agrees
        wrong = replace(BOARD, today={**counted, name: 2})
        assert not Outcome.of(DAY, (seen(), seen(10), seen(left_s=300)), wrong).desk_agrees


def test_an_empty_day_has_no_rates() -> None:
    found = Outcome.of(DAY, (), replace(BOARD, today={}))
    assert (found.service_level, found.abandonment, found.mean_wait_s, found.range_hit) == (None,) * 4
    assert found.longest_wait_s == 0
    assert found.desk_agrees
