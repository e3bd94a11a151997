"""Runs the checks and the tests for `./dev test` and `./dev check`, inside the virtual environment.

`python -m tests.run`         all that a change can break, in minutes
`… --fast`                    the checks, unit and contract tests
`… --changed`                 what the change at hand can have touched (tests/changed.py)
`… --long`                    with nothing else: everything, and what takes long
anything else                 goes to pytest, suites by name
"""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Sequence

from demo.tether import Tether
from tests import changed
from tests.lanes import AT_ONCE, ROOT, SLOWEST, Job, Outcome, processor_s, run

WEB = ROOT / "web"
SUITES = ("unit", "contract", "property", "integration", "faults", "security", "literal", "e2e")
OF_SQL = ("tests/integration/records", "tests/integration/storage")
ATTACKS = ("tests/security/test_attacks.py",)
# What takes longest comes first, so that the end is not one lane alone; who waits goes beside who works.
TOGETHER = {
    "faults": ("faults",),
    "e2e": ("e2e",),
    "integration": ("integration", *(f"--ignore={folder}" for folder in OF_SQL)),
    "attacks": ATTACKS,
    "security": ("security", *(f"--ignore={file}" for file in ATTACKS)),
    "integration with SQL": OF_SQL,
    "literal": ("literal",),
    "property unit contract": ("property", "unit", "contract"),
}

LINT = Job("lint (Python)", command=("ruff", "check", "."))
FORMAT = Job("format (Python)", command=("ruff", "format", "--check", "."))
TYPES = Job("types (Python)", command=("mypy",))
IMPORTS = Job("import rules", command=("lint-imports",))
WEB_CHECK = Job("lint, format and types (TypeScript)", command=("npm", "run", "--silent", "check"), where=WEB)
WEB_TEST = Job("unit tests (TypeScript)", command=("npm", "run", "--silent", "test"), where=WEB)
WEB_SIZE = Job("size of the front end", command=("npm", "run", "--silent", "size"), where=WEB)
FAST = (TYPES, WEB_CHECK, IMPORTS, LINT, FORMAT)


def main(arguments: list[str]) -> int:
    tether = Tether()
    try:
        return _run(tether, arguments)
    except KeyboardInterrupt:
        return 130
    finally:
        tether.close()


def _run(tether: Tether, arguments: list[str]) -> int:
    if arguments in ([], ["--long"]):
        return report(tether, everything(arguments))
    if "--fast" in arguments:
        return report(tether, [*unit(), pytest("contract", "contract"), *FAST])
    if "--changed" in arguments:
        return report(tether, of_the_change())
    return tether.start([sys.executable, "-m", "pytest", *as_paths(arguments)], cwd=ROOT).wait()


def everything(more: Sequence[str]) -> list[Job]:
    """Checks come last: they are many and short, and fill what the long lanes leave."""
    *lanes, last = [pytest(name, *suites, *more) for name, suites in TOGETHER.items()]
    return [*lanes, on_the_other_server(more), WEB_TEST, last, WEB_SIZE, *FAST]


def unit() -> list[Job]:
    """Two halves, side by side: what has a folder of its own, and the rest."""
    folders = [f"tests/unit/{name}" for name in ("entry", "gateway", "routing", "storage")]
    rest = pytest("unit", "unit", *(f"--ignore={folder}" for folder in folders))
    return [rest, pytest("unit by room", *folders)]


def on_the_other_server(more: Sequence[str] = ()) -> Job:
    """What Redis has a part in, on Debian's; on the shipped Valkey where the rest runs on another server already."""
    server = "" if os.environ.get("HEARLINE_REDIS_SERVER") else shutil.which("redis-server") or "redis-server"
    name = "on Debian's Redis" if server else "on Valkey"
    return Job(name, ("-m", "any_redis", *more), environment={"HEARLINE_REDIS_SERVER": server, "HEARLINE_FEWER": "1"})


def of_the_change() -> list[Job]:
    """The jobs for the files that differ; says what was chosen, and why."""
    files = changed.files()
    choice = changed.choose(files)
    print(f"  {len(files)} files differ from {changed.base()[:10]}; chosen: {choice.said()}", flush=True)
    if choice.everything:
        return everything(())
    checks = [job for job in FAST if (job is WEB_CHECK and choice.web) or (job is not WEB_CHECK and choice.python)]
    jobs = [*checks]
    if choice.web:
        command = ("npx", "vitest", "related", "--run", *choice.web) if choice.web != ("*",) else WEB_TEST.command
        jobs.append(Job(WEB_TEST.name, command=command, where=WEB))
    if choice.tests:
        jobs.insert(0, pytest("chosen tests", *choice.tests))
    if choice.redis:
        jobs.insert(0, on_the_other_server())
    return jobs


def pytest(name: str, *arguments: str) -> Job:
    return Job(name, (f"--hypothesis-seed={seed()}", "-rs", *as_paths(arguments)))


def as_paths(arguments: Sequence[str]) -> list[str]:
    return [f"tests/{word}" if word in SUITES else word for word in arguments]


def seed() -> str:
    """Of all that is drawn in this run; HEARLINE_SEED repeats it."""
    return os.environ.setdefault("HEARLINE_SEED", str(random.randrange(10**6)))


def report(tether: Tether, jobs: Sequence[Job]) -> int:
    """Run them; the exit code. The last line says how many passed and failed."""
    began = time.monotonic()
    print(f"  seed {seed()}; at least {AT_ONCE} at once of: {', '.join(job.name for job in jobs)}", flush=True)
    outcome = run(jobs, tether, lambda text: print(text, flush=True))
    tether.close()
    print("\n".join(closing(outcome, time.monotonic() - began)), flush=True)
    return int(outcome.failed > 0)


def closing(outcome: Outcome, took_s: float) -> list[str]:
    lines = [f"  {seconds:6.1f} s  {name}" for name, seconds in outcome.slowest.most_common(SLOWEST)]
    if outcome.broken:
        lines.append(f"Failed: {', '.join(outcome.broken)}")
    minutes = f"{took_s / 60:.1f} min, {processor_s() / 60:.1f} min of processor time"
    lines.append(f"{minutes}; seed {seed()} (HEARLINE_SEED repeats it)")
    skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
    return [*lines, f"{outcome.passed} passed, {outcome.failed} failed{skipped}"]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
