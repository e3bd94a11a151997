"""Runs the checks and the tests for `./dev test` and `./dev check`, inside the virtual environment.

`python -m tests.run` everything · `--fast` the fast part · anything else goes to pytest, suites by name.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from demo.tether import Tether

ROOT = Path(__file__).parents[1]
WEB = ROOT / "web"
LANES = (("unit", "contract", "property", "integration", "faults"), ("security",), ("e2e",))
SUITES = tuple(suite for lane in LANES for suite in lane)


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

    code: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Result") -> "Result":  # type: ignore[override]
        return Result(self.code or other.code, *(a + b for a, b in zip(self[1:], other[1:], strict=True)))


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


class Lane:
    """One pytest of its own; its output goes to a file, so that lanes beside it do not mix with it."""

    def __init__(self, tether: Tether, arguments: list[str], **environment: str) -> None:
        color = "yes" if sys.stdout.isatty() else "no"
        self._output = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115
        command = [sys.executable, "-m", "pytest", f"--color={color}", *arguments]
        self._child = tether.start(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=self._output, stderr=subprocess.STDOUT
        )

    def show(self) -> Result:
        """Print what it says until it ends."""
        said, running = b"", True
        while running:
            running = self._child.poll() is None
            new = os.pread(self._output.fileno(), 1 << 24, len(said))
            print(new.decode(errors="replace"), end="", flush=True)
            said += new
            time.sleep(0.1 if running else 0)
        return result_of(said.decode(errors="replace"), self._child.returncode)


def result_of(said: str, code: int) -> Result:
    """What pytest's closing line counts."""
    last = next((line for line in reversed(said.splitlines()) if re.search(r"\d+ (passed|failed|error)", line)), "")
    failed = counted(last, "failed") + counted(last, "errors?")
    return Result(code, counted(last, "passed"), failed, counted(last, "skipped"))


def counted(line: str, word: str) -> int:
    found = re.search(rf"(\d+) {word}\b", line)
    return int(found[1]) if found else 0


def close(failed_checks: list[str], result: Result) -> int:
    """The exit code; the closing line counts the checks as tests."""
    if failed_checks:
        print(f"Failed: {', '.join(failed_checks)}")
    skipped = f", {result.skipped} skipped" if result.skipped else ""
    print(f"{result.passed} passed, {result.failed + len(failed_checks)} failed{skipped}")
    return result.code or int(bool(failed_checks))


def as_paths(arguments: list[str]) -> list[str]:
    return [f"tests/{word}" if word in SUITES else word for word in arguments]


def main(arguments: list[str]) -> int:
    tether = Tether()
    try:
        return everything(tether) if not arguments else some(tether, arguments)
    except KeyboardInterrupt:
        return 130
    finally:
        tether.close()


def some(tether: Tether, arguments: list[str]) -> int:
    if "--fast" in arguments:
        return close(run_checks(FAST), Lane(tether, as_paths(["unit", "contract"])).show())
    return Lane(tether, as_paths(arguments)).show().code


def everything(tether: Tether) -> int:
    failed = run_checks(FAST + SLOW)
    lanes = [Lane(tether, ["--durations=10", *as_paths(list(lane))]) for lane in LANES]
    lanes.append(Lane(tether, ["-m", "any_redis"], HEARLINE_REDIS_SERVER=other_server()))
    return close(failed, sum((lane.show() for lane in lanes), Result()))


def other_server() -> str:
    """Debian's Redis; the shipped Valkey where the tests run on another server already."""
    return "" if os.environ.get("HEARLINE_REDIS_SERVER") else shutil.which("redis-server") or "redis-server"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
