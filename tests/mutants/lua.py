"""`python -m tests.mutants [NAME…]`: run the random histories on each faulty set of scripts until they find it; on a
faulty log, its tests.

The last line is JSON: how many were killed, and the names of those that survived.
"""

import json
import logging
import sys
import time
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from redis import Redis
from redis.exceptions import RedisError

from demo.tether import Tether
from demo.valkey import start_valkey
from routing.library import Library, desk_library_of, lua_file
from tests.mutants import log
from tests.mutants.faults import FAULTS, Fault
from tests.mutants.log_faults import LOG_FAULTS
from tests.property.desk_machine import DeskMachine

# Short histories first: most faults show early, and the long ones are for the few that need a past.
ROUNDS = ((60, 30), (200, 40), (300, 60))


def faulty(fault: Fault) -> Library:
    """The library with the fault in it."""

    def read(name: str) -> str:
        text = lua_file(name)
        return fault.apply(text) if name == fault.file else text

    return desk_library_of(read)


def survives(redis: Redis, library: Library, examples: int, steps: int) -> bool:
    """True when the histories find nothing wrong."""
    machine = type("Faulty", (DeskMachine,), {"redis": redis, "library": library})
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine, settings=how)
    except (AssertionError, RedisError, TypeError):
        return False
    return True


def killed(redis: Redis, fault: Fault) -> bool:
    """Whether some round finds the fault."""
    library = faulty(fault)
    redis.execute_command("FUNCTION FLUSH")
    redis.execute_command("FUNCTION LOAD", library.source)
    return not all(survives(redis, library, *each) for each in ROUNDS)


def run(redis: Redis, wanted: list[Fault], say: Callable[[str], None]) -> list[str]:
    """The names of the survivors."""
    survived = []
    for fault in wanted:
        began = time.monotonic()
        dead = log.killed(fault) if fault in LOG_FAULTS else killed(redis, fault)
        say(f"{'killed  ' if dead else 'SURVIVED'} {time.monotonic() - began:5.1f} s  {fault.name}")
        survived += [] if dead else [fault.name]
    return survived


def main(names: list[str]) -> int:
    """Run the faults called `names`, or all."""
    logging.disable(logging.CRITICAL)
    wanted = [fault for fault in (*FAULTS, *LOG_FAULTS) if not names or fault.name in names]
    tether = Tether()
    try:
        redis = Redis.from_url(start_valkey(tether), decode_responses=True)
        survived = run(redis, wanted, lambda line: print(line, flush=True))
    finally:
        tether.close()
    print(json.dumps({"killed": len(wanted) - len(survived), "survived": survived}))
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
