"""`./dev mutants --python`: plants small faults in the pure modules and asks the nearest tests whether they notice.

    --seed N      which faults are drawn; printed, so that a run can be repeated
    --sample N    how many are drawn; 0 is all of them
    --only TEXT   only modules whose name holds TEXT

A fault that changes nothing is listed in `equivalent.json` with the reason; it is not counted. One that is
listed there and noticed, or is in no module any more, fails the run: the list tells the truth or nothing.
"""

import argparse
import ast
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutations import mutants
from tests.mutants.nearest import Pure, pure_modules
from tests.mutants.warm import NOTHING_RAN, Job, Outcome, Pool, warm

SAMPLE = 320
LISTED = Path(__file__).with_name("equivalent.json")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one module, by its place among them."""

    name: str
    module: Pure
    place: int


@dataclass(slots=True)
class Tally:
    """What became of the faults, by name."""

    killed: list[str]
    survived: list[str]
    equivalent: list[str]
    wrongly_listed: list[str]

    def line(self, seed: int) -> str:
        sampled = len(self.killed) + len(self.survived)
        share = round(len(self.killed) / sampled, 3) if sampled else 0.0
        return json.dumps(
            {
                "mutants": "python",
                "seed": seed,
                "sampled": sampled,
                "killed_share": share,
                "survived": sorted(self.survived),
                "equivalent": len(self.equivalent),
                "wrongly_listed": self.wrongly_listed,
            },
            ensure_ascii=False,
        )


def faults_of(module: Pure) -> Iterator[Fault]:
    """Those of a file. Where two have one name the later is `#2`."""
    source = module.path.read_text()
    seen: Counter[str] = Counter()
    for place, mutant in enumerate(mutants(module.name, source, ast.parse(source))):
        seen[mutant.name] += 1
        again = f" #{seen[mutant.name]}" if seen[mutant.name] > 1 else ""
        yield Fault(mutant.name + again, module, place)


def listed() -> dict[str, str]:
    """Name of a fault that changes nothing → why."""
    return dict(json.loads(LISTED.read_text(encoding="utf-8")))


def drawn(faults: list[Fault], unchanging: Iterable[str], sample: int, seed: int) -> list[Fault]:
    """`sample` faults that change something, and those that do not which were met on the way; 0 is all."""
    order = random.Random(seed).sample(faults, len(faults))
    if not sample:
        return order
    skipped = set(unchanging)
    counted = [place for place, fault in enumerate(order) if fault.name not in skipped]
    last = counted[sample - 1] + 1 if len(counted) >= sample else len(order)
    return order[:last]


def measured(modules: list[Pure], pool: Pool) -> dict[str, float]:
    """Processor seconds of each file of tests as it is; without those that all need a server, or that fail."""
    took: dict[str, float] = {}

    def done(test: str, outcome: Outcome) -> None:
        if outcome.code == 0:
            took[test] = outcome.seconds
        elif outcome.code != NOTHING_RAN:
            print(f"LEFT OUT {test}: it fails without a fault ({outcome.code})", flush=True)

    tests = {test: module for module in modules for test in module.tests}
    pool.run({test: job_of(module, None, (test,)) for test, module in tests.items()}, done)
    return took


def job_of(module: Pure, place: int | None, tests: tuple[str, ...], seconds: int = 120) -> Job:
    return Job(module.name, str(module.path), place, tests, module.users, seconds)


def judged(faults: list[Fault], unchanging: dict[str, str], pool: Pool) -> Tally:
    """Run the tests on each fault and say which noticed."""
    tally = Tally([], [], [], [])
    took = measured(list({fault.module.name: fault.module for fault in faults}.values()), pool)
    jobs = {}

    def note(fault: Fault, noticed: bool) -> None:
        if fault.name in unchanging:
            (tally.wrongly_listed if noticed else tally.equivalent).append(fault.name)
        else:
            (tally.killed if noticed else tally.survived).append(fault.name)
            print(f"{'killed  ' if noticed else 'SURVIVED'} {fault.name}", flush=True)

    for fault in faults:
        tests = sorted((test for test in fault.module.tests if test in took), key=lambda test: took[test])
        if tests:
            seconds = int(sum(took[test] for test in tests) * 4) + 4
            jobs[fault] = job_of(fault.module, fault.place, tuple(tests), seconds)
        else:
            note(fault, False)
    pool.run(jobs, lambda fault, outcome: note(fault, outcome.code != 0))
    return tally


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev mutants --python")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--only", default="")
    given = parser.parse_args(arguments)
    began = time.monotonic()
    modules = [module for module in pure_modules() if given.only in module.name]
    faults = [fault for module in modules for fault in faults_of(module)]
    unchanging = listed()
    stale = [] if given.only else sorted(unchanging.keys() - {fault.name for fault in faults})
    print(f"{len(faults)} faults in {len(modules)} pure modules; --seed {given.seed}", flush=True)
    warm(sorted({test for module in modules for test in module.tests}))
    tally = judged(drawn(faults, unchanging, given.sample, given.seed), unchanging, Pool(os.cpu_count() or 1))
    tally.wrongly_listed += stale
    print(f"{time.monotonic() - began:.0f} s")
    print(tally.line(given.seed))
    return 1 if tally.survived or tally.wrongly_listed else 0
