"""The page of facts for teens says what the desk's settings say, in words, and nothing else than words."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from chat.http.facts_page import lasting, with_facts

ROOT = Path(__file__).parents[2]
BUILT = (ROOT / "web" / "facts" / "index.html").read_text()
DAYS = ("{{n}} dag", "{{n}} dagen", "{{n}} jaar", "{{n}} jaren")


def page_in(language: str, **settings: Any) -> str:
    """As the build makes it, and the server fills it."""
    words = json.loads((ROOT / "locales" / f"{language}.json").read_text())
    words["neutral"] = "https://neutral.example/"
    page = re.sub(r"\{\{([\w.]+)\}\}", lambda hole: html.escape(words[hole[1]]), BUILT)
    page = re.sub(r">\s+<", "><", page)
    return with_facts(page.replace('<html lang="nl">', f'<html lang="{language}">'), settings)


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 dag"), (30, "30 dagen"), (364, "364 dagen"), (365, "1 jaar"), (366, "366 dagen"), (1_095, "3 jaren")],
)
def test_how_long_in_words(days: int, words: str) -> None:
    assert lasting(days, *DAYS) == words


@pytest.mark.parametrize(
    ("language", "kept"), [("nl", "3 jaar"), ("fr", "3 ans"), ("de", "3 Jahre"), ("en", "3 years")]
)
def test_a_desk_without_a_profile_has_a_whole_page(language: str, kept: str) -> None:
    page = page_in(language)
    assert page.count(f"<dd>{kept}</dd>") == 2
    assert re.findall(r"tel:(\d+)", page) == ["112"]
    assert "{{" not in page
    assert "<!--" not in page


def test_it_says_what_the_desk_says() -> None:
    page = page_in(
        "fr", keep_sessions_days=365, keep_surveys_days=40, exit_url="https://weather.example/",
        name={"fr": "L'écoute"}, about={"nl": "Wij.", "fr": "Nous.\n\nEt nous <b>aussi</b>."},
        phones=[{"number": "116 000", "words": {"fr": "Écoute"}, "who": ["everyone"]}],
    )  # fmt: skip
    assert "<dd>1 an</dd>" in page
    assert "<dd>40 jours</dd>" in page
    assert "<p><strong>L&#x27;écoute</strong></p><p>Nous.</p><p>Et nous &lt;b&gt;aussi&lt;/b&gt;.</p>" in page
    assert re.findall(r"tel:(\d+)", page) == ["112", "116000"]
    assert 'class="btn danger" href="https://weather.example/"' in page
    assert "neutral" not in page
