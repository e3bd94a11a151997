"""`./dev bench records`: a desk's three years in SQLite and PostgreSQL; how long every report takes, at 1× and 10×.

Ends with one JSON line: sessions, report_ms_max, growth_10x, recorder_per_s, databases.
"""

import argparse
import asyncio
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from sqlalchemy import text

from bench.record_load import chunks, closed_chats, write
from chat.entry.keyring import KeyRing
from chat.jobs.recorder import DeskRecorder
from demo.tether import Tether
from demo.valkey import start_valkey
from routing import keys
from storage import Store, open_store
from storage.migrate import migrate
from storage.records.calendar import quarter_of
from storage.reports.reports import CROSSINGS, DIMENSIONS, Query
from tests import postgres

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)
TIMES, QUICK_MS = 3, 25.0
LONGEST_MS, MOST_GROWTH, LEAST_PER_S = 300, 2.0, 1_000
Report = Callable[[Store], Awaitable[object]]


@dataclass(slots=True)
class Found:
    """What was measured on one database: milliseconds of each report with a tenth of the rows, and with all."""

    tenth: dict[str, float] = field(default_factory=dict)
    whole: dict[str, float] = field(default_factory=dict)

    @property
    def slowest(self) -> float:
        return max(self.whole.values())

    @property
    def growth(self) -> float:
        """Of all reports together: a single quick one is lost in the noise."""
        return sum(self.whole.values()) / sum(self.tenth.values())


def reports() -> dict[str, Report]:
    """Every report in every step and dimension, over the longest time that the step allows."""
    found: dict[str, Report] = {}

    def add(name: str, by: str, days: int = 10_000, **more: str) -> None:
        first = max(FIRST, LAST - timedelta(days=days - 1))
        query = Query(first.isoformat(), LAST.isoformat(), by, **more)
        label = " ".join(part for part in (name, by, *more.values()) if part)
        found[label] = lambda store: store.reports.run(name, "main", query)

    for by, days in {
        "total": 10_000,
        "quarter": 10_000,
        "month": 10_000,
        "week": 10_000,
        "day": 400,
        "hour": 31,
    }.items():
        add("service", by, days)
    for dimension in DIMENSIONS:
        add("breakdown", "total", dimension=dimension)
        add("breakdown", "month", dimension=dimension)
    for cross in CROSSINGS:
        add("breakdown", "total", dimension="category", cross=cross)
        add("breakdown", "month", dimension="category", cross=cross)
    add("breakdown", "day", 400, dimension="category")
    add("breakdown", "week", 400, dimension="category")
    for name in ("pattern", "unmet"):
        add(name, "total")
        add(name, "total", 1_000, language="nl")
    add("survey", "month")
    found["publication"] = _publish
    return found


async def _publish(store: Store) -> object:
    """Made anew each time, as it is on the day after a quarter."""
    async with store.database.writing() as connection:
        await connection.execute(text("DELETE FROM publication"))
    return await store.publications.get("main", quarter_of(LAST), 2_000_000_000)


async def measure(store: Store) -> dict[str, float]:
    """Milliseconds of each report; a slow one is the best of three, so that what else runs here does not count."""
    found: dict[str, float] = {}
    for name, report in reports().items():
        for _ in range(TIMES):
            start = time.perf_counter()
            await report(store)
            found[name] = min(found.get(name, 1e9), (time.perf_counter() - start) * 1000)
            if found[name] < QUICK_MS:
                break
    return found


