"""The version before this one, as the repository held it: what a house is updated from, and rolled back to."""

import shutil
import subprocess
from pathlib import Path

import pytest

from demo.stack import ROOT

COMMIT = (Path(__file__).parent / "vectors" / "version_before").read_text().strip()


def tree_before(folder: Path) -> Path:
    """Its tree, the front end built. Skips where the clone does not reach back so far."""
    git = shutil.which("git")
    if git is None or subprocess.run([git, "cat-file", "-e", COMMIT], cwd=ROOT, capture_output=True).returncode:
        pytest.skip(f"the version before ({COMMIT}) is not in this clone")
    folder.mkdir()
    packed = subprocess.run([git, "archive", COMMIT], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "x", "-C", folder], input=packed, check=True)
    (folder / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    subprocess.run(["npm", "run", "-s", "build"], cwd=folder / "web", check=True)
    return folder
