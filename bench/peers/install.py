"""Installs the peers, once, into a folder that is not part of the repository."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE / ".installed"
PYTHON = FOLDER / "venv" / "bin" / "python"
STAMP = FOLDER / "stamp"


def install() -> None:
    """Nothing to do when it was done for these versions. Raises CalledProcessError."""
    wanted = (HERE / "package.json").read_text() + (HERE / "requirements.txt").read_text()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "package.json").write_text((HERE / "package.json").read_text())
    _run(["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(FOLDER)])
    _run([sys.executable, "-m", "venv", "--without-pip", str(PYTHON.parents[1])])
    _run([*_installer(), "-r", str(HERE / "requirements.txt")])
    STAMP.write_text(wanted)


def _installer() -> list[str]:
    """pip of this Python, working on the other environment."""
    return [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet"]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
