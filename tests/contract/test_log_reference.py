"""docs/logs.md names every event that the code logs, with its level and its fields, and none that it does not."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from chat.logs import FIELDS

ROOT = Path(__file__).parents[2]
ALWAYS = {"event", "level", "time"}
# An exception becomes its type and its frames.
BECOMES = {"exc_info": {"error", "frames"}}
# Made by hand where a logger cannot be asked, with these fields.
BY_HAND = {
    ("foreign", "any", frozenset({"logger", "where", "message", "error", "frames"})),
    ("crash", "critical", frozenset({"error", "frames", "message"})),
}
Said = tuple[str, str, frozenset[str]]


@cache
def said() -> frozenset[Said]:
    return frozenset(_all_said())


def _all_said() -> Iterator[Said]:
    for room in ("chat", "routing", "storage"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_log(node.func.value):
                    yield _said(node, node.func.attr)


def _is_log(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "log"


def _said(call: ast.Call, level: str) -> Said:
    (event,) = call.args
    assert isinstance(event, ast.Constant), "an event is a constant word"
    fields: set[str] = set()
    for given in call.keywords:
        fields |= BECOMES.get(str(given.arg), {str(given.arg)})
    return str(event.value), level, frozenset(fields)


def told() -> list[Said]:
    rows = re.findall(
        r"^\| `(\w+)` \| (\w+) \| ([^|]*) \| [^|]+ \|$", (ROOT / "docs/logs.md").read_text(), re.MULTILINE
    )
    return [(event, level, frozenset(re.findall(r"`(\w+)`", fields))) for event, level, fields in rows]


def test_the_reference_is_what_the_code_says() -> None:
    assert len(told()) == len(set(told())) > 30
    assert set(told()) == {*said(), *BY_HAND}


def test_every_field_is_on_the_list_of_those_that_leave() -> None:
    for event, _, fields in said():
        assert fields <= FIELDS, event
    named = set(re.findall(r"^- `(\w+)`", (ROOT / "docs/logs.md").read_text(), re.MULTILINE))
    used = {field for _, _, fields in said() for field in fields} | {"logger", "where", "frames", "error", "message"}
    assert named == used | ALWAYS