@asynccontextmanager
async def databases(tether: Tether, only: str) -> AsyncIterator[dict[str, Store]]:
    """Empty ones with the newest schema; without PostgreSQL here, SQLite alone, and it is said."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hl-bench-"))
        urls = {"sqlite": f"sqlite:///{folder}/records.db"}
        try:
            urls["postgresql"] = await stack.enter_async_context(postgres.database(postgres.start(tether)))
        except postgres.NotHereError as problem:
            print(f"PostgreSQL is not measured: {problem}", file=sys.stderr)
        stores = {}
        for name, url in urls.items():
            if only in ("", name):
                await migrate(url)
                stores[name] = open_store(url)
                stack.push_async_callback(stores[name].close)
        yield stores


async def load(stores: dict[str, Store], sessions: int, draw: random.Random, label: str) -> None:
    """The same sessions into each database, month by month."""
    done = 0
    for chunk in chunks(sessions, FIRST, LAST, draw):
        await asyncio.gather(*(write(store, chunk) for store in stores.values()))
        done += len(chunk.rows)
        bar(label, done, sessions)
    for store in stores.values():
        await settle(store)


async def settle(store: Store) -> None:
    async with store.database.writing() as connection:
        await connection.execute(text("ANALYZE"))


def bar(label: str, done: int, whole: int) -> None:
    if sys.stderr.isatty():
        filled = 30 * done // max(1, whole)
        print(f"\r{label} [{'#' * filled:<30}] {done:>9,}", end="\n" if done >= whole else "", file=sys.stderr)


async def recorder_speed(tether: Tether, folder: str, count: int) -> tuple[float, float]:
    """Closed chats per second from a stream in Valkey into SQLite, and how many MB the process grew meanwhile."""
    url = f"sqlite:///{folder}/recorder.db"
    await migrate(url)
    store = open_store(url)
    redis = Redis.from_url(start_valkey(tether), retry=Retry(NoBackoff(), 0))
    recorder = DeskRecorder("main", redis, store, KeyRing(("the bench signs with this",)), "bench")
    await recorder.prepare()
    await fill(redis, 1_000, 1)
    await drain(recorder)
    await fill(redis, count, 2)
    before, start = memory_mb(), time.perf_counter()
    await drain(recorder)
    spent, grown = time.perf_counter() - start, memory_mb() - before
    await redis.aclose()
    await store.close()
    return count / spent, grown


async def fill(redis: Redis, count: int, seed: int) -> None:
    pipe = redis.pipeline(transaction=False)
    for entry in closed_chats(count, LAST, random.Random(seed)):
        pipe.xadd(keys.desk_key("main", "ended"), entry)  # type: ignore[arg-type]
        if len(pipe.command_stack) >= 1_000:
            await pipe.execute()
    await pipe.execute()


async def drain(recorder: DeskRecorder) -> None:
    while await recorder.step():
        pass


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def run(sessions: int, only: str, seed: int) -> dict[str, object]:
    draw = random.Random(seed)
    tether = Tether()
    try:
        with tempfile.TemporaryDirectory(prefix="hl-bench-") as folder:
            per_s, grown = await recorder_speed(tether, folder, 10_000)
        async with databases(tether, only) as stores:
            found = {name: Found() for name in stores}
            await load(stores, sessions // 10, draw, "a tenth")
            for name, store in stores.items():
                found[name].tenth = await measure(store)
            await load(stores, sessions - sessions // 10, draw, "the rest")
            for name, store in stores.items():
                found[name].whole = await measure(store)
    finally:
        tether.close()
    tell(found)
    return {
        "sessions": sessions,
        "report_ms_max": round(max(one.slowest for one in found.values()), 1),
        "growth_10x": round(max(one.growth for one in found.values()), 2),
        "recorder_per_s": round(per_s),
        "recorder_mb_grown": round(grown, 1),
        "databases": sorted(found),
    }


def tell(found: dict[str, Found]) -> None:
    """The slowest reports of each database."""
    for name, one in found.items():
        for report, ms in sorted(one.whole.items(), key=lambda item: -item[1])[:6]:
            print(f"{name:10} {ms:7.1f} ms (a tenth: {one.tenth[report]:6.1f} ms)  {report}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench records", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 sessions")
    parser.add_argument("--sessions", type=int, default=0)
    parser.add_argument("--only", default="", choices=("", "sqlite", "postgresql"))
    parser.add_argument("--seed", type=int, default=6)
    args = parser.parse_args()
    result = asyncio.run(run(args.sessions or (100_000 if args.quick else 1_000_000), args.only, args.seed))
    print(json.dumps(result))
    good = float(str(result["report_ms_max"])) <= LONGEST_MS and float(str(result["growth_10x"])) <= MOST_GROWTH
    return 0 if good and int(str(result["recorder_per_s"])) >= LEAST_PER_S else 1


if __name__ == "__main__":
    sys.exit(main())
