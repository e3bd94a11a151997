"""What the documents tell an operator to type: their fenced blocks, with nothing but names of a place replaced."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PARTS = re.compile(r"^## (?P<heading>[^\n]+)$|^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    heading: str
    language: str
    text: str

    def here(self, names: Mapping[str, str]) -> str:
        """With each of these names replaced, which all must be there, the longest first."""
        missing = [name for name in names if name not in self.text]
        assert not missing, f"{self.heading}: nothing says {missing} in\n{self.text}"
        either = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        return re.sub(either, lambda found: names[found[0]], self.text) if names else self.text


def blocks(page: str) -> list[Block]:
    """All of a page, in order."""
    heading, found = "", []
    for part in _PARTS.finditer((ROOT / page).read_text(encoding="utf-8")):
        heading = part["heading"] or heading
        if part["text"] is not None:
            found.append(Block(heading, part["language"], part["text"]))
    return found


def under(page: str, heading: str, language: str = "sh") -> list[Block]:
    """Those of one heading."""
    return [one for one in blocks(page) if (one.heading, one.language) == (heading, language)]
