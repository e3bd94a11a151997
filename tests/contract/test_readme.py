"""The README tells the truth: its settings table is the program's, and its links lead somewhere.

`python -m tests.contract.test_readme` rewrites the table.
"""

import re
from pathlib import Path

from chat.settings import table

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
MARKS = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- /settings -->)", re.DOTALL)


def rendered() -> str:
    rows = [f"| `{row.name}` | {row.type} | {_code(row.default)} | {row.meaning} |" for row in table()]
    return "\n".join(["| variable | type | default | meaning |", "|---|---|---|---|", *rows, ""])


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def test_the_settings_table_is_the_program_s() -> None:
    found = MARKS.search(README.read_text())
    assert found is not None
    assert found[0] == rendered(), "run: python -m tests.contract.test_readme"


def test_links_lead_to_files() -> None:
    for page in [README, *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


if __name__ == "__main__":
    README.write_text(MARKS.sub(lambda _: rendered(), README.read_text()))
