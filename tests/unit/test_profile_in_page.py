"""A desk's numbers, colours and way out stand in the widget's page, as text and never as markup."""

import html
import json
import re
from typing import Any

from chat.http.profile_in_page import with_profile

PAGE = (
    '<!doctype html><html lang="fr"><body><div id="app" data-words=\'{"a":"b"}\'></div><main id="bare">'
    '<p><a class="btn" href="https://www.meteo.be/" target="_top">Quitter</a></p><!--phones-->'
    '<p><a href="tel:112">112</a> Urgences</p></main></body></html>'
)


def phone(number: str, words: str, **more: Any) -> dict[str, Any]:
    return {"number": number, "words": {"fr": words}, "who": ["everyone"], **more}


def told(page: str) -> dict[str, Any]:
    found = re.search(r"data-desk='([^']*)'", page)
    assert found
    return dict(json.loads(html.unescape(found[1])))


def test_a_desk_without_a_profile_shows_the_emergency_number_and_no_other() -> None:
    page = with_profile(PAGE, {})
    assert re.findall(r"tel:(\d+)", page) == ["112"]
    assert told(page) == {"phones": []}
    assert 'href="https://www.meteo.be/"' in page


def test_its_numbers_stand_there_in_the_pages_language_each_once() -> None:
    desk = {"phones": [phone("112", "x"), phone("116 000", "Écoute"), phone("1813", "x", languages=["nl"])]}
    page = with_profile(PAGE, desk)
    assert re.findall(r"tel:(\d+)", page) == ["116000", "112"]
    assert "</a> Écoute</p>" in page
    assert [(one["number"], one["words"]) for one in told(page)["phones"]] == [
        ("112", {"fr": "x"}),
        ("116 000", {"fr": "Écoute"}),
    ]


def test_colours_and_the_way_out_are_told() -> None:
    colours = {"light": {"accent": "#0b6672", "on_accent": "#ffffff"}}
    page = with_profile(
        PAGE, {"colours": colours, "exit_url": "https://weather.example/?a=1&b=2", "forum": "https://f.be"}
    )
    assert told(page) == {"phones": [], "colours": colours, "exit_url": "https://weather.example/?a=1&b=2"}
    assert 'href="https://weather.example/?a=1&amp;b=2" target="_top"' in page
    assert "f.be" not in page


def test_words_stay_words() -> None:
    bad = "<script>alert('1')</script>\"'&"
    page = with_profile(PAGE, {"phones": [phone("1", bad)]})
    assert "<script" not in page
    assert html.unescape(page).count(bad) == 1
    assert told(page)["phones"][0]["words"]["fr"] == bad
    assert page.count("'") == PAGE.count("'") + 2


def test_a_page_of_another_build_is_served_as_it_is() -> None:
    assert with_profile("<p>The front end is not built</p>", {"phones": [phone("1", "x")]}).endswith("not built</p>")
