"""The image's recipe, played without an engine: its steps in a folder, from what it copies and nothing else."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from demo.tether import Tether
from tests.conftest import missing
from tests.literal.machine import ROOT
from tests.literal.test_first_day import UNREACHABLE
from tests.patience import PATIENCE_S

RECIPE = ROOT / "ops" / "container" / "Dockerfile"
HOUSE, TOOLS = "/opt/hearline", "/tools"


def steps() -> list[tuple[str, str]]:
    """Of the stage that builds: instruction and what follows."""
    text = re.sub(r"\\\n\s*", " ", RECIPE.read_text())
    build = text.split("\nFROM ")[1]
    lines = [line.partition(" ")[::2] for line in build.splitlines()[1:] if line and not line.startswith("#")]
    return [(word, rest) for word, rest in lines]


@pytest.fixture
def folder(tether: Tether) -> Path:
    return tether.folder(Path(tempfile.mkdtemp(prefix="hl-image-")))


@pytest.mark.endurance
def test_the_steps_of_the_image_build_a_house(folder: Path) -> None:
    house, tools = folder / "house", folder / "tools"
    house.mkdir()
    for word, rest in steps():
        if word == "COPY":
            *names, to = rest.split()
            for name in names:
                copy(ROOT / name, house / to if not to.startswith("./") else house)
        elif word == "RUN":
            run(rest.replace(TOOLS, str(tools)).replace(HOUSE, str(house)), house)
    said = subprocess.run(
        [house / ".venv/bin/hearline", "doctor"],
        cwd=house,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    ).stdout
    assert re.search(r"^ok +front_end ", said, re.MULTILINE), said
    assert not (house / "web/node_modules").exists()
    assert not (house / "tests").exists()


def copy(what: Path, to: Path) -> None:
    """As COPY does: a folder's content, a file into a folder."""
    if what.is_dir():
        leave = shutil.ignore_patterns("node_modules", "dist", "__pycache__")
        shutil.copytree(what, to, dirs_exist_ok=True, ignore=leave)
    else:
        to.mkdir(parents=True, exist_ok=True)
        shutil.copy(what, to)


def run(command: str, where: Path) -> None:
    done = subprocess.run(
        ["bash", "-ec", command.replace("python -m venv", "python3 -m venv")], cwd=where, check=False,
        capture_output=True, text=True, timeout=4 * PATIENCE_S,
    )  # fmt: skip
    if any(word in done.stderr for word in UNREACHABLE):
        missing("the package registries cannot be reached")
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
