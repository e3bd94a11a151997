"""Form definitions and answers: every mistake is named by its field."""

import copy
import json
from typing import Any

import msgspec
import pytest

from storage.errors import BadInput
from storage.forms.answers import check_answers
from storage.forms.codes import code_lists, options
from storage.forms.definition import LANGUAGES, countable, read_form
from storage.forms.forms import SHIPPED

FORM: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
GOOD = {"outcome": "counselling", "category": "grooming", "risk": "low", "escalation": "none"}


def test_the_shipped_profile_can_be_read_and_shown() -> None:
    shown = msgspec.to_builtins(read_form(FORM))
    category = next(field for field in shown["fields"] if field["name"] == "category")
    assert category["when"] == {"field": "outcome", "is": ["counselling"]}
    assert len(category["options"]) == 23
    assert all(set(option["label"]) == set(LANGUAGES) for field in shown["fields"] for option in field["options"])


def test_code_lists_have_all_labels_and_no_code_twice() -> None:
    for name in code_lists():
        codes = [option["code"] for option in options(name)]
        assert len(codes) == len(set(codes)), name
        assert all(set(option["label"]) == set(LANGUAGES) for option in options(name)), name


def spoilt(path: str, value: Any) -> dict[str, Any]:
    form = copy.deepcopy(FORM)
    *way, last = path.split("/")
    place: Any = form
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return form


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("version", 0, "version"),
        ("version", True, "version"),
        ("title/de", None, "title.de"),
        ("colour", "red", "colour"),
        ("fields", [], "fields"),
        ("fields", [FORM["fields"][0]], "fields"),
        ("fields/1/name", "Category!", "fields[1].name"),
        ("fields/1/name", "outcome", "fields[1].name"),
        ("fields/1/type", "text", "fields[1].type"),
        ("fields/1/list", "insafe.9", "fields[1].list"),
        ("fields/1/list", None, "fields[1]"),
        ("fields/1/required", "yes", "fields[1].required"),
        ("fields/1/when/field", "risk", "fields[1].when.field"),
        ("fields/1/when/is", ["maybe"], "fields[1].when.is"),
        ("fields/1/label/nl", "", "fields[1].label.nl"),
        ("fields/2/most", 0, "fields[2].most"),
        ("fields/9/options/1/code", "yes", "fields[9].options[1].code"),
        ("fields/9/options/0/label", {}, "fields[9].options[0].label.nl"),
        ("fields/9/hint", "x", "fields[9].hint"),
        ("fields/9/name", "line\n", "fields[9].name"),
        ("title/de", "  ", "title.de"),
    ],
)
def test_a_broken_definition_is_named_by_its_place(path: str, value: Any, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_form(spoilt(path, value))
    assert refused.value.field == field


@pytest.mark.parametrize("definition", [None, [], "form", 3, {"version": 1}, {"fields": 7}])
def test_what_is_no_form_at_all(definition: Any) -> None:
    with pytest.raises(BadInput):
        read_form(definition)


def test_answers_come_back_in_order_without_empty_ones() -> None:
    given = {**GOOD, "also": ["sexting", "gaming"], "place": None, "referrals": []}
    checked = check_answers(read_form(FORM), given)
    assert checked == {**GOOD, "also": ["gaming", "sexting"]}
    assert list(checked)[:2] == ["outcome", "category"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": "ufo"}, "category"),
        ({"category": None}, "category"),
        ({"category": ["grooming"]}, "category"),
        ({"shoe": "42"}, "shoe"),
        ({"outcome": "silent"}, "category"),
        ({"consent": "yes"}, "consent"),
        ({"escalation": "police"}, "consent"),
        ({"also": "sexting"}, "also"),
        ({"also": ["sexting", "sexting"]}, "also"),
        ({"also": ["sexting", "gaming", "suicide", "other"]}, "also"),
        ({"risk": "Jan lives in Gent"}, "risk"),
    ],
)
def test_wrong_answers_are_named_by_their_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_answers(read_form(FORM), {**GOOD, **change})
    assert refused.value.field == field


def test_answers_that_are_no_object() -> None:
    with pytest.raises(BadInput, match="answers"):
        check_answers(read_form(FORM), ["outcome"])


LONG = [{"code": "x" * 48, "label": dict.fromkeys(LANGUAGES, "Long")}]


@pytest.mark.parametrize("name", ["outcome", "category", "risk", "escalation", "gender", "contact", "place"])
def test_what_is_counted_as_one_code_may_not_be_several(name: str) -> None:
    """`['sexting', 'grooming']` would stand in its column, and no report would know it."""
    at = place_of(name)
    several = read_form(spoilt(f"fields/{at}/type", "choices"))
    with pytest.raises(BadInput) as refused:
        countable(several)
    assert refused.value.field == f"fields[{at}].type"
    countable(read_form(FORM))


def test_two_codes_that_are_counted_together_fit_into_their_column() -> None:
    countable(read_form(long_codes("category")))
    with pytest.raises(BadInput) as refused:
        countable(read_form(long_codes("category", "place")))
    assert refused.value.field == f"fields[{place_of('place')}].options"


def place_of(name: str) -> int:
    return next(at for at, field in enumerate(FORM["fields"]) if field["name"] == name)


def long_codes(*names: str) -> dict[str, Any]:
    form = copy.deepcopy(FORM)
    for name in names:
        field = form["fields"][place_of(name)]
        field.pop("list", None)
        field["options"] = LONG
    return form
