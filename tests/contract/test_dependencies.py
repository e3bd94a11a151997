"""Every dependency says why it is here, is locked by hash, and no lock names a place on the network."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = (
    "requirements.lock", "requirements-traces.lock", "requirements-demo.lock", "requirements-dev.lock",
    "requirements-tools.lock",
)  # fmt: skip


def wanted() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    listed = [line for name in groups for line in groups[name] if isinstance(line, str)]
    python = [*project["project"]["dependencies"], *listed]
    web = json.loads((ROOT / "web" / "package.json").read_text())
    names = {re.split(r"[\[<>=; ]", line, maxsplit=1)[0] for line in python}
    return names | set(web["dependencies"]) | set(web["devDependencies"])


def test_the_list_names_each_dependency_once_and_no_other() -> None:
    rows = re.findall(r"^\| ([^ |]+) \| .+ \|$", (ROOT / "docs" / "dependencies.md").read_text(), re.MULTILINE)
    listed = [row for row in rows if row != "package"]
    assert len(listed) == len(set(listed))
    assert set(listed) == wanted()


@pytest.mark.parametrize("name", LOCKS)
def test_each_locked_package_has_hashes(name: str) -> None:
    text = (ROOT / name).read_text()
    packages = re.findall(r"^[a-z0-9._-]+==\S+", text, re.MULTILINE)
    blocks = re.findall(r"^[a-z0-9._-]+==.*\\\n\s+--hash=sha256:", text, re.MULTILINE)
    assert packages
    assert len(packages) == len(blocks)


@pytest.mark.parametrize("name", [*LOCKS, "web/package-lock.json", "web/.npmrc"])
def test_no_lock_names_a_place_on_the_network(name: str) -> None:
    assert not re.search(r"https?://", (ROOT / name).read_text())


def test_what_the_service_needs_is_in_each_lock_that_runs_it() -> None:
    needed = _locked("requirements.lock")
    for lock in ("requirements-traces.lock", "requirements-demo.lock", "requirements-dev.lock"):
        assert needed - _locked(lock) == set(), lock


def _locked(name: str) -> set[str]:
    """`package==version`, each once."""
    return {
        line.split()[0] for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if re.match(r"\w.*==", line)
    }
