"""`./dev bench waiting [--quick | --grow | --campaign]`: what it costs to join one gateway and to wait there.

One client program lets teens in by real WebSockets, twenty at once, into each system in turn, round after round; each
has one server process and a Valkey of its own. Ours: hello with a wish, until the first position is shown. Socket.IO's:
its connect and the join of a room. Ends with one JSON line. `us_per_join`: processor time of the gateway and Redis
(median of the rounds). `kib_per_waiting`: memory that the gateway keeps for each (of Node without its heap's free
part). `idle_cpu_share`: of one processor, while all wait and nobody comes. `vs_…`: ours over theirs (median of the
rounds' ratios; null where memory says nothing, with why in `unknown`). `redis_calls_per_join`, and the commands inside
of them. `life_vs_empty_call`: Redis's time for a whole life (join, offer, accept, finish, ready) over that of one call
of a function that does nothing.

`--grow`: join and message at 10,000 waiting over 1,000. `--campaign`: 50,000 wait on four gateways, 200 counsellors
work through them: offers beside a bare call, how old a position in the first hundred becomes before the next is shown.
"""

import argparse
import asyncio
import json
import resource
import sys
from typing import Any

import uvloop

from bench.peers.install import install
from bench.routing.lives import lives
from bench.spread import spread
from bench.waiting.campaign import campaign
from bench.waiting.growth import growth
from bench.waiting.measure import Figures, Plan, measure
from demo.tether import Tether
from demo.valkey import start_valkey

SYSTEMS = ["hearline", "socketio-streams", "socketio-pubsub", "python-socketio", "echo"]
QUICK = Plan(warm=400, rounds=7, batch=200, idle_s=5.0)
# By so much a server's memory moves with nobody coming or going.
NOISE_KIB = 4_096
WHOLE = Plan(warm=1000, rounds=15, batch=300, idle_s=20.0)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench waiting", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,200 teens in each system, within a minute")
    parser.add_argument("--grow", action="store_true", help="instead: join and message at 10,000 waiting over 1,000")
    parser.add_argument(
        "--campaign", action="store_true", help="instead: 50,000 wait, 200 counsellors work through them"
    )
    parser.add_argument("--waiting", type=int, default=50_000, help="of the campaign")
    parser.add_argument("--minutes", type=float, default=2.0, help="that the counsellors of the campaign work")
    parser.add_argument("--only", nargs="*", choices=SYSTEMS, default=SYSTEMS)
    asked = parser.parse_args(arguments)
    _many_files()
    if asked.grow:
        print(json.dumps(uvloop.run(growth())))
        return 0
    if asked.campaign:
        print(json.dumps(uvloop.run(campaign(asked.waiting, 60 * asked.minutes))))
        return 0
    install()
    plan = QUICK if asked.quick else WHOLE
    found, redis = uvloop.run(measure(asked.only, plan))
    for name, figures in found.items():
        print(line(name, figures), flush=True)
    life = asyncio.run(whole_life(asked.quick))
    print(json.dumps({**compared(found), **redis, "waiting": plan.warm + plan.rounds * plan.batch, **life}))
    return 0


def line(name: str, figures: Figures) -> str:
    least, most = min(map(sum, figures.us)), max(map(sum, figures.us))
    cost = f"{figures.us_per_join:8.1f} us a join (redis, server: {figures.parts}; rounds {least:.0f}-{most:.0f})"
    return f"{name:18} {cost}  {figures.kib:6.1f} KiB each  idle {figures.idle:.4f}"


def compared(found: dict[str, Figures]) -> dict[str, Any]:
    ours = found.get("hearline")
    if ours is None:
        return {}
    figures: dict[str, Any] = {"us_per_join": ours.us_per_join, "kib_per_waiting": ours.kib}
    figures |= {"idle_cpu_share": ours.idle, "unknown": {}, **_spreads(found)}
    names = {"socketio": "socketio-streams", "pubsub": "socketio-pubsub", "python_socketio": "python-socketio"}
    for word, name in {**names, "bare_echo": "echo"}.items():
        if name in found:
            kib, why = share(ours, found[name])
            ratios = ours.beside(found[name])
            figures |= {f"vs_{word}_join": ratios[1], f"vs_{word}_kib": kib}
            figures["spread"][f"vs_{word}_join"] = ratios
            figures["unknown"] |= {f"vs_{word}_kib": why} if why else {}
    return figures


def share(ours: Figures, theirs: Figures) -> tuple[float | None, str]:
    """Ours over theirs in memory; None and why, where theirs grew by no more than a server's own memory moves."""
    grown = min(ours.grown_kib, theirs.grown_kib)
    if grown < NOISE_KIB:
        return None, f"a server grew by {grown} KiB, and its memory moves by {NOISE_KIB} by itself: too few sockets"
    return round(ours.kib / theirs.kib, 2), ""


def _spreads(found: dict[str, Figures]) -> dict[str, Any]:
    """Of the rounds; the floor is a bare connect and echo."""
    costs = {name: spread(map(sum, one.us)) for name, one in found.items()}
    kib = {name: [one.kib] * 3 for name, one in found.items()}
    told: dict[str, Any] = {"bars": {"us of processor time for a join": costs, "KiB for each who waits": kib}}
    told["spread"] = {"us_per_join": costs["hearline"]}
    if "echo" in found:
        told |= {"floor_us_per_join": found["echo"].us_per_join, "floor_kib_per_waiting": found["echo"].kib}
    return told


async def whole_life(quick: bool) -> dict[str, float]:
    tether = Tether()
    try:
        url = start_valkey(tether)
        found = await (lives(url, waiting=2_000, staff=400, laps=9) if quick else lives(url))
    finally:
        tether.close()
    return {"life_vs_empty_call": found.vs_empty_call}


def _many_files() -> None:
    """All ends are open at once."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
