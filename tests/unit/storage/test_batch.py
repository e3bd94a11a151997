"""Many entries of the stream at once: a wrong one holds up no other, a form that does not fit loses no chat."""

import json
from pathlib import Path
from typing import Any

import pytest

from storage.forms.definition import Form, read_form
from storage.records.bands import Targets
from storage.records.batch import Batch, Refused, form_version, read_entries
from storage.records.events import read_event
from tests.unit.storage.events import FORM, NOON, attempt, closed_visit, duty, unanswered

SHIPPED = Path("storage/profiles/child_focus/form.json")
ZONE = "Europe/Brussels"


@pytest.fixture
def form() -> Form:
    return read_form(json.loads((Path(__file__).parents[3] / SHIPPED).read_text(encoding="utf-8")))


def batch(*forms: Form) -> Batch:
    return Batch("main", ZONE, {each.version: each for each in forms})


def test_a_wrong_entry_is_named_and_the_others_are_read() -> None:
    reading = read_entries(
        [("1-0", attempt("record-1")), ("2-0", attempt("record-2", end="bored")), ("3-0", duty("duty-1", 2, 1))]
    )
    assert list(reading.events) == ["1-0", "3-0"]
    assert reading.refused == [Refused("2-0", "end", "unknown end 'bored'")]


def test_which_versions_of_the_form_are_answered() -> None:
    forms = [{"version": 1}, {"version": 7}, {"version": True}, {"version": "2"}, {}]
    entries = [(f"{place}-0", attempt(f"record-{place}", form=form)) for place, form in enumerate(forms)]
    entries += [
        ("8-0", attempt("record-8", form="not json")),
        ("9-0", attempt("record-9")),
        ("10-0", duty("d-1", 1, 1)),
    ]
    assert read_entries(entries).versions == {1, 7}
    assert [form_version(text) for text in ('{"version": 3}', "[]", "{", '{"version": 1.5}')] == [3, 0, 0, 0]


def test_an_answered_chat_adds_a_row_and_its_counts(form: Form) -> None:
    it = batch(form)
    it.add(read_event("1-0", attempt(form=FORM)))
    assert [row["category"] for row in it.rows] == ["grooming"]
    assert it.rows[0]["form_version"] == 1
    assert it.without_form == []
    assert {key[1] for key in it.tallies} >= {"result", "category", "referral"}
    assert it.duty == {}, "no chat's time is beside its row"


def test_a_closed_visit_is_a_count_and_time_on_duty_is_a_sum() -> None:
    it = batch()
    it.add(read_event("1-0", closed_visit("visit-1", language="fr")))
    assert it.rows == []
    assert {(key[0], key[1], *key[4:]) for key in it.tallies} == {("main", "result", "fr", "closed_visit")}
    assert {key[3] for key in it.tallies if key[2] == "hour"} == {NOON // 3_600_000}
    assert it.duty == {}
    it.add(read_event("1-0", duty("duty-1", 5, 4)))
    it.add(read_event("2-0", duty("duty-2", 7, 4)))
    assert {key[:2] for key in it.duty} == {("main", "duty")}
    assert {(key[2], one.n, one.total) for key, one in it.duty.items()} == {
        (grain, 2, 12) for grain in ("hour", "day", "week", "month")
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"version": 2, "answers": FORM["answers"]}, "version: unknown version"),
        ({"version": 1, "answers": {"outcome": "silent", "shoe": "42"}}, "shoe: the form has no such field"),
        ({"version": 1}, "outcome: is required"),
        ("not json", "version: unknown version"),
    ],
)
def test_a_form_that_does_not_fit_is_left_out_and_said(form: Form, given: Any, said: str) -> None:
    it = batch(form)
    it.add(read_event("1-0", attempt(form=given)))
    assert it.without_form == [said]
    assert (it.rows[0]["result"], it.rows[0]["category"]) == ("answered", "")


def test_a_chat_that_nobody_answered_has_no_form(form: Form) -> None:
    it = batch(form)
    it.add(read_event("1-0", {**unanswered("record-1"), "form": json.dumps(FORM)}))
    it.add(read_event("1-0", attempt()))
    assert [row["category"] for row in it.rows] == ["", ""]
    assert it.without_form == []


def test_the_desks_targets_are_used() -> None:
    it = Batch("main", ZONE, {}, Targets(1, 60_999))
    it.add(read_event("1-0", attempt(waited_ms=61_000)))
    assert it.rows[0]["in_target"] is False
