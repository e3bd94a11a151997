"""`./dev bench routing [--quick]`: ends with one JSON line.

us_redis: processor time of Redis per transition and view, by [waiting][counsellors]; `expire`, `…_over` and `…_lost`
are ticks that run one such timer, `tick` is one that finds nothing due. flatness: the worst ratio of 100,000 to 100
waiting over all of them. lives_per_redis_cpu_s: join, offer, accept, finish and ready, many at once, with 10,000
waiting and 1,000 counsellors. life_vs_empty_call: one such life over a call of a function that does nothing.
offer_p99_ms: from a counsellor's `ready` to the next offer in the console's socket, with 10,000 waiting;
bare_call_p99_ms: a command of one Redis call through the same gateway.
"""

import argparse
import asyncio
import json

from bench.routing.busy import BusyDesk
from bench.routing.lap import lap, typical
from bench.routing.latency import offers
from bench.routing.lives import Lives, lives
from bench.routing.valkey import Cost
from demo.tether import Tether
from demo.valkey import start_valkey
from routing.pipe import Pipe

WAITING = (100, 10_000, 100_000)
STAFF = (10, 1_000)
# A lap asks each transition of so many counsellors at most; small crews run more laps.
SAMPLE = 40
LAPS = {10: 10, 1_000: 5}

Table = dict[int, dict[int, dict[str, float]]]


async def table(url: str, quick: bool) -> Table:
    """Microseconds by counsellors, waiting and transition.

    The desks of all sizes stand side by side in one Redis and take turns, so that a noisy moment meets each of them.
    """
    pipe = Pipe(url, bound=500_000)
    await pipe.start()
    desks = {waiting: BusyDesk(pipe, f"with-{waiting}") for waiting in WAITING}
    for waiting, desk in desks.items():
        await desk.open(waiting)
    found: Table = {}
    for staff in STAFF:
        for desk in desks.values():
            await desk.hire(staff - len(desk.staff))
        found[staff] = await _take_turns(desks, LAPS[staff] * (1 if quick else 8))
        for waiting, costs in found[staff].items():
            print(f"{staff} counsellors, {waiting} waiting: {_row(costs)}", flush=True)
    await pipe.stop()
    return found


async def _take_turns(desks: dict[int, BusyDesk], turns: int) -> dict[int, dict[str, float]]:
    laps: dict[int, list[dict[str, Cost]]] = {waiting: [] for waiting in desks}
    for _ in range(turns):
        for waiting, desk in desks.items():
            laps[waiting].append(await lap(desk, desk.staff[:SAMPLE]))
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


def report(found: Table, whole: Lives, latency: dict[str, float]) -> dict[str, object]:
    worst, where = flatness(found)
    rounded = {
        str(waiting): {str(staff): {n: round(us, 1) for n, us in found[staff][waiting].items()} for staff in STAFF}
        for waiting in WAITING
    }
    return {
        "us_redis": rounded,
        "bars": {
            f"us of Redis for a join, {staff} counsellors": {
                f"{waiting:,} waiting": [found[staff][waiting]["join"]] * 3 for waiting in WAITING
            }
            for staff in STAFF
        },
        "flatness": round(worst, 2),
        "flatness_of": where,
        "lives_per_redis_cpu_s": whole.per_s,
        "life_vs_empty_call": whole.vs_empty_call,
        **latency,
    }


async def measure(quick: bool) -> dict[str, object]:
    tether = Tether()
    try:
        found = await table(start_valkey(tether), quick)
        whole = await lives(start_valkey(tether))
    finally:
        tether.close()
    return report(found, whole, await offers(40 if quick else 600))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    print(json.dumps(asyncio.run(measure(parser.parse_args().quick))))
