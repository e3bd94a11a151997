"""A pytest plugin that tells `tests.run` what is going on: each event as a line of JSON in HEARLINE_TEST_EVENTS."""

import json
import os
import resource
from typing import Any

import pytest


class Progress:
    """Writes what begins, how it ends, and at last how much processor time all of it took."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "a", buffering=1)  # noqa: SIM115

    def _tell(self, kind: str, **what: Any) -> None:
        self._file.write(json.dumps({"event": kind, **what}) + "\n")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._tell("found", tests=len(session.items))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._tell("begins", test=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Of the three phases of a test; only one that did not pass, or the call, decides."""
        decides = report.when == "call" or report.outcome != "passed"
        outcome = report.outcome if decides else ""
        self._tell("phase", test=report.nodeid, phase=report.when, outcome=outcome, took_s=round(report.duration, 3))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._tell("phase", test=report.nodeid, phase="collect", outcome="failed", took_s=0.0)

    def pytest_unconfigure(self) -> None:
        """By now the servers and browsers of the tests have ended."""
        used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        self._tell("ends", processor_s=round(sum(one.ru_utime + one.ru_stime for one in used), 1))
        self._file.close()


def pytest_configure(config: pytest.Config) -> None:
    path = os.environ.get("HEARLINE_TEST_EVENTS")
    if path:
        config.pluginmanager.register(Progress(path), "hearline-progress")
