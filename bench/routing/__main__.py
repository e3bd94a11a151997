"""`./dev bench routing [--quick]`: ends with one JSON line.

us_redis: processor time of Redis per transition, by [waiting][counsellors]. flatness: the worst ratio of 100,000 to
100 waiting over all transitions. lives_per_redis_cpu_s: join, offer, accept, finish and ready, with 10,000 waiting
and 1,000 counsellors. offer_p99_ms: from a counsellor's `ready` to the next offer in the console's socket, with
10,000 waiting; bare_call_p99_ms: a command of one Redis call through the same gateway.
"""

import argparse
import asyncio
import json

from bench.routing.lap import Lap, typical
from bench.routing.latency import offers
from bench.routing.valkey import Cost
from chat.demo.tether import Tether
from chat.demo.valkey import start_valkey
from routing.pipe import Pipe

LIFE = ("join", "accept", "finish", "ready")
WAITING = (100, 10_000, 100_000)
STAFF = (10, 1_000)
# A lap asks this many of each transition; small crews run more laps.
SAMPLE = 50

Table = dict[int, dict[int, dict[str, float]]]


async def table(url: str, wanted: int) -> Table:
    """Microseconds by counsellors, waiting and transition; at least `wanted` calls of each.

    The desks of all sizes stand side by side in one Redis and take turns, so that a noisy moment meets each of them.
    """
    pipe = Pipe(url, bound=500_000)
    await pipe.start()
    found: Table = {}
    for staff in STAFF:
        await pipe.call("FLUSHALL")
        desks = {waiting: await _filled(pipe, waiting, staff) for waiting in WAITING}
        found[staff] = await _take_turns(desks, max(1, wanted // min(staff, SAMPLE)))
        for waiting, costs in found[staff].items():
            print(f"{staff} counsellors, {waiting} waiting: {_row(costs)}", flush=True)
    await pipe.stop()
    return found


async def _filled(pipe: Pipe, waiting: int, staff: int) -> Lap:
    lap = Lap(pipe, f"with-{waiting}")
    await lap.set_up()
    await lap.fill(waiting, staff)
    return lap


async def _take_turns(desks: dict[int, Lap], turns: int) -> dict[int, dict[str, float]]:
    laps: dict[int, list[dict[str, Cost]]] = {waiting: [] for waiting in desks}
    for _ in range(turns):
        for waiting, lap in desks.items():
            laps[waiting].append(await lap.costs(lap.staff[:SAMPLE]))
    return {waiting: typical(rows) for waiting, rows in laps.items()}


def _row(costs: dict[str, float]) -> str:
    return " ".join(f"{name} {us:.0f}" for name, us in sorted(costs.items())) + " µs"


def flatness(found: Table) -> tuple[float, str]:
    """The worst ratio of most to fewest waiting, and the transition it belongs to."""
    ratios = [
        (rows[WAITING[-1]][name] / rows[WAITING[0]][name], f"{name} with {staff} counsellors")
        for staff, rows in found.items()
        for name in rows[WAITING[0]]
    ]
    return max(ratios)


def report(found: Table, latency: dict[str, float]) -> dict[str, object]:
    life = found[STAFF[-1]][10_000]
    worst, where = flatness(found)
    rounded = {
        str(waiting): {str(staff): {n: round(us, 1) for n, us in found[staff][waiting].items()} for staff in STAFF}
        for waiting in WAITING
    }
    lives = round(1e6 / sum(life[name] for name in LIFE))
    return {
        "us_redis": rounded,
        "flatness": round(worst, 2),
        "flatness_of": where,
        "lives_per_redis_cpu_s": lives,
        **latency,
    }


async def measure(quick: bool) -> dict[str, object]:
    tether = Tether()
    try:
        found = await table(start_valkey(tether), wanted=200 if quick else 2_000)
    finally:
        tether.close()
    return report(found, await offers(60 if quick else 600))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    print(json.dumps(asyncio.run(measure(parser.parse_args().quick))))
