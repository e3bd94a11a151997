"""The import rules hold, and a deliberate violation of each fails."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VIOLATIONS = {
    "routing/slip.py": "import chat.protocol",
    "storage/slip.py": "from chat import protocol",
    "routing/reach.py": "import storage",
    "storage/reach.py": "import routing.keys",
    "chat/protocol/slip.py": "import asyncio",
    "chat/protocol/web.py": "from starlette.websockets import WebSocket",
    "routing/hours.py": "import redis.asyncio",
    "routing/estimate.py": "import sqlalchemy",
}


# Pure in what they do, but they name types of a library that the rule keeps out.
NAMING = {"chat.documents.openapi"}


def claimed_pure() -> set[str]:
    """Modules that call themselves pure in the first paragraph of their docstring."""
    found = set()
    for path in (path for name in ("chat", "routing", "storage") for path in (ROOT / name).rglob("*.py")):
        words = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n\n")[0]
        if re.search(r"\bPure\b(?! but for `)", words):
            found.add(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    return found


def held_pure() -> list[str]:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return next(list(rule["source_modules"]) for rule in rules if "asyncio" in rule.get("forbidden_modules", ()))


def house(folder: Path) -> Path:
    """A copy of the Python sources and the rules."""
    for name in ("chat", "routing", "storage"):
        shutil.copytree(ROOT / name, folder / name, ignore=lambda _, names: [n for n in names if not fits(n)])
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def fits(name: str) -> bool:
    return "__pycache__" not in name and ("." not in name or name.endswith(".py"))


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_what_calls_itself_pure_is_held_to_it() -> None:
    held = held_pure()
    loose = {name for name in claimed_pure() if not any(f"{name}.".startswith(f"{one}.") for one in held)}
    assert loose <= NAMING


def test_the_house_keeps_its_rules(tmp_path: Path) -> None:
    done = lint(house(tmp_path))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", VIOLATIONS)
def test_a_violation_fails(path: str, tmp_path: Path) -> None:
    file = house(tmp_path) / path
    with file.open("a") as source:
        source.write(f"\n{VIOLATIONS[path]}\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
