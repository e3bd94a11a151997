"""`./dev audit` fails on a finding, is content with an answered one, and never takes silence for safety.

The answers have the shape in which pip-audit 2.10 and npm 10 give them.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from demo.stack import ROOT
from tests.security import audit

CLEAN_PYTHON = {"dependencies": [{"name": "starlette", "version": "1.10.0", "vulns": []}], "fixes": []}
WEAK_PYTHON = {
    "dependencies": [
        {"name": "anyio", "version": "4.16.0", "vulns": []},
        {
            "name": "starlette",
            "version": "1.0.0",
            "vulns": [
                {
                    "id": "PYSEC-2026-161",
                    "fix_versions": ["1.0.1"],
                    "aliases": ["CVE-2026-48710", "GHSA-86qp-5c8j-p5mr"],
                    "description": "Missing Host header validation …",
                }
            ],
        },
    ],
    "fixes": [],
}
SKIPPED = {"dependencies": [{"name": "webauthn", "skip_reason": "Dependency not found on PyPI"}], "fixes": []}
CLEAN_NODE: dict[str, Any] = {"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {}}
WEAK_NODE = {
    "auditReportVersion": 2,
    "vulnerabilities": {
        "nanoid": {
            "name": "nanoid",
            "severity": "high",
            "isDirect": False,
            "via": [
                {
                    "source": 1120001,
                    "name": "nanoid",
                    "dependency": "nanoid",
                    "title": "nanoid: infinite loop",
                    "url": "https://github.com/advisories/GHSA-2v37-7h3g-55p8",
                    "severity": "high",
                    "range": "<3.3.18",
                }
            ],
            "effects": ["postcss"],
            "range": "<3.3.18",
            "nodes": ["node_modules/nanoid"],
            "fixAvailable": True,
        },
        "postcss": {"name": "postcss", "severity": "high", "via": ["nanoid"], "effects": [], "range": "*"},
    },
}
REFUSED = {"statusCode": 405, "body": "", "error": {"summary": "", "detail": ""}, "message": "405 Method Not Allowed"}
DOCUMENT = (
    "# Known weaknesses\n\nlooked up today\n\nhigh moderate GHSA-2v37-7h3g-55p8 PYSEC-2026-161\n\n## Answers\n\n{}\n"
)


def answered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, python: dict[str, Any], node: dict[str, Any], answers: str = ""
) -> int:
    """The exit code when the two tools answer this and the document has these answers."""
    monkeypatch.setattr(audit, "asked", lambda command, _where: python if "pip_audit" in command else node)
    monkeypatch.setattr(audit.shutil, "which", lambda *_a, **_k: "/usr/bin/npm")
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    monkeypatch.setattr(audit, "LOOKED_UP", tmp_path / "advisories.md")
    (tmp_path / "advisories.md").write_text(DOCUMENT.format(answers))
    return audit.main()


@pytest.mark.parametrize(
    ("python", "node", "answers", "code"),
    [
        (CLEAN_PYTHON, CLEAN_NODE, "", 0),
        (WEAK_PYTHON, CLEAN_NODE, "", 1),
        (CLEAN_PYTHON, WEAK_NODE, "", 1),
        (WEAK_PYTHON, WEAK_NODE, "| PYSEC-2026-161 | why not |", 1),
        (WEAK_PYTHON, WEAK_NODE, "| PYSEC-2026-161 | why not |\n| GHSA-2v37-7h3g-55p8 | why not |", 0),
        (SKIPPED, CLEAN_NODE, "", 2),
        ({}, CLEAN_NODE, "", 2),
        (CLEAN_PYTHON, REFUSED, "", 2),
        (SKIPPED, WEAK_NODE, "", 1),
        (WEAK_PYTHON, REFUSED, "", 1),
    ],
)
def test_the_exit_code_says_it(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    python: dict[str, Any],
    node: dict[str, Any],
    answers: str,
    code: int,
) -> None:
    given = answered(monkeypatch, tmp_path, python, node, answers)
    said = capsys.readouterr().out
    assert given == code
    if python is WEAK_PYTHON and not answers:
        assert "starlette 1.0.0: PYSEC-2026-161" in said
    if node is WEAK_NODE and "GHSA" not in answers:
        assert said.count("nanoid <3.3.18: GHSA-2v37-7h3g-55p8") == 1


def test_a_tool_that_says_nothing_readable_is_not_taken_for_safety() -> None:
    with pytest.raises(audit.Unreachable):
        audit.asked(["true"], ROOT)
    with pytest.raises(audit.Unreachable):
        audit.asked(["/nowhere/at/all"], ROOT)


def locked() -> dict[str, str]:
    """Every package that the service and its pages bring along, with its version."""
    python = re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.M)
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    node = {path.rpartition("node_modules/")[2]: one["version"] for path, one in packages.items() if path}
    return dict(python) | {name: version for name, version in node.items() if not name.startswith("@")}


def test_what_was_looked_up_by_hand_is_what_is_locked() -> None:
    """A dependency that changes has to be looked up anew."""
    table = dict(re.findall(r"^\| `([^`]+)` \| ([^ |]+) \|", audit.LOOKED_UP.read_text(), re.M))
    assert {name: table.get(name) for name in locked()} == locked()
