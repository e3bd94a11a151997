"""Asks the vulnerability databases about every locked package: `./dev audit`.

Exit 0: nothing known, or every finding is answered in docs/dependencies.md. 1: something is known. 2: a database
could not be asked, which is said and is never taken for "nothing known".
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from chat.demo.stack import ROOT

TIMEOUT_S = 180
ANSWERED = ROOT / "docs" / "dependencies.md"


class Unreachable(Exception):
    """The database gave no answer."""


def python_findings() -> list[str]:
    """`package version: id` for each known weakness of the locked Python packages."""
    command = [sys.executable, "-m", "pip_audit", "-r", "requirements.lock", "--disable-pip", "--format", "json"]
    found = _asked(command, ROOT)
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
    found = _asked([npm, "audit", "--json", "--package-lock-only"], ROOT / "web")
    if "vulnerabilities" not in found:
        raise Unreachable(str(found.get("message", "no answer"))[:200])
    return [f"{name}: {one['severity']}" for name, one in found["vulnerabilities"].items()]


def _asked(command: list[str], where: Path) -> dict[str, Any]:
    try:
        done = subprocess.run(command, cwd=where, capture_output=True, text=True, timeout=TIMEOUT_S)
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError, OSError) as problem:
        raise Unreachable(type(problem).__name__) from problem
    return found


def main() -> int:
    worst = 0
    answered = ANSWERED.read_text(encoding="utf-8")
    for what, ask in (("Python", python_findings), ("npm", node_findings)):
        try:
            found = ask()
        except Unreachable as problem:
            print(f"{what}: the vulnerability database could not be asked ({problem}); this says nothing about safety.")
            worst = max(worst, 2)
            continue
        open_ones = [one for one in found if one.rpartition(": ")[2] not in answered]
        print(f"{what}: {len(found)} known, {len(found) - len(open_ones)} answered in docs/dependencies.md")
        for one in open_ones:
            print(f"  {one}")
            worst = max(worst, 1)
    return worst


if __name__ == "__main__":
    sys.exit(main())
