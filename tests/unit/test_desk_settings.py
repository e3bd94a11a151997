"""What a desk may set: each setting's last allowed value, what is refused by name, and what holds by default."""

from typing import Any

import jsonschema
import msgspec
import pytest

from chat.auth.roles import COUNSELLORS_FACTOR
from chat.http.staff.settings_check import KINDS, SettingsChange, defaults, named
from routing.values import DeskSettings
from storage.keeping import KEEP_DAYS

SECOND, MINUTE = 1_000, 60_000
BOUNDS = {
    "offer_ms": (5 * SECOND, 5 * MINUTE), "lease_ms": (5 * SECOND, 5 * MINUTE),
    "staff_grace_ms": (5 * SECOND, 10 * MINUTE), "teen_grace_waiting_ms": (10 * SECOND, 30 * MINUTE),
    "teen_grace_active_ms": (10 * SECOND, 60 * MINUTE), "wrap_up_ms": (0, 60 * MINUTE),
    "wrap_up_max_ms": (0, 120 * MINUTE), "breather_ms": (0, 120 * MINUTE), "misses_to_away": (1, 10),
    "max_capacity": (1, 8), "queue_limit": (0, 100_000), "target_ms": (10 * SECOND, 120 * MINUTE),
    "target_first_ms": (10 * SECOND, 120 * MINUTE), "handle_ms": (MINUTE, 240 * MINUTE),
    "talk_limit_ms": (10 * MINUTE, 240 * MINUTE), "quiet_ask_ms": (2 * MINUTE, 60 * MINUTE),
    "quiet_end_ms": (3 * MINUTE, 120 * MINUTE),
    "keep_sessions_days": (1, 36_500), "keep_audit_days": (31, 36_500), "keep_sign_ins_days": (1, 36_500),
}  # fmt: skip
DAY = 24 * 60 * MINUTE
TAKEN: list[tuple[str, Any]] = [
    ("languages", ["nl"]), ("languages", ["nl-BE", "fr"]), ("languages", ["nl"] * 32), ("skills", []),
    ("skills", ["a" * 32]), ("skills", ["lgbtq_2"]), ("ageing_ms", [0, 1, DAY]), ("topics", ["other"]), ("name", {}),
    ("name", {"nl": "x", "en": "y" * 80}), ("forum", ""), ("forum", "https://forum.example/x?y=1"),
    ("exit_url", "https://" + "x" * 480), ("about", {"nl": "Wij.\nEn wij."}), ("hotline", {"fr": "https://a.be"}),
    ("phones", []), ("phones", [{"number": "+32 2 1", "words": {"nl": "x" * 80}, "who": ["danger", "adults"]}]),
    ("phones", [{"number": "112", "words": {"en": "x"}, "who": ["everyone"], "languages": ["fr"]}]),
    ("colours", {}), ("colours", {"light": {"accent": "#0a0a0a", "on_accent": "#ffffff"}}),
    ("rules", {"nl": ["Wees lief."] * 7}), ("after", []), ("sends_to", {"de": "east"}),
    ("takes_from", {"west": ["de", "fr"]}),
    ("after", [{"code": "a_1", "words": {"nl": "?"}, "answers": [{"code": "y", "words": {"nl": "!"}}] * 5}] * 3),
]  # fmt: skip
REFUSED: list[tuple[str, Any]] = [
    ("languages", []), ("languages", ["nl"] * 33), ("languages", ["Dutch"]), ("languages", "nl"), ("languages", [1]),
    ("skills", ["a" * 33]), ("skills", [""]), ("skills", ["LGBTQ"]), ("ageing_ms", [0, 1]),
    ("ageing_ms", [0, 1, DAY + 1]),
    ("ageing_ms", [-1, 0, 0]), ("ageing_ms", [0, 1, 2, 3]), ("ageing_ms", 3), ("topics", []), ("topics", ["football"]),
    ("topics", ["other", "football"]), ("topics", "other"), ("name", {"nl": ""}), ("name", {"nl": "y" * 81}),
    ("name", {"Dutch": "x"}), ("name", {"nl": 1}), ("name", []), ("forum", "http://forum.example"), ("forum", "https://"),
    ("forum", "https://a b"), ("forum", "https://" + "x" * 481), ("forum", 7), ("exit_url", "javascript:alert(1)"),
    ("about", {"nl": "x" * 801}), ("about", {"nl": "a\x1bb"}), ("hotline", {"nl": ""}), ("hotline", {"nl": "http://a.be"}),
    ("phones", [{"number": "112", "words": {"nl": "x"}, "who": []}]),
    ("phones", [{"number": "112", "words": {}, "who": ["danger"]}]),
    ("phones", [{"number": "1 ", "words": {"nl": "x"}, "who": ["danger"]}]),
    ("phones", [{"number": "tel:1", "words": {"nl": "x"}, "who": ["danger"]}]),
    ("phones", [{"number": "1", "words": {"nl": " "}, "who": ["danger"]}]),
    ("phones", [{"number": "1", "words": {"nl": "x"}, "who": ["nobody"]}]),
    ("phones", [{"number": "1", "words": {"nl": "x"}, "who": ["danger"], "note": "x"}]),
    ("phones", [{"number": "1", "words": {"nl": "x"}, "who": ["danger"]}] * 13),
    ("colours", {"light": {"accent": "red", "on_accent": "#ffffff"}}), ("colours", {"light": {"accent": "#ffffff"}}),
    ("colours", {"night": None}), ("rules", {"nl": ["x"] * 8}), ("rules", {"nl": "x"}), ("rules", {"nl": ["x" * 121]}),
    ("after", [{"code": "a", "words": {"nl": "?"}, "answers": [{"code": "y", "words": {"nl": "!"}}]}]),
    ("after", [{"code": "A", "words": {"nl": "?"}, "answers": [{"code": "y", "words": {"nl": "!"}}] * 2}]),
    ("after", [{"code": "a", "words": {"nl": "?"}, "answers": [{"code": "y", "words": {"nl": "!"}}] * 2}] * 4),
    ("sends_to", {"de": "East"}), ("sends_to", {"Dutch": "east"}), ("sends_to", {"de": ["east"]}),
    ("takes_from", {"west": []}), ("takes_from", {"west": "de"}), ("takes_from", {"West": ["de"]}),
    ("offer_ms", True), ("offer_ms", "30000"), ("offer_ms", 30_000.5), ("languages", ["nl\n"]),
]  # fmt: skip


