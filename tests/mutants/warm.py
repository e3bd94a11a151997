"""Runs tests on a module with a fault in it, in a fork of a process that has read all the rest already."""

import ast
import gc
import importlib
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any, BinaryIO

import pytest
from hypothesis import Phase, settings

from tests.mutants.mutations import mutants
from tests.mutants.nearest import ROOT

NOTHING_RAN = 5
MEMORY_BYTES = 4 << 30
EXAMPLES = 40


class FaultyLoader(SourceFileLoader):
    """Loads one module with its `place`-th fault planted; None plants nothing."""

    def __init__(self, name: str, path: str, place: int | None) -> None:
        super().__init__(name, path)
        self._place = place

    def get_code(self, fullname: str) -> CodeType:
        source = Path(self.path).read_text()
        tree = ast.parse(source)
        if self._place is not None:
            mutants(fullname, source, tree)[self._place].plant()
        return compile(tree, self.path, "exec", dont_inherit=True)


@dataclass(slots=True)
class FaultyFinder:
    """Gives the faulty module where the whole one is asked for."""

    name: str
    path: str
    place: int | None

    def find_spec(self, fullname: str, _path: Any = None, _target: Any = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return spec_from_file_location(fullname, self.path, loader=FaultyLoader(fullname, self.path, self.place))


class Calm:
    """pytest's plugin: no test that starts a server, random examples last, few and not shrunk, nothing kept."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "faults", settings.get_profile("here"), database=None, phases=phases, max_examples=EXAMPLES
        )
        settings.load_profile("faults")

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        servers = [item for item in items if "tether" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=servers)
        items[:] = sorted((item for item in items if item not in servers), key=_is_random)


def _is_random(item: pytest.Item) -> bool:
    return hasattr(getattr(item, "obj", None), "hypothesis")


@dataclass(frozen=True, slots=True)
class Job:
    """A module, the place of one of its faults, the tests to run, and how many processor seconds they have.

    `users` are the modules that must be read again, since they hold parts of the whole one.
    """

    module: str
    path: str
    place: int | None
    tests: tuple[str, ...]
    users: frozenset[str] = frozenset()
    seconds: int = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: pytest's code (negative: a signal), and the processor seconds it took."""

    code: int
    seconds: float


def warm(tests: Sequence[str]) -> None:
    """Import what these tests import, but for the tests themselves."""
    for name in _answer_of_fork(lambda: _imported(tests)):
        with suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _imported(tests: Sequence[str]) -> list[str]:
    _pytest("--collect-only", *tests)
    return [name for name in sys.modules if name.split(".")[0] not in {"tests", "__main__", "conftest"}]


def _answer_of_fork(ask: Callable[[], list[str]]) -> list[str]:
    with tempfile.TemporaryFile() as answer:
        pid = os.fork()
        if pid == 0:
            _in_fork(lambda: _write(answer, ask()))
        os.waitpid(pid, 0)
        answer.seek(0)
        return list(pickle.load(answer))


def _write(file: BinaryIO, value: list[str]) -> int:
    file.write(pickle.dumps(value))
    file.flush()
    return 0


def _in_fork(work: Callable[[], int]) -> None:
    """Do `work` in silence, then end at once, whatever it left behind."""
    code = 1
    try:
        silent = os.open(os.environ.get("HEARLINE_MUTANTS_OUTPUT", os.devnull), os.O_RDWR | os.O_CREAT | os.O_APPEND)
        for stream in range(3):
            os.dup2(silent, stream)
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _forget(modules: Sequence[str]) -> None:
    """They are read again when they are next imported."""
    for name in modules:
        sys.modules.pop(name, None)
        package, _, last = name.rpartition(".")
        if package in sys.modules:
            vars(sys.modules[package]).pop(last, None)


def _pytest(*arguments: str) -> int:
    os.chdir(ROOT)
    quiet = ("-q", "-x", "-p", "no:cacheprovider", "--assert=plain", "--tb=no")
    return int(pytest.main([*quiet, "--hypothesis-seed=1", *arguments], plugins=[Calm()]))


def _run(job: Job) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (job.seconds, job.seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.meta_path.insert(0, FaultyFinder(job.module, job.path, job.place))
    tests = [name for name in sys.modules if name.split(".")[0] == "tests"]
    _forget([job.module, *job.users, *tests])
    return _pytest(*job.tests)


@dataclass(slots=True)
class Pool:
    """So many forks at a time. One that hangs for `hang_s` seconds is ended: its fault was noticed."""

    width: int
    hang_s: float = 600.0
    _running: dict[int, tuple[Any, float]] = field(default_factory=dict)

    def run(self, jobs: dict[Any, Job], done: Callable[[Any, Outcome], None]) -> None:
        """Run every job, and tell `done` the key and the outcome of each as it ends."""
        waiting = list(jobs.items())
        while waiting or self._running:
            while waiting and len(self._running) < self.width:
                key, job = waiting.pop(0)
                self._running[self._start(job)] = (key, time.monotonic())
            self._reap(done)

    def _start(self, job: Job) -> int:
        pid = os.fork()
        if pid == 0:
            _in_fork(lambda: _run(job))
        return pid

    def _reap(self, done: Callable[[Any, Outcome], None]) -> None:
        pid, status, used = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            self._end_hanging()
            time.sleep(0.01)
        elif pid in self._running:
            key, _ = self._running.pop(pid)
            done(key, Outcome(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime))

    def _end_hanging(self) -> None:
        for pid, (_, began) in self._running.items():
            if time.monotonic() - began > self.hang_s:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
