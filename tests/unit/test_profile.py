"""What a helpline tells of itself: what holds where nothing was set, and which settings do not go together."""

from typing import Any

import pytest
from msgspec import convert

from chat.http.staff.settings_check import SettingsChange, named
from chat.http.teen.desk import available
from chat.profile import MINUTE, own_answers, wrong
from routing.values import AvailabilityView
from storage.ready_made import NAMES, settings_of


def shown(stored: dict[str, Any]) -> Any:
    return available("main", "Europe/Brussels", AvailabilityView("open", ("nl",), ("nl",)), stored, [])


def test_a_chat_has_no_limit_and_a_silence_of_fifteen_minutes_where_nothing_was_set() -> None:
    answer = shown({})
    assert (answer.talk_limit_ms, answer.quiet_ask_ms, answer.quiet_end_ms) == (None, 10 * MINUTE, 15 * MINUTE)


def test_the_times_of_a_chat_are_those_that_were_set() -> None:
    answer = shown({"talk_limit_ms": 45 * MINUTE, "quiet_ask_ms": 5 * MINUTE, "quiet_end_ms": 8 * MINUTE})
    assert (answer.talk_limit_ms, answer.quiet_ask_ms, answer.quiet_end_ms) == (45 * MINUTE, 5 * MINUTE, 8 * MINUTE)


@pytest.mark.parametrize(
    ("settings", "right"),
    [
        ({}, True),
        ({"quiet_ask_ms": 14 * MINUTE}, True),
        ({"quiet_ask_ms": 15 * MINUTE}, False),
        ({"quiet_end_ms": 10 * MINUTE}, False),
        ({"quiet_end_ms": 10 * MINUTE + 1}, True),
        ({"quiet_ask_ms": 20 * MINUTE, "quiet_end_ms": 19 * MINUTE}, False),
    ],
)
def test_nobody_is_ended_before_they_were_asked(settings: dict[str, int], right: bool) -> None:
    found = wrong(settings)
    assert (found is None) == right
    assert right or (found and found[0] == "quiet_end_ms" and "quiet_ask_ms" in found[1])


FINE = {"accent": "#0b6672", "on_accent": "#ffffff"}


@pytest.mark.parametrize(
    ("colours", "at"),
    [
        ({}, ""),
        ({"light": FINE}, ""),
        ({"light": None, "dark": {"accent": "#6fd0d6", "on_accent": "#062a2e"}}, ""),
        ({"light": {"accent": "#777777", "on_accent": "#ffffff"}}, "colours.light.accent"),
        ({"light": {"accent": "#0b6672", "on_accent": "#111111"}}, "colours.light.accent"),
        ({"light": {"accent": "#ffee00", "on_accent": "#000000"}}, "colours.light.accent"),
        ({"light": FINE, "dark": FINE}, "colours.dark.accent"),
    ],
)
def test_colours_that_cannot_be_read_are_refused_with_a_sentence(colours: dict[str, Any], at: str) -> None:
    field, why = wrong({"colours": colours}) or ("", "")
    assert field == at
    assert not at or "4.5 at least" in why


def phone(number: str, **more: Any) -> dict[str, Any]:
    return {"number": number, "words": {"nl": "hulp"}, "who": ["everyone"], **more}


def question(code: str, *answers: str) -> dict[str, Any]:
    return {"code": code, "words": {"nl": "?"}, "answers": [{"code": one, "words": {"nl": "!"}} for one in answers]}


@pytest.mark.parametrize(
    ("settings", "at"),
    [
        ({"topics": ["other", "gaming"], "phones": [phone("112"), phone("101")]}, ""),
        ({"topics": ["other", "other"]}, "topics"),
        ({"phones": [phone("116 000"), phone("116000")]}, "phones"),
        ({"after": [question("place", "yes", "no"), question("again", "yes", "no")]}, ""),
        ({"after": [question("place", "yes", "no"), question("place", "a", "b")]}, "after"),
        ({"after": [question("one", "yes", "no"), question("two", "yes", "yes")]}, "after[1].answers"),
    ],
)
def test_what_must_stand_once_is_refused_twice(settings: dict[str, Any], at: str) -> None:
    assert (wrong(settings) or ("", ""))[0] == at


def test_a_number_has_words_where_it_is_shown_and_only_there() -> None:
    two = {"nl": "hulp", "en": "help"}
    found = shown({"phones": [phone("1", words=two), phone("2", words=two, languages=["fr", "nl"])]}).phones
    assert found[0].words == {"nl": "hulp", "fr": "help", "de": "help", "en": "help"}
    assert found[1].words == {"nl": "hulp", "fr": "help"}


def test_a_desk_without_a_profile_tells_no_number_and_no_link() -> None:
    answer = shown({})
    assert (answer.phones, answer.hotline, answer.forum, answer.rules, answer.after) == ([], {}, "", {}, [])
    assert (answer.name, answer.colours.light, answer.colours.dark) == ({}, None, None)


def standing(view: AvailabilityView, now: int = 0, **stored: Any) -> tuple[str, str | None]:
    answer = available("main", "Europe/Brussels", view, stored, [], now)
    return answer.now, answer.closes_at


@pytest.mark.parametrize(
    ("low_s", "target_ms", "now"), [(-1, 5, "open"), (300, 300_000, "open"), (301, 300_000, "busy")]
)
def test_busy_is_when_even_the_shortest_wait_is_longer_than_the_desk_aims_at(
    low_s: int, target_ms: int, now: str
) -> None:
    view = AvailabilityView("open", ("nl",), ("nl",), low_s=low_s, high_s=low_s + 60)
    assert standing(view, target_ms=target_ms)[0] == now


def test_the_last_half_hour_is_told_with_its_end() -> None:
    view = AvailabilityView("open", ("nl",), ("nl",), closes_at=100 * MINUTE, low_s=9_000)
    assert standing(view, 70 * MINUTE) == ("closing_soon", "1970-01-01T01:40:00+00:00")
    assert standing(view, 70 * MINUTE - 1) == ("busy", None)
    assert standing(AvailabilityView("closing", ("nl",), ("nl",), closes_at=100 * MINUTE), 99 * MINUTE)[0] == "closed"


@pytest.mark.parametrize("name", NAMES)
def test_a_ready_made_profile_is_one_that_could_be_set(name: str) -> None:
    settings = settings_of(name)
    assert named(convert(settings, SettingsChange)) == settings
    assert wrong(settings) is None
    for part in ("name", "about", "rules", "hotline"):
        assert sorted(settings[part]) == ["de", "en", "fr", "nl"]
    assert all(sorted(one["words"]) == ["de", "en", "fr", "nl"] for one in settings["phones"])


def test_only_answers_that_the_desk_offers_to_questions_that_it_asks_are_taken() -> None:
    stored = {"after": [question("place", "home", "school"), question("again", "yes", "no")]}
    given = {"place": "school", "again": "home", "other": "yes"}
    assert own_answers(stored, given) == {"place": "school"}
    assert own_answers({}, given) == {}
