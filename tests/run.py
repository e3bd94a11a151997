"""Runs the checks and the tests for `./dev test` and `./dev check`, inside the virtual environment.

`python -m tests.run` everything · `--fast` the fast part · anything else goes to pytest, suites by name.
"""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
WEB = ROOT / "web"
SUITES = ("unit", "contract", "property", "integration", "faults", "security", "e2e")


class Check(NamedTuple):
    """A command that must exit with 0."""

    name: str
    where: Path
    command: tuple[str, ...]


FAST = (
    Check("lint (Python)", ROOT, ("ruff", "check", ".")),
    Check("format (Python)", ROOT, ("ruff", "format", "--check", ".")),
    Check("types (Python)", ROOT, ("mypy",)),
    Check("import rules", ROOT, ("lint-imports",)),
    Check("lint, format and types (TypeScript)", WEB, ("npm", "run", "--silent", "check")),
)
SLOW = (
    Check("unit tests (TypeScript)", WEB, ("npm", "run", "--silent", "test")),
    Check("size of the front end", WEB, ("npm", "run", "--silent", "size")),
    Check("security lint", ROOT, ("bandit", "-q", "-c", "pyproject.toml", "-r", "chat", "routing", "storage")),
)


class Result(NamedTuple):
    """How pytest ended."""

    code: int
    passed: int
    failed: int


def run_checks(checks: tuple[Check, ...]) -> list[str]:
    """Run each, show the output of those that fail; returns their names."""
    return [check.name for check in checks if not holds(check)]


def holds(check: Check) -> bool:
    begin = time.monotonic()
    done = subprocess.run(
        check.command, cwd=check.where, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
    )
    good = done.returncode == 0
    print(f"  {check.name}: {'ok' if good else 'FAILED'} ({time.monotonic() - begin:.1f} s)", flush=True)
    if not good:
        print(done.stdout + done.stderr, flush=True)
    return good


def pytest(arguments: list[str]) -> Result:
    """Run pytest with its output shown as it comes."""
    color = "yes" if sys.stdout.isatty() else "no"
    command = [sys.executable, "-m", "pytest", f"--color={color}", *arguments]
    last = ""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        for line in child.stdout or ():
            print(line, end="", flush=True)
            last = line if re.search(r"\d+ (passed|failed|error)", line) else last
    return Result(child.returncode, counted(last, "passed"), counted(last, "failed") + counted(last, "errors?"))


def counted(line: str, word: str) -> int:
    found = re.search(rf"(\d+) {word}\b", line)
    return int(found[1]) if found else 0


def close(failed_checks: list[str], result: Result) -> int:
    """The exit code; where a check failed beside the tests, a closing line that counts it."""
    if failed_checks:
        print(f"Failed: {', '.join(failed_checks)}")
        print(f"{result.passed} passed, {result.failed + len(failed_checks)} failed")
    return result.code or int(bool(failed_checks))


def as_paths(arguments: list[str]) -> list[str]:
    return [f"tests/{word}" if word in SUITES else word for word in arguments]


def main(arguments: list[str]) -> int:
    if "--fast" in arguments:
        return close(run_checks(FAST), pytest(["tests/unit", "tests/contract"]))
    if arguments:
        return pytest(as_paths(arguments)).code
    return close(run_checks(FAST + SLOW), pytest(["--durations=15", *as_paths(list(SUITES))]))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
