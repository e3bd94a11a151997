"""`hearline simulate`: days in simulated time against the real scripts, on a Valkey of its own."""

import argparse
import asyncio
import json
from dataclasses import asdict
from typing import Any

from demo.tether import Tether
from demo.valkey import start_valkey
from routing.desk import Desk
from routing.pipe import Pipe
from routing.simulation.day import PROFILES, draw
from routing.simulation.outcome import Outcome
from routing.simulation.run import SimulatedDay

MIDNIGHT_MS = 1_790_000_000_000


def register(subparsers: Any) -> None:
    about = "draw days of arrivals, patience and shifts, and play them against the real scripts in simulated time"
    parser = subparsers.add_parser("simulate", help=about)
    parser.add_argument("--day", action="append", choices=sorted(PROFILES), help="a kind of day (default: each)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same day")
    parser.add_argument("--runs", type=int, default=1, help="days of each kind, with seeds counted upwards")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints one line a day and one JSON line; 0 when the desk's counters agree with what happened."""
    tether = Tether()
    try:
        outcomes = asyncio.run(_play(start_valkey(tether), arguments))
    finally:
        tether.close()
    print(json.dumps({"days": [asdict(outcome) for outcome in outcomes]}))
    return 0 if all(outcome.desk_agrees for outcome in outcomes) else 1


async def _play(url: str, arguments: argparse.Namespace) -> list[Outcome]:
    pipe = Pipe(url)
    await pipe.start()
    outcomes = []
    try:
        for name in arguments.day or list(PROFILES):
            for seed in range(arguments.seed, arguments.seed + arguments.runs):
                outcomes.append(await play(pipe, name, seed))
                print(_sentence(outcomes[-1], seed), flush=True)
    finally:
        await pipe.stop()
    return outcomes


async def play(pipe: Pipe, profile: str, seed: int) -> Outcome:
    """One day on an emptied Redis."""
    await pipe.call("FLUSHALL")
    desk = Desk(pipe, "simulation")
    return await SimulatedDay(desk, draw(PROFILES[profile], seed), start_ms=MIDNIGHT_MS, seed=seed).run()


def _sentence(day: Outcome, seed: int) -> str:
    return (
        f"{day.profile} {seed}: {day.arrivals} came, {day.turned_away} turned away, {day.answered} answered, "
        f"{day.abandoned} left waiting; service level {_percent(day.service_level)}, "
        f"abandonment {_percent(day.abandonment)}, occupancy {_percent(day.occupancy)}, "
        f"longest wait {day.longest_wait_s / 60:.0f} min, shown range right {_percent(day.range_hit)} "
        f"of {day.ranges_shown}"
    )


def _percent(rate: float | None) -> str:
    return "n/a" if rate is None else f"{100 * rate:.0f} %"
