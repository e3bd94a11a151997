"""The report on accessibility names every criterion of the standard's chapter on the web, and tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
REPORT = (ROOT / "docs" / "accessibility.md").read_text()
ROW = re.compile(r"^\| 9\.([\d. –]+) [^|]*\| (met|not met|not applicable)[^|]*\|([^|]*)\|$", re.MULTILINE)
# WCAG 2.1 A and AA: (guideline, its criteria).
CRITERIA = {
    "1.1": [1], "1.2": [1, 2, 3, 4, 5], "1.3": [1, 2, 3, 4, 5], "1.4": [1, 2, 3, 4, 5, 10, 11, 12, 13],
    "2.1": [1, 2, 4], "2.2": [1, 2], "2.3": [1], "2.4": [1, 2, 3, 4, 5, 6, 7], "2.5": [1, 2, 3, 4],
    "3.1": [1, 2], "3.2": [1, 2, 3, 4], "3.3": [1, 2, 3, 4], "4.1": [1, 2, 3],
}  # fmt: skip


def told() -> list[str]:
    """Each criterion of the table; a range of one guideline is all of it."""
    found: list[str] = []
    for numbers in (row[0].strip() for row in ROW.findall(REPORT)):
        first = numbers.split(" ")[0]
        guideline = first.rpartition(".")[0]
        found += [f"{guideline}.{one}" for one in CRITERIA[guideline]] if "–" in numbers else [first]
    return found


def test_every_criterion_has_its_state_once() -> None:
    assert told() == [f"{guideline}.{one}" for guideline, all_ in CRITERIA.items() for one in all_] + ["6"]


def test_what_is_met_says_what_shows_it() -> None:
    short = {"screens", "access", "talking", "views", "words", "looked"}
    for number, state, shown in ROW.findall(REPORT):
        names = [re.sub(r"\s*\(.*?\)|`", "", one).strip() for one in re.sub(r"\([^)]*\)", "", shown).split(",")]
        assert state != "met" or all(one in short or (ROOT / one).is_file() for one in names), number


def test_the_tests_it_names_are_there() -> None:
    for path in re.findall(r"`((?:tests|web)/[\w./-]+)`", REPORT):
        assert (ROOT / path).is_file(), path
