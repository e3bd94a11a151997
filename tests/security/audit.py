"""Asks the vulnerability databases about every locked package: `./dev audit`.

Exit 0: nothing known, or every finding is answered in docs/advisories.md. 1: something is known. 2: a database
could not be asked, which is said and is never taken for "nothing known"; docs/advisories.md then has what was
looked up by hand, and when.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from demo.stack import ROOT

TIMEOUT_S = 180
LOOKED_UP = ROOT / "docs" / "advisories.md"
ANSWERS = "## Answers"


class Unreachable(Exception):
    """The database gave no answer."""


def python_findings() -> list[str]:
    """`package version: id` for each known weakness of the locked Python packages."""
    command = [sys.executable, "-m", "pip_audit", "-r", "requirements-traces.lock", "--disable-pip", "--format", "json"]
    return python_known(asked(command, ROOT))


def python_known(found: dict[str, Any]) -> list[str]:
    """What pip-audit's answer says. Raises Unreachable when a package was not looked up."""
    packages = found.get("dependencies", [])
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if skipped or not packages:
        raise Unreachable(f"{len(skipped)} of {len(packages)} packages could not be looked up")
    return [f"{one['name']} {one['version']}: {weak['id']}" for one in packages for weak in one.get("vulns", [])]


def node_findings() -> list[str]:
    """The same for the locked packages of the front end."""
    npm = shutil.which("npm", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if npm is None:
        raise Unreachable("npm is not here; ./dev setup brings it")
    return node_known(asked([npm, "audit", "--json", "--package-lock-only"], ROOT / "web"))


def node_known(found: dict[str, Any]) -> list[str]:
    """What npm's answer says: `package range: id`, each advisory once. Raises Unreachable."""
    if "vulnerabilities" not in found:
        raise Unreachable(str(found.get("message", "no answer"))[:200])
    weak = [one for package in found["vulnerabilities"].values() for one in package["via"] if isinstance(one, dict)]
    return sorted({f"{one['name']} {one['range']}: {one['url'].rpartition('/')[2]}" for one in weak})


def open_ones(found: list[str], document: str) -> list[str]:
    """Those whose id is not answered; an id elsewhere in the document answers nothing."""
    answers = document.partition(ANSWERS)[2]
    return [one for one in found if one.rpartition(": ")[2] not in answers]


def asked(command: list[str], where: Path) -> dict[str, Any]:
    try:
        done = subprocess.run(command, cwd=where, capture_output=True, text=True, timeout=TIMEOUT_S)
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError, OSError) as problem:
        raise Unreachable(type(problem).__name__) from problem
    return found


def main() -> int:
    known = silent = False
    document = LOOKED_UP.read_text(encoding="utf-8")
    for what, ask in (("Python", python_findings), ("npm", node_findings)):
        try:
            found = ask()
        except Unreachable as problem:
            print(f"{what}: the vulnerability database could not be asked ({problem}); this says nothing about safety.")
            print(f"  What was looked up by hand: {LOOKED_UP.relative_to(ROOT)}, {document.splitlines()[2]}")
            silent = True
            continue
        left = open_ones(found, document)
        print(f"{what}: {len(found)} known, {len(found) - len(left)} answered in {LOOKED_UP.relative_to(ROOT)}")
        for one in left:
            print(f"  {one}")
        known = known or bool(left)
    return 1 if known else 2 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
