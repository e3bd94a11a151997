"""`hearline simulate --live URL`: a helpline rehearses a campaign, with teens and counsellors over real sockets."""

import argparse
import asyncio
import contextlib
import json
import random
import stat
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyotp
from httpx import HTTPError

from chat.client.http_calls import Refused
from chat.commands.rehearsal.people import CLOSING_S, Counsellor, Stage, Teen
from chat.commands.rehearsal.watch import Guest, Watcher, strangers, why_not
from chat.settings import BadSettings
from chat.startup import tell
from chat.web_addresses import origin
from routing.simulation.day import HOUR_MS, MINUTE_MS, PROFILES, Arrival, draw

SAID_EVERY_S = 5.0
_SEES_BOARD = frozenset({"supervisor", "admin"})


@dataclass(frozen=True, slots=True)
class Login:
    """`app`: the secret of its code app, where it has one."""

    name: str
    password: str
    app: str = ""

    def code(self) -> str:
        return pyotp.TOTP(self.app).now() if self.app else ""


def add_options(parser: argparse.ArgumentParser) -> None:
    live = parser.add_argument_group("a rehearsal on a running house, at a desk of its own")
    live.add_argument("--live", metavar="URL", default="", help="its address; people on duty there are not disturbed")
    live.add_argument(
        "--staff", metavar="FILE", default="", help="accounts: login, password and app secret, a line each"
    )
    live.add_argument("--desk", default="rehearsal", help="the desk to rehearse at (default: rehearsal)")
    live.add_argument("--from-hour", type=int, default=-1, help="where in the day (default: its busiest hour)")
    live.add_argument("--minutes", type=float, default=60, help="how much of the day (default: 60)")
    live.add_argument("--pace", type=float, default=1, help="how many times as fast as the day (default: 1)")
    live.add_argument("--times", type=int, default=1, help="how many times as many teens (default: 1)")


def run(arguments: argparse.Namespace) -> int:
    """Prints how it goes, and one JSON line; 0 when it went to its end and no word was lost. Raises BadSettings."""
    if not (0 < arguments.pace <= 1_000 and arguments.minutes > 0 and 1 <= arguments.times <= 1_000):
        raise BadSettings("--pace must be from 0 to 1000, --minutes above 0, --times from 1 to 1000.")
    if not -1 <= arguments.from_hour <= 23:
        raise BadSettings("--from-hour must be from 0 to 23.")
    try:
        url = origin(arguments.live)
    except ValueError as problem:
        raise BadSettings(f"--live {problem}.") from None
    logins = read_logins(Path(arguments.staff or "."))
    try:
        report = asyncio.run(_rehearse(url, logins, arguments))
    except (Refused, HTTPError, OSError, TimeoutError) as problem:
        tell(f"The rehearsal could not begin: {problem or type(problem).__name__}.")
        return 1
    print(json.dumps(report))
    return 0 if report["ok"] else 1


