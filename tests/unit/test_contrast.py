"""The contrast of two colours, beside what WCAG's own formula gives for known pairs; the grounds are the widget's."""

import re
from pathlib import Path

import pytest

from chat.contrast import PAGES, contrast

TOKENS = (Path(__file__).parents[2] / "web" / "shared" / "tokens.css").read_text()


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.00),
        ("#00ff00", "#ffffff", 1.37),
        ("#abcdef", "#abcdef", 1.0),
        ("#030303", "#000000", 1.02),
    ],
)
def test_known_pairs(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio


@pytest.mark.parametrize(("theme", "at"), [("light", 0), ("dark", 1)])
def test_the_grounds_are_those_of_the_widget(theme: str, at: int) -> None:
    found = [re.findall(rf"--{name}: (#\w{{6}})", TOKENS)[at] for name in ("surface", "page")]
    assert [ground for ground, _ in PAGES[theme]] == found
    own = [re.findall(rf"--{name}: (#\w{{6}})", TOKENS)[at] for name in ("accent", "on-accent")]
    assert all(contrast(own[0], ground) >= 4.5 for ground in (*found, own[1]))
