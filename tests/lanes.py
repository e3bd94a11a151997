"""Pieces of a run side by side: each is a process of its own, whose output is kept until something in it fails."""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.tether import Tether

ROOT = Path(__file__).parents[1]
# Each lane waits half of its time: for servers that start, outages that last, pages that are drawn. While the machine
# idles there is room for more of them.
AT_ONCE = max(2, min(6, (os.cpu_count() or 2) + 1))
MOST_AT_ONCE = AT_ONCE + 3
ROOMY, LOOK_FOR_S = 0.25, 10.0
SAID_EVERY_S = 20.0
LOOK_EVERY_S = 0.2
SLOWEST = 10


@dataclass(frozen=True, slots=True)
class Job:
    """What one lane does: pytest with these arguments, or another command that must exit with 0."""

    name: str
    arguments: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    where: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """What the events of a lane said so far."""

    found: int = 0
    outcomes: dict[str, str] = field(default_factory=dict)
    took_s: Counter[str] = field(default_factory=Counter)
    now: str = ""
    since: float = field(default_factory=time.monotonic)
    processor_s: float = 0.0

    def take(self, event: Mapping[str, Any]) -> str:
        """One event; the name of a test that has just failed, or ""."""
        match event["event"]:
            case "found":
                self.found = event["tests"]
            case "begins":
                self.now, self.since = event["test"], time.monotonic()
            case "ends":
                self.now, self.processor_s = "", event["processor_s"]
            case "phase":
                return self._phase(event["test"], event["phase"], event["outcome"], event["took_s"])
        return ""

    def _phase(self, test: str, phase: str, outcome: str, took_s: float) -> str:
        """A failure at any phase counts once, and outlasts what passed before it."""
        self.took_s[test if phase == "call" else f"{test} ({phase})"] += took_s
        failed = outcome == "failed" and self.outcomes.get(test) != "failed"
        if outcome and self.outcomes.get(test) != "failed":
            self.outcomes[test] = outcome
        return test if failed else ""

    def count(self, outcome: str) -> int:
        return sum(one == outcome for one in self.outcomes.values())


class Lane:
    """One job that runs."""

    def __init__(self, job: Job, tether: Tether, folder: Path) -> None:
        self.job, self.told, self._began = job, Told(), time.monotonic()
        self._events, self._output = folder / f"{job.name}.events", folder / f"{job.name}.txt"
        self._events.touch()
        self._read = 0
        with self._output.open("wb") as output:
            self._child = tether.start(
                command_of(job), cwd=job.where, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                env={**os.environ, **job.environment, "HEARLINE_TEST_EVENTS": str(self._events)},
            )  # fmt: skip

    def look(self) -> list[str]:
        """Take in what happened since; the tests that have failed meanwhile."""
        with self._events.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        return [name for line in whole.splitlines() if (name := self.told.take(json.loads(line)))]

    @property
    def over(self) -> bool:
        return self._child.poll() is not None

    @property
    def code(self) -> int:
        return int(self._child.returncode or 0)

    @property
    def took_s(self) -> float:
        return time.monotonic() - self._began

    def said(self) -> str:
        return self._output.read_text(errors="replace")

    def standing(self) -> str:
        """Where it is, in a few words."""
        done, now = len(self.told.outcomes), self.told.now.partition("::")
        at = f", at {Path(now[0]).name}::{now[2]} for {time.monotonic() - self.told.since:.0f} s" if now[0] else ""
        return f"{self.job.name} {done} of {self.told.found}{at}" if self.told.found else self.job.name


def command_of(job: Job) -> list[str]:
    if job.command:
        return list(job.command)
    return [sys.executable, "-m", "pytest", "-p", "tests.progress", "--color=no", *job.arguments]


@dataclass(slots=True)
class Outcome:
    """Of the whole run; a check counts as one test."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)
    slowest: Counter[str] = field(default_factory=Counter)

    def add(self, lane: Lane) -> None:
        told = lane.told
        self.passed += told.count("passed") + (not lane.job.arguments and lane.code == 0)
        self.failed += told.count("failed")
        self.skipped += told.count("skipped")
        self.slowest += told.took_s
        if lane.code and not told.count("failed") and not (lane.code == NOTHING_CHOSEN and lane.job.arguments):
            self.failed += 1
            self.broken.append(lane.job.name)


NOTHING_CHOSEN = 5


class Idle:
    """How much of the processors nobody used, as the kernel tells it (proc(5), `/proc/stat`)."""

    def __init__(self, told: Path = Path("/proc/stat")) -> None:
        self._told, self._at = told, time.monotonic()
        self._before = self._spent()

    def share(self) -> float:
        """Of the last moments, once for every LOOK_FOR_S; 0.0 in between, and where nothing tells."""
        if time.monotonic() - self._at < LOOK_FOR_S:
            return 0.0
        before, self._at, self._before = self._before, time.monotonic(), self._spent()
        idle, every = (now - then for now, then in zip(self._before, before, strict=True))
        return idle / every if every else 0.0

    def _spent(self) -> tuple[int, int]:
        """Ticks idle, and all."""
        try:
            ticks = [int(word) for word in self._told.read_text().split("\n", 1)[0].split()[1:9]]
        except (OSError, ValueError):
            return 0, 0
        return sum(ticks[3:5]), sum(ticks)


def run(jobs: Sequence[Job], tether: Tether, say: Any = print) -> Outcome:
    """All of them, a few at once, in this order; says how it goes."""
    outcome, waiting, running, idle = Outcome(), deque(jobs), list[Lane](), Idle()
    said = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hl-tests-") as folder:
        while waiting or running:
            while waiting and (len(running) < AT_ONCE or (len(running) < MOST_AT_ONCE and idle.share() > ROOMY)):
                running.append(Lane(waiting.popleft(), tether, Path(folder)))
            time.sleep(LOOK_EVERY_S)
            for lane in [lane for lane in running if _followed(lane, say)]:
                running.remove(lane)
                outcome.add(lane)
            if time.monotonic() - said > SAID_EVERY_S and running:
                said = time.monotonic()
                say("  … " + "; ".join(lane.standing() for lane in running))
    return outcome


def _followed(lane: Lane, say: Any) -> bool:
    """Says what is new in this lane; whether it has ended."""
    over = lane.over
    for failed in lane.look():
        say(f"  FAILED {failed}")
    if over:
        say("\n".join(_closing(lane)))
    return over


def _closing(lane: Lane) -> Iterator[str]:
    told = lane.told
    if lane.job.command:
        yield f"  {lane.job.name}: {'FAILED' if lane.code else 'ok'} ({lane.took_s:.1f} s)"
    else:
        counts = ", ".join(f"{told.count(one)} {one}" for one in ("passed", "failed", "skipped") if told.count(one))
        yield f"  {lane.job.name}: {counts or 'nothing'} ({lane.took_s:.0f} s, {told.processor_s:.0f} s of processor)"
    if lane.code not in (0, NOTHING_CHOSEN):
        yield lane.said().rstrip()
    elif told.count("skipped"):
        yield from re.findall(r"^SKIPPED.*$", lane.said(), re.MULTILINE)


def processor_s() -> float:
    """Of everything this process has started and seen the end of, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