def read_logins(path: Path) -> list[Login]:
    """Raises BadSettings."""
    try:
        open_to_others = path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)
        rows = [line.split() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except OSError as problem:
        raise BadSettings(f"--staff must name a file of accounts: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise BadSettings("--staff must name a file of accounts, as text in UTF-8.") from None
    if open_to_others:
        raise BadSettings("The file of --staff can be read by others: chmod 600.")
    if not rows or not all(2 <= len(row) <= 3 for row in rows):
        raise BadSettings("--staff: each line has a login, a password and, with a code app, its secret.")
    logins = [Login(*row) for row in rows]
    try:
        for login in logins:
            login.code()
    except ValueError:
        raise BadSettings(f"--staff: what stands as the app secret of {login.name[:32]} is none.") from None
    return logins


def arrivals(day: str, seed: int, times: int, from_hour: int, minutes: float) -> list[Arrival]:
    """Who comes in this part of the day, `at_ms` from its beginning on. Pure."""
    profile = PROFILES[day]
    busiest = max(range(len(profile.hourly)), key=lambda hour: profile.hourly[hour])
    first = (from_hour if from_hour >= 0 else profile.opens + busiest) * HOUR_MS
    everybody = [one for more in range(times) for one in draw(profile, seed + 7919 * more).arrivals]
    here = (one for one in everybody if first <= one.at_ms < first + minutes * MINUTE_MS)
    return sorted((replace(one, at_ms=one.at_ms - first) for one in here), key=lambda one: one.at_ms)


async def _rehearse(url: str, logins: list[Login], arguments: argparse.Namespace) -> dict[str, Any]:
    stage = Stage(url, arguments.desk, arguments.pace, random.Random(arguments.seed))
    async with contextlib.AsyncExitStack() as ends:
        watcher, staff = await _signed_in(stage, logins, ends)
        if reason := why_not(await watcher.seen()):
            raise BadSettings(reason)
        day = (arguments.day or ["campaign"])[0]
        coming = arrivals(day, arguments.seed, arguments.times, arguments.from_hour, arguments.minutes)
        if not coming:
            raise BadSettings(f"Nobody comes in this part of {day}: say another --from-hour, or more --minutes.")
        print(f"{len(coming)} teens and {len(staff)} counsellors rehearse at {stage.desk} of {url}.", flush=True)
        return await _play(stage, watcher, staff, coming)


async def _signed_in(
    stage: Stage, logins: list[Login], ends: contextlib.AsyncExitStack
) -> tuple[Watcher, list[Counsellor]]:
    """A supervisor watches; all others serve. Raises BadSettings without either."""
    watcher, staff = None, []
    for login in logins:
        one = Counsellor(stage)
        ends.push_async_callback(one.me.close)
        about = await one.me.http.sign_in(login.name, login.password, login.code())
        if about["enrol"]:
            raise BadSettings(f"{login.name[:32]} has to sign in at /console first, and do what it asks for.")
        if about["role"] in _SEES_BOARD and watcher is None:
            watcher = Watcher(stage.url, stage.desk)
            await watcher.http.close()
            watcher.http = one.me.http
            watcher.driver.start()
            ends.push_async_callback(watcher.driver.stop)
        else:
            stage.staff.add(about["id"])
            staff.append(one)
    if watcher is None or not staff:
        raise BadSettings("--staff must have a supervisor, who watches the desk, and at least one counsellor.")
    return watcher, staff


async def _play(stage: Stage, watcher: Watcher, staff: list[Counsellor], coming: list[Arrival]) -> dict[str, Any]:
    begun, teens, stopped = time.monotonic(), set[asyncio.Task[None]](), ""
    crew = [asyncio.create_task(one.work()) for one in staff]
    saying = asyncio.create_task(_say(stage, begun))
    arriving = asyncio.create_task(_arrive(stage, coming, teens, begun))
    try:
        stopped = await _until_over(stage, watcher, crew, arriving, teens)
    finally:
        saying.cancel()
        arriving.cancel()
        await _end(teens, [*crew, saying, arriving], staff, patient=not stopped)
    print(stage.tally.line(), flush=True)
    return stage.tally.report(stopped, stage.pace)


async def _arrive(stage: Stage, coming: list[Arrival], teens: set[asyncio.Task[None]], begun: float) -> None:
    for one in coming:
        await asyncio.sleep(max(0.0, begun + one.at_ms / 1000 / stage.pace - time.monotonic()))
        task = asyncio.create_task(Teen(stage, one).come())
        teens.add(task)
        task.add_done_callback(teens.discard)


async def _until_over(
    stage: Stage,
    watcher: Watcher,
    crew: list[asyncio.Task[None]],
    arriving: asyncio.Task[None],
    teens: set[asyncio.Task[None]],
) -> str:
    """Why it ended before its time, or ""."""
    guest = Guest()
    while not (arriving.done() and not teens):
        await asyncio.sleep(0.5)
        board = await watcher.seen()
        if others := strangers(board, stage.staff):
            return f"Somebody came on duty who is not of the rehearsal: {', '.join(others)}."
        if guest.found(board, stage.chats, time.monotonic()):
            return "Somebody came who is not of the rehearsal. Let a counsellor look after them now."
        if dead := [one for one in crew if one.done() and not one.cancelled()]:
            return f"A counsellor of the rehearsal could not go on ({type(dead[0].exception()).__name__})."
    return ""


async def _end(
    teens: set[asyncio.Task[None]], tasks: list[asyncio.Task[None]], staff: list[Counsellor], *, patient: bool
) -> None:
    """Everybody leaves in good order: teens first, then staff, whom nothing is offered any more. `patient`: forms are
    filled before."""
    for task in [*teens, *tasks]:
        task.cancel()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(2 * CLOSING_S):
            await asyncio.gather(*teens, *tasks, return_exceptions=True)
            await asyncio.gather(*(one.stop(CLOSING_S if patient else 0.0) for one in staff), return_exceptions=True)


async def _say(stage: Stage, begun: float) -> None:
    while True:
        await asyncio.sleep(SAID_EVERY_S)
        minutes, seconds = divmod(int((time.monotonic() - begun) * stage.pace), 60)
        print(f"{minutes:3}:{seconds:02} {stage.tally.line()}", flush=True)
