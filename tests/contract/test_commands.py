"""The commands and options that a document names are there."""

import re
from pathlib import Path

import pytest

from chat import cli

ROOT = Path(__file__).parents[2]
PAGES = [page for place in (".", "docs", "docs/decisions", "storage") for page in sorted((ROOT / place).glob("*.md"))]
PAST = "CHANGELOG.md"
CODE = re.compile(r"`(?:\./dev )?hearline (?P<inline>[^`]+)`|^hearline (?P<line>.+)$", re.MULTILINE)
NAMED = [
    (page.name, found["inline"] or found["line"])
    for page in PAGES
    if page.name != PAST
    for found in CODE.finditer(page.read_text())
]


@pytest.mark.parametrize(("page", "command"), NAMED)
def test_what_a_document_names_is_there(page: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Words up to the first that stands for something else, and every option after them."""
    words = re.match(r"(?:[a-z][\w-]*\s*)*", command)
    assert words
    with pytest.raises(SystemExit) as ended:
        cli.main([*words[0].split(), "--help"])
    told = capsys.readouterr()
    assert ended.value.code == 0, f"{page}: {command}\n{told.err}"
    assert [option for option in re.findall(r"--[a-z-]+", command) if option not in told.out] == []


def test_a_document_that_names_another_command_would_be_found() -> None:
    assert len(NAMED) > 20
    with pytest.raises(SystemExit) as ended:
        cli.main(["publsh", "--help"])
    assert ended.value.code == 2
