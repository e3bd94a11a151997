"""Openings from an address that failed often are spaced out; nobody is barred."""

from chat.entry.pace import ABUSE, APART_S, FAILURES, LONGEST_S, MOST, Pace

BURST = int(FAILURES[1])


def failed_often(pace: Pace, who: int, now: float) -> None:
    for _ in range(BURST):
        pace.failed(who, now)


def test_who_never_failed_never_waits() -> None:
    pace = Pace()
    failed_often(pace, 1, 5.0)
    assert {pace.turn(2, 5.0) for _ in range(1_000)} == {(0.0, True)}


def test_a_few_failures_cost_nothing() -> None:
    pace = Pace()
    for _ in range(BURST - 1):
        pace.failed(1, 5.0)
    assert {pace.turn(1, 5.0) for _ in range(100)} == {(0.0, True)}


def test_after_many_each_waits_for_the_one_before() -> None:
    pace = Pace()
    failed_often(pace, 1, 5.0)
    waits = [pace.turn(1, 5.0) for _ in range(4)]
    assert [round(wait, 6) for wait, _ in waits] == [round(place * APART_S, 6) for place in range(4)]
    assert all(let_in for _, let_in in waits)


def test_a_crowd_waits_for_its_refusal() -> None:
    pace = Pace()
    failed_often(pace, 1, 5.0)
    turns = [pace.turn(1, 5.0) for _ in range(200)]
    assert turns[-1] == (LONGEST_S, False)
    assert pace.turn(1, 5.0 + LONGEST_S)[1], "a moment later there is room again"


def test_abuse_counts_more_and_time_forgives() -> None:
    pace = Pace()
    for _ in range(3):
        pace.failed(1, 5.0, ABUSE)
    pace.turn(1, 5.0)
    assert pace.turn(1, 5.0)[0] > 0
    assert pace.turn(1, 7.0) == (0.0, True)


def test_remembering_is_bounded() -> None:
    pace = Pace()
    for who in range(MOST + 1):
        failed_often(pace, who, 5.0)
    assert pace.turn(0, 5.0) == pace.turn(0, 5.0) == (0.0, True)
