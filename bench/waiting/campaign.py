"""After television: many wait on several gateways and 200 counsellors work through them, all on one machine."""

import asyncio
import contextlib
import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.crowd import Crowd
from bench.processes import resident_kib, spent_all
from bench.waiting.counsellors import TALK_S, Worker, on_duty
from bench.waiting.systems import CALM
from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from storage.store import open_store

GATEWAYS, COUNSELLORS = 4, 200
IN_WITHIN_S = 900.0
# By then everybody in the first hundred was looked at since the first chat was taken.
UNDER_WAY_S = 25.0
LOOK_S = 0.01


@dataclass(slots=True)
class Driver:
    """A process with a part of the crowd, and what it said last."""

    process: asyncio.subprocess.Process
    said: dict[str, Any] = field(default_factory=lambda: {"ready": 0, "closed": 0, "again": 0})
    ages: list[float] = field(default_factory=list)

    async def listen(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.said = json.loads(line)
            self.ages += self.said.pop("ages")


async def campaign(waiting: int, seconds: float) -> dict[str, Any]:
    """`seconds`: how long the counsellors work once all are in."""
    tether = Tether()
    async with contextlib.AsyncExitStack() as house:
        house.push_async_callback(asyncio.to_thread, tether.close, 1)
        stack = Stack(tether, tether.folder(Path(tempfile.mkdtemp(prefix="hl-"))), free_port(), CALM)
        ports = await asyncio.to_thread(_start, stack, GATEWAYS)
        crowd = Crowd(stack.redis_url, stack.secret)
        await crowd.start()
        house.push_async_callback(crowd.stop)
        pids = [child.pid for child in tether.children]
        empty = _kib(pids)
        workers = await on_duty(crowd, COUNSELLORS, ports)
        drivers = await _crowds(house, ports, waiting)
        took = await _all_in(drivers, waiting)
        full, before = _kib(pids), spent_all(pids)
        await asyncio.sleep(20)
        idle = _share(pids, before, 20)
        asyncio.get_running_loop().call_later(UNDER_WAY_S, _count_from_now, drivers)
        lags: list[float] = []
        watching = asyncio.create_task(_note_lag(lags))
        house.callback(watching.cancel)
        before, taken = spent_all(pids), Worker.taken
        until = time.monotonic() + seconds
        await asyncio.gather(*(worker.work(until) for worker in workers))
        return {
            "waiting": waiting,
            "gateways": GATEWAYS,
            "joins_per_s": round(waiting / took, 1),
            "kib_per_waiting": round((sum(full[1:]) - sum(empty[1:])) / waiting, 1),
            "redis_kib_per_waiting": round((full[0] - empty[0]) / waiting, 1),
            "idle_cpu_share": idle,
            "busy_cpu_share": _share(pids, before, seconds + 20),
            "chats_taken": Worker.taken - taken,
            **_delays(lags),
            **_ages([age for driver in drivers for age in driver.ages]),
            "lost": sum(driver.said["closed"] for driver in drivers) - (Worker.taken - taken),
            "came_again": sum(driver.said["again"] for driver in drivers),
            "refused": len(Worker.refused),
        }


def _start(stack: Stack, gateways: int) -> list[int]:
    stack.start_valkey()
    stack.prepare()
    asyncio.run(_chats_are_short(stack))
    ports = [stack.port, *(free_port() for _ in range(gateways - 1))]
    for number, port in enumerate(ports):
        stack.start("web", name=f"web{number}", port=port)
    for port in ports:
        stack.wait(port)
    stack.start("worker")
    return ports


async def _chats_are_short(stack: Stack) -> None:
    """As they are here: a desk of longer ones lets in nobody whom it cannot serve before it closes."""
    store = open_store(stack.settings()["DATABASE_URL"])
    await store.start()
    await store.settings.put("main", {"handle_ms": int(1000 * TALK_S)})
    await store.close()


async def _crowds(house: contextlib.AsyncExitStack, ports: list[int], waiting: int) -> list[Driver]:
    drivers = []
    for number, port in enumerate(ports):
        command = [
            sys.executable,
            "-m",
            "bench.waiting.driver",
            str(port),
            str(10 + number),
            str(waiting // len(ports)),
        ]
        pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, **pipes)  # type: ignore[arg-type]
        driver = Driver(process)
        listening = asyncio.create_task(driver.listen())
        house.push_async_callback(process.wait)
        house.callback(_end, process)
        house.callback(listening.cancel)
        drivers.append(driver)
    return drivers


def _count_from_now(drivers: list[Driver]) -> None:
    for driver in drivers:
        driver.ages.clear()


def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()


async def _all_in(drivers: list[Driver], waiting: int) -> float:
    """Seconds until everybody has seen a position."""
    began, told = time.monotonic(), 0.0
    while (ready := sum(driver.said["ready"] for driver in drivers)) < waiting:
        if time.monotonic() - began > IN_WITHIN_S or any(driver.process.returncode is not None for driver in drivers):
            raise TimeoutError(f"{ready} of {waiting} are in: {[driver.said for driver in drivers]}")
        if time.monotonic() - told > 10:
            told = time.monotonic()
            print(f"{ready} are in after {told - began:.0f} s", flush=True)
        await asyncio.sleep(0.5)
    return time.monotonic() - began


def _kib(pids: list[int]) -> list[int]:
    return [resident_kib(pid) for pid in pids]


def _share(pids: list[int], before: dict[int, int], seconds: float) -> float:
    """Of one processor, by Redis, gateways and worker together."""
    return round((sum(spent_all(pids).values()) - sum(before.values())) / 1e9 / seconds, 3)


async def _note_lag(lags: list[float]) -> None:
    """How late this process itself comes to what is due: its own part in every delay that it measures."""
    while True:
        due = time.perf_counter() + LOOK_S
        await asyncio.sleep(LOOK_S)
        lags.append(time.perf_counter() - due)


def _delays(lags: list[float]) -> dict[str, float]:
    offers, bare = sorted(Worker.offers), sorted(Worker.bare)
    middle = statistics.median(bare)
    return {
        "offer_p50_ms": round(1000 * statistics.median(offers), 1),
        "offer_p99_ms": round(1000 * _p99(offers), 1),
        "bare_call_p50_ms": round(1000 * middle, 1),
        "bare_call_p99_ms": round(1000 * _p99(bare), 1),
        "own_lag_p99_ms": round(1000 * _p99(sorted(lags)), 1),
        "offer_p99_vs_bare_call": round(_p99(offers) / middle, 1),
    }


def _p99(found: list[float]) -> float:
    return found[int(0.99 * (len(found) - 1))]


def _ages(ages: list[float]) -> dict[str, float]:
    """Of positions in the first hundred, when the next one came."""
    found = sorted(ages) or [0.0]
    return {
        "positions": len(ages),
        "position_age_p99_s": round(_p99(found), 1),
        "position_age_most_s": round(found[-1], 1),
    }
