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
    "chat/settings.py": "from demo import stack",
    "chat/entry/tickets.py": "from chat.http import errors",
    "chat/auth/slip.py": "import chat.gateway.endpoint",
    "chat/documents/slip.py": "from chat.http.routes import operations",
    "chat/gateway/sessions/slip.py": "from chat.gateway.process import hub",
}
CIRCLES = {
    "between modules": ("storage/keeping.py", "from storage.retention import Retention"),
    "between packages": ("routing/simulation/day.py", "from routing.slip import nothing"),
    "of types alone": (
        "storage/values.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from storage.store import Store",
    ),
}
ROOTS = ("chat", "routing", "storage", "demo")


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
    for name in ROOTS:
        shutil.copytree(ROOT / name, folder / name, ignore=lambda _, names: [n for n in names if not fits(n)])
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def fits(name: str) -> bool:
    return "__pycache__" not in name and ("." not in name or name.endswith(".py"))


def circles(folder: Path) -> str:
    """Circles among the modules and among the packages of this house, each once; looked for in a process of its own,
    whose modules are those of the house."""
    command = [sys.executable, "-m", "tests.circles", str(folder), *ROOTS]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_what_calls_itself_pure_is_held_to_it() -> None:
    held = held_pure()
    loose = {name for name in claimed_pure() if not any(f"{name}.".startswith(f"{one}.") for one in held)}
    assert loose == set()


def test_the_house_keeps_its_rules(tmp_path: Path) -> None:
    done = lint(house(tmp_path))
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def told_of_all(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said of a house with every violation in it."""
    folder = house(tmp_path_factory.mktemp("house"))
    for path, line in VIOLATIONS.items():
        with (folder / path).open("a") as source:
            source.write(f"\n{line}\n")
    done = lint(folder)
    assert done.returncode == 1
    return done.stdout


@pytest.mark.parametrize("path", VIOLATIONS)
def test_a_violation_is_named(path: str, told_of_all: str) -> None:
    importer = path.removesuffix(".py").replace("/", ".")
    imported = re.sub(r"^(from|import) ", "", VIOLATIONS[path]).partition(" ")[0].partition(".")[0]
    assert re.search(rf"{re.escape(importer)} -> {imported}\b", told_of_all)


def test_nothing_imports_in_a_circle() -> None:
    assert circles(ROOT) == ""


@pytest.mark.parametrize("kind", CIRCLES)
def test_a_circle_is_found(kind: str, tmp_path: Path) -> None:
    path, line = CIRCLES[kind]
    (house(tmp_path) / "routing" / "slip.py").write_text("from routing.simulation import outcome\nnothing = outcome\n")
    with (tmp_path / path).open("a") as source:
        source.write(f"\n{line}\n")
    assert path.removesuffix(".py").replace("/", ".").rpartition(".")[0] in circles(tmp_path)
