"""Bands, calendar, events, cells: the pure parts of the record."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadEvent, BadInput
from storage.records import bands
from storage.records.calendar import DEFAULT_ZONE, hours_of, known_zone, name_of, periods_of
from storage.records.cells import LEAST, MEASURES, MOST_HOURS, Timed, added_by, as_text, from_text, whole
from storage.records.events import Attempt, Duty, Visit, read_event
from storage.records.receipt import receipt_of
from storage.records.row import row_of
from storage.records.surveys import check_survey
from storage.reports.figures import quantile
from tests.unit.storage.events import NOON, attempt, closed_visit, duty, unanswered


@pytest.mark.parametrize(
    ("scale", "value", "code"),
    [
        (bands.WAIT, 0, "lt30s"), (bands.WAIT, 29_999, "lt30s"), (bands.WAIT, 30_000, "30s_2m"),
        (bands.WAIT, 3_600_000, "ge60m"), (bands.DURATION, 0, "none"), (bands.DURATION, 1, "lt5m"),
        (bands.MESSAGES, 0, "0"), (bands.MESSAGES, 5, "1_5"), (bands.MESSAGES, 500, "ge101"),
        (bands.COUNSELLORS, 3, "ge3"), (bands.RECONNECTS, 4, "2_4"),
    ],
)  # fmt: skip
def test_bands(scale: bands.Bands, value: int, code: str) -> None:
    assert scale.of(value) == code


@pytest.mark.parametrize("name", ["", None, "Mars/Base", "../../etc/passwd", 7])
def test_a_zone_that_is_none_is_the_default(name: object) -> None:
    assert known_zone(name) == DEFAULT_ZONE
    assert known_zone("America/Toronto") == "America/Toronto"


def test_days_with_23_and_25_hours() -> None:
    assert len(hours_of(date(2026, 3, 29), date(2026, 3, 29), DEFAULT_ZONE)) == 23
    assert len(hours_of(date(2026, 10, 25), date(2026, 10, 25), DEFAULT_ZONE)) == 25
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        hours = hours_of(day, day, DEFAULT_ZONE)
        assert {periods_of(hour, DEFAULT_ZONE).day for hour in hours} == {day.toordinal()}
        assert periods_of(hours[0] - 1, DEFAULT_ZONE).day == day.toordinal() - 1
        assert periods_of(hours[-1] + 1, DEFAULT_ZONE).day == day.toordinal() + 1


@pytest.mark.parametrize(
    ("grain", "period", "name"),
    [
        ("day", date(2026, 1, 1).toordinal(), "2026-01-01"), ("week", date(2025, 12, 29).toordinal(), "2026-W01"),
        ("month", 2026 * 12 + 11, "2026-12"), ("quarter", 2026 * 4 + 3, "2026-Q4"),
    ],
)  # fmt: skip
def test_names_of_periods(grain: str, period: int, name: str) -> None:
    assert name_of(grain, period) == name


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"record": ""}, "record"), ({"record": "x" * 65}, "record"), ({"joined_ms": "soon"}, "joined_ms"),
        ({"joined_ms": "12"}, "joined_ms"), ({"waited_ms": "-5"}, "waited_ms"), ({"waited_ms": "９"}, "waited_ms"),
        ({"priority": "0"}, "priority"), ({"language": "Klingon"}, "language"), ({"end": "bored"}, "end"),
        ({"answered": "2"}, "answered"), ({"answered": "0"}, "end"), ({"kind": "gossip"}, "kind"),
        ({"form": "x" * 9_000}, "form"), ({"in_target": "perhaps"}, "in_target"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_is_named_by_its_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(BadEvent) as refused:
        read_event("1-0", {**attempt(), **change})
    assert refused.value.field == field


def test_events_of_every_kind() -> None:
    assert isinstance(read_event("1-0", attempt()), Attempt)
    assert read_event("1-0", closed_visit("visit-1")) == Visit("visit-1", NOON, "nl")
    assert read_event("1-0", closed_visit("visit-2", kind="went_over")) == Visit("visit-2", NOON, "nl", "went_over")
    assert read_event("1-0", duty("duty-1", 5, 4)) == Duty("duty-1", NOON, 5, 4)
    visit = read_event("7-0", {"kind": "turned_away", "at_ms": str(NOON), "language": "fr", "channel": "", "why": "x"})
    assert isinstance(visit, Attempt)
    assert (visit.record, visit.result, visit.age_band) == ("7-0", "turned_away", "unknown")


@given(st.dictionaries(st.sampled_from(sorted(attempt())), st.text(max_size=20)))
def test_whatever_a_browser_sends_only_codes_reach_the_row(change: dict[str, str]) -> None:
    try:
        event = read_event("1-0", {**attempt(), **change})
    except BadEvent:
        return
    if isinstance(event, Attempt):
        row = row_of("main", event)
        known = {"age_band": 6, "topic": 26, "channel": 4}
        assert row["channel"] in {"web", "desk", "embed", "other"}
        assert all(row[name].isascii() and len(row[name]) < 30 for name in known)
        assert len(row["language"]) == 2


def test_the_row_holds_no_moment_and_no_number_of_its_own() -> None:
    event = read_event("1-0", attempt(joined_ms=NOON + 1_234_567, waited_ms=61_234, active_ms=1_512_345))
    assert isinstance(event, Attempt)
    row = row_of("main", event)
    assert row["hour"] == (NOON + 1_234_567) // 3_600_000
    numbers = {name: value for name, value in row.items() if isinstance(value, int)}
    assert set(numbers) == {"hour", "priority", "in_target", "form_version"}
    assert event.record not in row.values()


def test_the_receipt_is_the_row() -> None:
    event = read_event("1-0", attempt())
    assert isinstance(event, Attempt)
    receipt = receipt_of("main", attempt(), 30)
    row = row_of("main", event)
    assert {**receipt["row"], "hour": row["hour"]} == {name: row[name] for name in receipt["row"]}
    assert set(receipt["row"]) | set(receipt["later"]) | {"form_version"} == set(row)
    assert receipt_of("main", unanswered("r-12345"), 30)["later"] == []


kinds = st.sampled_from([("answered", "nl"), ("answered", "fr"), ("unserved", "nl")])
times = st.lists(st.tuples(kinds, st.integers(0, 200), st.integers(0, 10_000_000)), max_size=120)


def timed(kind: tuple[str, str], hour: int, ms: int) -> Timed:
    return Timed(*kind, NOON // 3_600_000 + hour, (ms,) * len(MEASURES[kind[0]]))


@given(times)
def test_only_ten_or_more_are_added_and_the_rest_goes_on_waiting(drawn: list[tuple[tuple[str, str], int, int]]) -> None:
    waiting = {f"{n}": timed(*one) for n, one in enumerate(drawn)}
    cells = whole(waiting)
    assert all(len(cell.members) >= LEAST for cell in cells)
    added = [name for cell in cells for name in cell.members]
    assert len(added) == len(set(added))
    left = Counter((one.kind, one.language) for name, one in waiting.items() if name not in added)
    assert all(n < LEAST for n in left.values())
    for cell in cells:
        hours = sorted(one.hour for one in cell.members.values())
        assert cell.hour in hours
        assert all((one.kind, one.language) == (cell.kind, cell.language) for one in cell.members.values())


@given(times)
def test_sums_and_bins_are_those_of_whole_cells(drawn: list[tuple[tuple[str, str], int, int]]) -> None:
    waiting = {f"{n}": timed(*one) for n, one in enumerate(drawn)}
    added = added_by(whole(waiting), "main", DEFAULT_ZONE)
    assert all(one.n >= LEAST and one.longest % 60_000 == 0 for one in added.sums.values())
    for grain in ("hour", "day", "week", "month"):
        waits = [one for key, one in added.sums.items() if key[1:3] == ("wait", grain)]
        answered = [waiting[name] for name in added.names if waiting[name].kind == "answered"]
        assert sum(one.n for one in waits) == len(answered)
        assert sum(one.total for one in waits) == sum(one.ms[0] for one in answered)
        by_language = [sum(one.total for key, one in added.sums.items() if key[1:3] == (measure, grain))
                       for measure in ("handle", "busy")]  # fmt: skip
        assert by_language[0] == by_language[1]
    per_cell = Counter()  # type: ignore[var-annotated]
    for key, n in added.bins.items():
        per_cell[key[:5]] += n
    assert all(n >= LEAST for n in per_cell.values())


def test_a_busy_hour_is_a_cell_and_quiet_hours_are_one_together() -> None:
    busy = {f"busy-{n}": timed(("answered", "nl"), 0, n) for n in range(25)}
    quiet = {f"quiet-{n}": timed(("answered", "nl"), 2 + n, n) for n in range(12)}
    cells = whole({**quiet, **busy})
    assert [(cell.hour - NOON // 3_600_000, len(cell.members)) for cell in cells] == [(0, 25), (2 + 5, 10)]


def test_hours_on_duty_go_where_the_chats_of_their_time_went() -> None:
    chats = {f"chat-{n}": timed(("answered", "nl"), 40 + n // 5, 5) for n in range(10)}
    hours = {f"hour-{n}": timed(("duty", ""), n, 3_600_000) for n in range(60)}
    assert whole(hours) == []
    cells = whole({**chats, **hours})
    assert [(cell.kind, cell.hour, len(cell.members)) for cell in cells] == [
        ("answered", NOON // 3_600_000 + 41, 10), ("duty", NOON // 3_600_000 + 41, 42),
    ]  # fmt: skip
    for_weeks = {f"hour-{n}": timed(("duty", ""), n, 3_600_000) for n in range(MOST_HOURS)}
    assert len(whole(for_weeks)) == MOST_HOURS


@given(times)
def test_times_come_back_from_their_text_and_all_texts_are_as_long(
    drawn: list[tuple[tuple[str, str], int, int]],
) -> None:
    texts = [(timed(*one), as_text(timed(*one))) for one in drawn]
    assert all(from_text(text) == one for one, text in texts)
    assert len({len(text) for _, text in texts}) <= 1


@pytest.mark.parametrize("text", ["", "[]", '["answered","nl",1,[2]]', '["gossip","nl",1,[2]]', "[" * 5_000, "7"])
def test_times_that_cannot_be(text: str) -> None:
    with pytest.raises(BadInput):
        from_text(text)


@given(st.lists(st.integers(0, 14_000_000), min_size=1, max_size=50), st.floats(0.01, 1.0))
def test_a_quantile_lies_in_the_bin_of_the_true_one(waits: list[int], share: float) -> None:
    found = quantile("wait", Counter(bands.bin_of("wait", ms) for ms in waits), share)
    place = max(0, -(-int(share * len(waits) * 1_000_000) // 1_000_000) - 1)
    true = sorted(waits)[min(place, len(waits) - 1)]
    edges = (0, *bands.BINS["wait"], 10**9)
    low = int(bands.bin_of("wait", true))
    assert found is not None
    assert low <= found <= edges[edges.index(low) + 1]


@pytest.mark.parametrize(
    ("answers", "field"), [
        ({"helped": "very"}, "helped"), ({"feel": "yes"}, "feel"), ({"helped": "up_1"}, "helped"),
        ({"name": "Jan"}, "name"), (["yes"], "answers"),
        ({"own.place": "At school"}, "own.place"), ({"own.place": 3}, "own.place"), ({"own.Place": "a"}, "own.Place"),
        ({"own.": "a"}, "own."), ({"own.x" + "y" * 32: "a"}, "own.x" + "y" * 32),
        ({f"own.{n}": "a" for n in range(4)}, "own.0"),
    ],
)  # fmt: skip
def test_a_survey_that_cannot_be(answers: object, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_survey(answers)
    assert refused.value.field == field


def test_answers_to_the_desks_own_questions_stand_under_their_codes() -> None:
    given = {"own.place": "school", "helped": "yes", "own.again": None}
    assert check_survey(given) == {"helped": "yes", "own.place": "school"}
