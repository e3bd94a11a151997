"""bandit over our own code, and no secret in the tree. For known weaknesses of others see `./dev audit`."""

import re
import subprocess
import sys

from demo.stack import ROOT
from tests.security.attacks.__main__ import ATTACKS

KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}|xox[bap]-[A-Za-z0-9-]{20,}")


def test_bandit_finds_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", "chat", "routing", "storage", "-c", "pyproject.toml"],
        cwd=ROOT, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_every_threat_names_a_test_that_is_there() -> None:
    table = (ROOT / "SECURITY.md").read_text().partition("## Threats")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 20
    for threat, *_, shown_by in rows:
        named = [name for name in re.findall(r"`([^`]+)`", shown_by) if name.startswith("test")]
        assert named, threat
        lost = [name for name in named if not ((ROOT / "tests/security" / name).exists() or (ROOT / name).exists())]
        assert lost == [], threat
        attackers = set(re.findall(r"`(\w+)`", shown_by))
        assert attackers <= set(ATTACKS), threat


def test_no_key_is_in_the_tree() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    found = []
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if (
            path.is_file()
            and path.suffix not in {".png", ".lock", ".woff2"}
            and KEYS.search(path.read_text("utf-8", "replace"))
        ):
            found.append(name)
    assert found == ["tests/security/test_code.py"] or found == []
