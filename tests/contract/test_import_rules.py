"""The import rules hold, and a deliberate violation of each fails."""

import shutil
import subprocess
import sys
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
