"""Faults of the log's scripts: its tests, and both ends' histories, run on a library with the fault in it."""

import subprocess
import sys

import pytest

from routing import log
from routing.library import Library, log_library_of, lua_file
from tests.mutants.faults import Fault
from tests.mutants.log_faults import LOG_FAULTS
from tests.mutants.nearest import ROOT

TESTS = ("tests/integration/test_log.py", "tests/property/test_log_refill.py")
FAILED, PASSED = 1, 0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fault", help="the seeded fault that the log's scripts have")


def pytest_configure(config: pytest.Config) -> None:
    """As a plug-in of the tests: every log of this run has the fault."""
    name = config.getoption("--fault")
    library = faulty(next(fault for fault in LOG_FAULTS if fault.name == name))
    log.log_library = lambda: library  # type: ignore[assignment]


def faulty(fault: Fault) -> Library:
    """The log's library with the fault in it."""

    def read(name: str) -> str:
        text = lua_file(name)
        return fault.apply(text) if name == fault.file else text

    return log_library_of(read)


def killed(fault: Fault) -> bool:
    """Whether a test fails with it. Raises RuntimeError when they could not run."""
    command = (sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "-p", __name__, "--fault", fault.name)
    done = subprocess.run([*command, *TESTS], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (FAILED, PASSED):
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return done.returncode == FAILED
