"""Exact times wait for nine others; what a cell adds, where it is filed, and what goes on waiting."""

import json

import pytest

from storage.errors import BadInput
from storage.records.calendar import periods_of
from storage.records.cells import (
    MOST_HOURS,
    Cell,
    Sum,
    Timed,
    added_by,
    as_text,
    duty_sum,
    from_text,
    timed_of,
    whole,
)
from storage.records.events import Duty, read_event
from tests.unit.storage.events import NOON, attempt, closed_visit, duty, unanswered

ZONE = "Europe/Brussels"
HOUR = NOON // 3_600_000


def answered(hour: int = 0, wait: int = 5, handle: int = 7, language: str = "nl") -> Timed:
    return Timed("answered", language, HOUR + hour, (wait, handle))


def on_duty(hour: int) -> Timed:
    return Timed("duty", "", HOUR + hour, (60,))


def waiting(*timed: Timed) -> dict[str, Timed]:
    return {f"n{place:04}": one for place, one in enumerate(timed)}


def shape(cells: list[Cell]) -> list[tuple[str, str, int, int]]:
    return [(cell.kind, cell.language, cell.hour - HOUR, len(cell.members)) for cell in cells]


def test_which_times_of_an_event_wait() -> None:
    fields = {"waited_ms": 5, "active_ms": 7, "wrap_ms": 11, "language": "fr"}
    assert timed_of(read_event("1-0", attempt(**fields))) == Timed("answered", "fr", HOUR, (5, 18))
    for end in ("abandoned", "left", "lost"):
        assert timed_of(read_event("1-0", unanswered("r-1", end, waited_ms=5))) == Timed("unserved", "nl", HOUR, (5,))
    for end in ("blocked", "turned_away"):
        assert timed_of(read_event("1-0", unanswered("r-1", end, waited_ms=5))) is None
    assert timed_of(read_event("1-0", closed_visit("visit-1"))) is None
    assert timed_of(read_event("1-0", duty("duty-1", 9, 4))) == Timed("duty", "", HOUR, (9,))


def test_a_text_has_one_length_and_is_read_back() -> None:
    long = Timed("answered", "nl", 500_000, (4 * 3_600_000, 4 * 3_600_000))
    for timed in (answered(), on_duty(3), long):
        assert len(as_text(timed)) == 96
        assert from_text(as_text(timed)) == timed


@pytest.mark.parametrize(
    "value",
    [None, 7, [], ["answered", "nl", 1, [5]], ["duty", "", 1, [5, 6]], ["gossip", "", 1, [5]], ["duty", "", "x", [5]],
     ["duty", "", 1, ["x"]], ["duty", "", 1, 5], [["duty"], "", 1, [5]]],
)  # fmt: skip
def test_what_cannot_be_read_is_said(value: object) -> None:
    with pytest.raises(BadInput) as refused:
        from_text(json.dumps(value))
    assert refused.value.field == "times"
    with pytest.raises(BadInput):
        from_text("not json")


def test_nine_wait_and_ten_are_a_cell_filed_where_their_middle_joined() -> None:
    nine = [answered(hour) for hour in range(9)]
    assert whole(waiting(*nine)) == []
    assert shape(whole(waiting(*nine, answered(20)))) == [("answered", "nl", 5, 10)]


def test_each_hour_with_ten_is_a_cell_and_what_is_left_goes_on_waiting() -> None:
    given = waiting(*[answered(0)] * 12, *[answered(1)] * 10, *[answered(2)] * 9)
    cells = whole(given)
    assert shape(cells) == [("answered", "nl", 0, 12), ("answered", "nl", 1, 10)]
    assert len(given) - sum(len(cell.members) for cell in cells) == 9
    assert all(given[name] is timed for cell in cells for name, timed in cell.members.items())


def test_a_desks_kinds_and_languages_wait_apart() -> None:
    french = [answered(language="fr")] * 5
    lost = [Timed("unserved", "nl", HOUR, (5,))] * 10
    assert shape(whole(waiting(*[answered()] * 9, *french, *lost))) == [("unserved", "nl", 0, 10)]


def test_hours_on_duty_go_with_the_nearest_answered_chats() -> None:
    chats = [*[answered(0)] * 10, *[answered(8)] * 10]
    cells = whole(waiting(*chats, *[on_duty(hour) for hour in (-3, 3, 4, 5, 8, 9)]))
    assert shape(cells)[2:] == [("duty", "", 0, 3), ("duty", "", 8, 2)], "the hour after the last chat waits"


def test_without_chats_hours_on_duty_wait_but_not_for_ever() -> None:
    hours = [on_duty(hour) for hour in range(MOST_HOURS)]
    assert MOST_HOURS == 500
    assert whole(waiting(*hours[1:])) == []
    assert shape(whole(waiting(*hours))) == [("duty", "", hour, 1) for hour in range(MOST_HOURS)]
    lost = [Timed("unserved", "nl", HOUR, (5,))] * 10
    assert shape(whole(waiting(*lost, on_duty(0)))) == [("unserved", "nl", 0, 10)]


def test_a_cell_adds_its_times_to_every_grain_it_is_filed_in() -> None:
    members = {"a": answered(0, 15_000, 61_000), "b": answered(5, 14_999, 60_000)}
    added = added_by([Cell("answered", "nl", HOUR, members)], "main", ZONE)
    where = periods_of(HOUR, ZONE)
    grains = {grain: getattr(where, grain) for grain in ("hour", "day", "week", "month")}
    expected = {("wait", "nl"): Sum(2, 29_999, 60_000), ("handle", "nl"): Sum(2, 121_000, 120_000),
                ("busy", ""): Sum(2, 121_000, 120_000)}  # fmt: skip
    assert added.sums == {
        ("main", measure, grain, period, language): one
        for (measure, language), one in expected.items()
        for grain, period in grains.items()
    }
    assert added.bins == {
        ("main", "wait_bin", grain, grains[grain], "nl", code): 1
        for grain in ("day", "week", "month")
        for code in ("0", "15")
    }
    assert added.names == ["a", "b"]


def test_waits_of_the_unserved_have_no_bins_and_duty_is_held_against_busy_time() -> None:
    cells = [
        Cell("unserved", "fr", HOUR, {"a": Timed("unserved", "fr", HOUR, (7,))}),
        Cell("duty", "", HOUR, {"b": on_duty(0)}),
    ]
    added = added_by(cells, "main", ZONE)
    assert {(key[1], key[4]): one.total for key, one in added.sums.items()} == {
        ("unserved", "fr"): 7,
        ("slots", ""): 60,
    }
    assert (added.bins, added.names) == ({}, ["a", "b"])


def test_time_on_duty_is_known_by_the_hour_at_once() -> None:
    sums = duty_sum("main", Duty("duty-1", NOON, 7, 3), ZONE)
    assert {key[:3]: (one.n, one.total) for key, one in sums.items()} == {
        ("main", "duty", grain): (1, 7) for grain in ("hour", "day", "week", "month")
    }


def test_a_sum_tells_its_longest_to_the_full_minute_above_and_merges() -> None:
    total = Sum()
    for ms in (60_001, 60_000, 0):
        total.add(ms)
    assert total == Sum(3, 120_001, 120_000)
    total.merge(Sum(2, 5, 60_000))
    assert total == Sum(5, 120_006, 120_000)
    total.merge(Sum(1, 1, 180_000))
    assert total.longest == 180_000