def schema() -> dict[str, Any]:
    (_,), components = msgspec.json.schema_components([SettingsChange], ref_template="#/$defs/{name}")
    return components["SettingsChange"] | {"$defs": components}


def taken(given: dict[str, Any]) -> dict[str, Any]:
    return named(msgspec.convert(given, SettingsChange))


def is_refused(given: dict[str, Any]) -> None:
    (name,) = given
    with pytest.raises(msgspec.ValidationError) as problem:
        taken({"queue_limit": 5, **given})
    assert f"$.{name}" in str(problem.value)


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_a_number_counts_from_its_least_to_its_most(name: str) -> None:
    low, high = BOUNDS[name]
    for value in (low, high):
        assert taken({name: value}) == {name: value}
    for value in (low - 1, high + 1):
        is_refused({name: value})


@pytest.mark.parametrize(("name", "value"), TAKEN)
def test_what_is_taken(name: str, value: Any) -> None:
    assert taken({name: value}) == {name: value}
    jsonschema.validate({name: value}, schema())


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_is_refused_is_named_and_the_schema_says_so_too(name: str, value: Any) -> None:
    is_refused({name: value})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({name: value}, schema())


def test_the_schema_has_every_setting_once_and_says_what_null_means() -> None:
    properties = schema()["properties"]
    assert list(properties) == list(KINDS)
    assert all({"type": "null"} in kinds["anyOf"] for kinds in properties.values())
    assert "null" in schema()["description"]
    for name, (low, high) in BOUNDS.items():
        assert {"type": "integer", "minimum": low, "maximum": high} in properties[name]["anyOf"]


def test_none_gives_a_setting_up_and_an_unknown_one_is_refused() -> None:
    assert taken({}) == {}
    assert taken({"name": None, "offer_ms": None}) == {"name": None, "offer_ms": None}
    with pytest.raises(msgspec.ValidationError):
        taken({"colour": "red"})


def test_the_defaults_are_those_that_hold_and_could_be_set() -> None:
    found = defaults()
    assert set(found) == set(KINDS)
    assert taken(found) == found
    assert found["offer_ms"] == DeskSettings().offer_ms
    assert found["languages"] == ["nl", "fr", "de", "en"]
    assert {name: found[name] for name in KEEP_DAYS} == KEEP_DAYS
    assert (found["name"], found["forum"], found["exit_url"], found[COUNSELLORS_FACTOR]) == ({}, "", "", True)
    assert len(found["topics"]) == 15
    assert (found["talk_limit_ms"], found["quiet_ask_ms"], found["quiet_end_ms"]) == (None, 10 * MINUTE, 15 * MINUTE)


def test_how_a_desk_behaves_where_nothing_was_set() -> None:
    assert DeskSettings() == DeskSettings(
        languages=("nl", "fr", "de", "en"), skills=("sextortion", "lgbtq"), offer_ms=30 * SECOND, lease_ms=30 * SECOND,
        staff_grace_ms=MINUTE, teen_grace_waiting_ms=3 * MINUTE, teen_grace_active_ms=5 * MINUTE,
        wrap_up_ms=10 * MINUTE, wrap_up_max_ms=30 * MINUTE, breather_ms=10 * MINUTE,
        ageing_ms=(0, 10 * MINUTE, 20 * MINUTE), misses_to_away=2, max_capacity=2, queue_limit=0, target_ms=5 * MINUTE,
        target_first_ms=2 * MINUTE, handle_ms=30 * MINUTE,
    )  # fmt: skip
