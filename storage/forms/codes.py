"""The code lists that ship with the program, each in versions that never change."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from storage.errors import BadInput

FOLDER = Path(__file__).parent.parent / "codes"


@cache
def code_lists() -> tuple[str, ...]:
    """The names of all lists, as `insafe.1`."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@cache
def options(name: str) -> tuple[dict[str, Any], ...]:
    """The list's codes with their labels: `{code, label: {nl, fr, de, en}}`. Raises BadInput."""
    if name not in code_lists():
        raise BadInput(f"no such code list: {name[:60]!r}", "list")
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return tuple(content["codes"])


@cache
def code_set(name: str) -> frozenset[str]:
    return frozenset(option["code"] for option in options(name))
