"""What the recorder's stream may say, to the last allowed character, and what a row and its counts make of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from storage.errors import BadEvent
from storage.records.bands import Targets
from storage.records.calendar import periods_of
from storage.records.events import Attempt, read_event
from storage.records.receipt import receipt_of
from storage.records.row import EMPTY_FORM, form_columns, row_of
from storage.records.tallies import Tallies, add_row, add_survey, add_visit, measures_of
from tests.unit.storage.events import NOON, attempt, closed_visit, duty, unanswered

ZONE = "Europe/Brussels"
HOUR = NOON // 3_600_000


def read(**fields: Any) -> Attempt:
    event = read_event("1-0", attempt(**fields))
    assert isinstance(event, Attempt)
    return event


@pytest.mark.parametrize(
    ("field", "last", "beyond"),
    [
        ("record", "x" * 64, "x" * 65), ("record", "abc", "ab"), ("joined_ms", "946684800000", "946684799999"),
        ("joined_ms", "4102444800000", "4102444800001"), ("waited_ms", str(2**52 - 1), str(2**52)),
        ("waited_ms", "0", "00000000000000000"), ("form", "x" * 8_000, "x" * 8_001), ("priority", "1", "4"),
        ("language", "nl-BE", "nl-be"), ("answered", "1", "yes"), ("in_target", "0", "2"),
    ],
)  # fmt: skip
def test_the_last_that_is_taken_and_the_first_that_is_not(field: str, last: str, beyond: str) -> None:
    assert read_event("1-0", {**attempt(), field: last})
    with pytest.raises(BadEvent) as refused:
        read_event("1-0", {**attempt(), field: beyond})
    assert refused.value.field == field


def test_every_field_reaches_its_place() -> None:
    fields = {"waited_ms": 1, "active_ms": 2, "wrap_ms": 3, "fences": 4, "reconnects": 5, "messages_teen": 6,
              "messages_staff": 7}  # fmt: skip
    event = read(**fields, in_target=1, form="x", priority=2, language="fr-BE")
    assert {name: getattr(event, name) for name in fields} == fields
    assert (event.record, event.joined_ms, event.language, event.channel) == ("record-1", NOON, "fr", "embed")
    assert (event.topic, event.age_band, event.priority, event.end) == ("cyberbullying", "14_15", 2, "finished")
    assert (event.answered, event.in_target, event.form) == (True, True, "x")


def test_what_was_not_said() -> None:
    told = {"kind", "record", "joined_ms", "language", "end"}
    event = read_event("1-0", {name: text for name, text in unanswered("record-1").items() if name in told})
    assert event == Attempt("record-1", NOON, "nl", "other", "none", "unknown", 3, "abandoned", False, 0)
    assert read(topic="").topic == "none"
    assert read_event("1-0", {name: text for name, text in attempt().items() if name != "kind"}) == read()


def test_a_browser_brings_no_code_that_we_do_not_know() -> None:
    event = read(topic="a name", age_band="fifteen", channel="https://school.example")
    assert (event.topic, event.age_band, event.channel) == ("other", "unknown", "other")
    assert [read(age_band=band).age_band for band in ("lt12", "adult", "")] == ["lt12", "adult", "unknown"]
    assert read(topic="danger_now").topic == "danger_now"
    assert [read(channel=channel).channel for channel in ("web", "desk", "embed")] == ["web", "desk", "embed"]


@pytest.mark.parametrize("field", ["joined_ms", "record", "language", "end"])
def test_what_must_be_said(field: str) -> None:
    with pytest.raises(BadEvent) as refused:
        read_event("1-0", {name: text for name, text in attempt().items() if name != field})
    assert refused.value.field == field


@pytest.mark.parametrize("end", ["finished", "left", "abandoned", "lost", "turned_away", "blocked"])
def test_a_chat_has_one_of_six_ends(end: str) -> None:
    assert read(end=end).result == "answered"
    if end != "finished":
        event = read_event("1-0", unanswered("record-1", end))
        assert isinstance(event, Attempt)
        assert event.result == ("abandoned" if end == "left" else end)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({**closed_visit("visit-1"), "at_ms": "0"}, "at_ms"), ({**closed_visit("visit-1"), "language": ""}, "language"),
        ({**duty("duty-1", 5, 4), "duty_ms": "x"}, "duty_ms"), ({**duty("duty-1", 5, 4), "busy_ms": "x"}, "busy_ms"),
        ({**duty("duty-1", 5, 4), "record": "!"}, "record"),
        ({"kind": "turned_away", "at_ms": "1", "language": "nl"}, "at_ms"),
    ],
)  # fmt: skip
def test_other_kinds_are_read_as_strictly(fields: dict[str, str], field: str) -> None:
    with pytest.raises(BadEvent) as refused:
        read_event("1-0", fields)
    assert refused.value.field == field


def test_who_was_turned_away_was_asked_nothing() -> None:
    event = read_event("7-0", {"kind": "turned_away", "at_ms": str(NOON), "language": "fr", "channel": "web"})
    assert event == Attempt("7-0", NOON, "fr", "web", "none", "unknown", 3, "turned_away", False, 0)
    told = {"kind": "turned_away", "at_ms": str(NOON), "language": "fr", "channel": "https://school.example"}
    for fields in (told, {name: text for name, text in told.items() if name != "channel"}):
        elsewhere = read_event("7-0", fields)
        assert isinstance(elsewhere, Attempt)
        assert elsewhere.channel == "other"


# --- the row --------------------------------------------------------------------------------------------------------


def test_a_row_has_bands_where_the_event_had_figures() -> None:
    event = read(waited_ms=30_000, active_ms=300_000, messages_teen=6, messages_staff=101, fences=2, reconnects=5)
    row = row_of("main", event)
    assert row == {
        "desk": "main", "hour": HOUR, "language": "nl", "channel": "embed", "topic": "cyberbullying",
        "age_band": "14_15", "priority": 3, "result": "answered", "end": "finished", "wait_band": "30s_2m",
        "in_target": True, "duration_band": "5m_15m", "teen_messages": "6_20", "staff_messages": "ge101",
        "counsellors": "2", "reconnects": "ge5", **EMPTY_FORM, "form_version": 0,
    }  # fmt: skip


def test_who_was_never_answered_had_no_counsellor() -> None:
    event = read_event("1-0", {**unanswered("record-1"), "fences": "3"})
    assert isinstance(event, Attempt)
    assert row_of("main", event)["counsellors"] == "0"


@pytest.mark.parametrize(
    ("waited_ms", "priority", "answered", "said", "in_target"),
    [
        (300_000, 3, True, "", True), (300_001, 3, True, "", False), (120_000, 1, True, "", True),
        (120_001, 1, True, "", False), (300_001, 3, True, "1", True), (1, 3, True, "0", False),
        (300_000, 2, False, "0", True), (300_001, 2, False, "1", False),
    ],
)  # fmt: skip
def test_in_target_is_what_the_desk_said_of_an_answer_and_else_what_the_wait_says(
    waited_ms: int, priority: int, answered: bool, said: str, in_target: bool
) -> None:
    fields = {"waited_ms": waited_ms, "priority": priority, "in_target": said}
    event = read_event("1-0", attempt(**fields) if answered else unanswered("record-1", **fields))
    assert isinstance(event, Attempt)
    assert row_of("main", event)["in_target"] is in_target


def test_a_desk_may_have_targets_of_its_own() -> None:
    assert row_of("main", read(waited_ms=61_000), targets=Targets(1, 61_000))["in_target"]
    assert not row_of("main", read(waited_ms=61_000), targets=Targets(1, 60_999))["in_target"]


def test_a_form_has_columns_of_its_own_and_the_rest_as_answers() -> None:
    answers = {"outcome": "counselling", "risk": "low", "referrals": ["school", "police"], "also": ["sexting"]}
    assert form_columns(4, answers) == {
        "form_version": 4, "outcome": "counselling", "category": "", "risk": "low", "escalation": "",
        "referrals": ["school", "police"], "answers": {"also": ["sexting"]},
    }  # fmt: skip
    assert form_columns(1, {"referrals": "school"})["referrals"] == ["school"]
    assert form_columns(1, {}) == {**EMPTY_FORM, "form_version": 1}


def test_a_receipt_says_what_is_kept_what_may_come_and_for_how_long() -> None:
    receipt = receipt_of("main", attempt(joined_ms=NOON + 59 * 60_000), 30)
    when = datetime.fromtimestamp(HOUR * 3600, UTC)
    assert receipt["row"]["hour"] == f"{when:%Y-%m-%dT%H}:00Z"
    assert receipt["kept_days"] == 30
    assert receipt["later"] == ["outcome", "category", "risk", "escalation", "referrals", "answers"]
    assert not set(receipt["later"]) & set(receipt["row"])
    assert receipt_of("main", closed_visit("visit-1"), 30) == {"row": {}, "later": [], "kept_days": 30}


def test_the_receipt_of_a_chat_that_runs_is_as_if_its_teen_left_now() -> None:
    running = {**attempt(answered=0), "record": "", "end": ""}
    assert receipt_of("main", running, 30)["row"]["result"] == "abandoned"
    assert receipt_of("main", {**running, "end": "lost"}, 30)["row"]["end"] == "lost"
    assert receipt_of("main", attempt(waited_ms=61_000), 30, Targets(1, 60_000))["row"]["in_target"] is False


# --- counts ---------------------------------------------------------------------------------------------------------


def counted(row: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for measure, code in measures_of(row):
        found.setdefault(measure, []).append(code)
    return found


FORM = form_columns(
    1,
    {"outcome": "counselling", "category": "grooming", "risk": "low", "gender": "girl",
     "referrals": ["school", "police"], "also": ["sexting", "gaming"], "help": "yes"},
)  # fmt: skip


def test_what_an_answered_chat_is_counted_by() -> None:
    assert counted(row_of("main", read(), FORM)) == {
        "result": ["answered"], "priority": ["3"], "wait": ["30s_2m"], "target": ["in"], "end": ["finished"],
        "duration": ["15m_30m"], "age": ["14_15"], "channel": ["embed"], "topic": ["cyberbullying"],
        "counsellors": ["1"], "reconnects": ["2_4"], "teen_messages": ["6_20"], "staff_messages": ["6_20"],
        "outcome": ["counselling"], "category": ["grooming"], "risk": ["low"], "escalation": ["none"],
        "category*age": ["grooming*14_15"], "category*channel": ["grooming*embed"], "category*risk": ["grooming*low"],
        "category*gender": ["grooming*girl"], "gender": ["girl"], "category*contact": ["grooming*none"],
        "contact": ["none"], "category*place": ["grooming*none"], "place": ["none"], "referral": ["school", "police"],
        "form.also": ["sexting", "gaming"], "form.help": ["yes"],
    }  # fmt: skip
    assert counted(row_of("main", read(waited_ms=300_001)))["target"] == ["late"]
    assert counted(row_of("main", read()))["category*risk"] == ["none*none"]


def test_what_an_unanswered_one_is_counted_by() -> None:
    event = read_event("1-0", unanswered("record-1", waited_ms=29_999))
    assert isinstance(event, Attempt)
    waited = {"priority": ["3"], "unserved_age": ["14_15"], "unserved_wait": ["lt30s"]}
    assert counted(row_of("main", event)) == {"result": ["abandoned"], "quit": ["short"], **waited}
    lost = read_event("1-0", unanswered("record-1", "lost", waited_ms=29_999))
    assert isinstance(lost, Attempt)
    assert counted(row_of("main", lost)) == {"result": ["lost"], **waited}


def grains(tallies: Tallies, measure: str) -> dict[str, int]:
    assert set(tallies.values()) <= {1}
    return {key[2]: key[3] for key in tallies if key[1] == measure}


def test_each_measure_is_counted_in_its_grains() -> None:
    tallies: Tallies = Tallies()
    add_row(tallies, row_of("main", read(), FORM), ZONE)
    where = periods_of(HOUR, ZONE)
    service = {grain: getattr(where, grain) for grain in ("hour", "day", "week", "month")}
    slots = {grain: getattr(where, grain) for grain in ("month_slot", "year_slot")}
    assert grains(tallies, "result") == {**service, **slots}
    assert all(grains(tallies, measure) == service for measure in ("wait", "target", "duration"))
    assert grains(tallies, "age") == {"day": where.day, "month": where.month}
    assert grains(tallies, "category*age") == {"month": where.month}
    assert {(key[0], key[4]) for key in tallies} == {("main", "nl")}
    left: Tallies = Tallies()
    event = read_event("1-0", unanswered("record-1"))
    assert isinstance(event, Attempt)
    add_row(left, row_of("main", event), ZONE)
    assert grains(left, "quit") == grains(left, "unserved_wait") == service


def test_visits_while_closed_and_surveys_are_counted_beside() -> None:
    tallies: Tallies = Tallies()
    where = periods_of(HOUR, ZONE)
    add_visit(tallies, "main", HOUR, "fr", ZONE, "closed_visit")
    assert set(grains(tallies, "result")) == {"hour", "day", "week", "month", "month_slot", "year_slot"}
    assert {(key[0], *key[4:]) for key in tallies} == {("main", "fr", "closed_visit")}
    add_visit(tallies, "main", HOUR, "de", ZONE, "went_over")
    assert set(grains(tallies, "neighbour")) == {"hour", "day", "week", "month"}
    surveys: Tallies = Tallies()
    add_survey(surveys, "main", where, "nl", {"helped": "yes"})
    assert surveys == {
        ("main", "survey.helped", grain, getattr(where, grain), "nl", "yes"): 1 for grain in ("day", "month")
    }
