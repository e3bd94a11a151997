"""What a run says of itself: counted from events, one line at the end."""

from pathlib import Path
from typing import Any

import pytest

from demo.tether import Tether
from tests.lanes import Idle, Job, Outcome, Told, run
from tests.run import SUITES, closing, everything


def told(*events: tuple[str, str, str]) -> tuple[Told, list[str]]:
    """(test, phase, outcome) of each phase that was reported, and the tests that were called failed."""
    it = Told()
    failed = [
        it.take({"event": "phase", "test": test, "phase": phase, "outcome": outcome, "took_s": 1.0})
        for test, phase, outcome in events
    ]
    return it, [name for name in failed if name]


def test_each_test_counts_once_and_a_failure_outlasts_what_passed() -> None:
    it, failed = told(
        ("a", "call", "passed"), ("a", "teardown", "failed"),
        ("b", "setup", "failed"), ("b", "teardown", "failed"),
        ("c", "setup", "skipped"), ("d", "setup", ""), ("d", "call", "passed"),
    )  # fmt: skip
    assert {name: it.count(name) for name in ("passed", "failed", "skipped")} == {
        "passed": 1,
        "failed": 2,
        "skipped": 1,
    }
    assert failed == ["a", "b"]


def test_a_test_without_an_end_is_named_while_it_runs() -> None:
    it = Told()
    it.take({"event": "found", "tests": 2})
    it.take({"event": "begins", "test": "tests/x.py::one"})
    assert (it.found, it.now) == (2, "tests/x.py::one")
    it.take({"event": "ends", "processor_s": 3.5})
    assert (it.now, it.processor_s) == ("", 3.5)


def test_checks_count_as_tests_and_what_failed_is_shown() -> None:
    said: list[str] = []
    tether = Tether()
    try:
        good, bad = Job("good", command=("true",)), Job("bad", command=("sh", "-c", "echo why; exit 3"))
        outcome = run([good, bad], tether, said.append)
    finally:
        tether.close()
    assert (outcome.passed, outcome.failed, outcome.broken) == (1, 1, ["bad"])
    text = "\n".join(said)
    assert "good: ok" in text
    assert "bad: FAILED" in text
    assert "why" in text


def test_what_nobody_used_is_told_of_the_last_moments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "stat"
    told.write_text("cpu  100 0 100 100 0 0 0 0 0 0\ncpu0 1 1\n")
    idle = Idle(told)
    assert idle.share() == 0.0
    monkeypatch.setattr("tests.lanes.LOOK_FOR_S", 0.0)
    told.write_text("cpu  150 0 110 130 10 0 0 0 0 0\ncpu0 1 1\n")
    assert idle.share() == 0.4
    assert idle.share() == 0.0
    assert Idle(tmp_path / "nowhere").share() == 0.0


def test_each_suite_is_in_a_lane_and_what_one_leaves_out_another_takes() -> None:
    words = [word for job in everything(()) for word in job.arguments]
    taken = [word for word in words if word.startswith("tests/")]
    left_out = [word.removeprefix("--ignore=") for word in words if word.startswith("--ignore=")]
    assert sorted(taken) == sorted([*(f"tests/{suite}" for suite in SUITES), *left_out])


def test_with_long_each_lane_of_tests_is_told() -> None:
    lanes = [job for job in everything(["--long"]) if job.arguments]
    assert all("--long" in job.arguments for job in lanes)
    assert "any_redis" in {word for job in lanes for word in job.arguments}


def test_the_last_line_counts(monkeypatch: Any) -> None:
    lines = closing(Outcome(passed=7, failed=1, skipped=2, broken=["types"]), 90.0)
    assert lines[-1] == "7 passed, 1 failed, 2 skipped"
    assert "Failed: types" in lines
    assert any(line.startswith("1.5 min, ") and "processor" in line and "seed" in line for line in lines)
