"""Random faults for as long as asked; the seed is printed, so that a run can be repeated."""

import argparse
import asyncio
import json
import random
import secrets
import sys
import time
from typing import Any

from bench.crowd import Crowd
from demo.tether import Tether
from tests import postgres
from tests.faults.house import House
from tests.faults.scenes import SCENES, play
from tests.faults.talk import Crowded


async def soak(minutes: float, chats: int, seed: int, names: list[str]) -> dict[str, Any]:
    """Ends at the first broken promise, or when the time is over."""
    dice = random.Random(seed)
    tether = Tether()
    house = House(sql=postgres.start(tether), minute_s=60)
    crowd = Crowd(house.redis_url, house.stack.secret)
    result: dict[str, Any] = {"seed": seed, "faults": 0, "problems": []}
    try:
        await house.start()
        await crowd.start()
        crowded = Crowded(house, crowd, chats, dice)
        await crowded.open()
        await _storm(house, crowded, dice, minutes, names, result)
        result["messages"] = crowded.count()
        await crowded.close()
    finally:
        await crowd.stop()
        await house.stop()
        tether.close()
    return result


async def _storm(
    house: House, chats: Crowded, dice: random.Random, minutes: float, names: list[str], result: dict[str, Any]
) -> None:
    until = time.monotonic() + minutes * 60
    while time.monotonic() < until and not result["problems"]:
        name = dice.choice(names)
        result["problems"] = await play(name, house, chats, dice)
        result["faults"] += 1
        print(f"{result['faults']:4} {name:24} {'broken' if result['problems'] else 'ok'}", flush=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--chats", type=int, default=40)
    parser.add_argument("--only", nargs="*", choices=list(SCENES), default=list(SCENES))
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}", flush=True)
    result = asyncio.run(soak(asked.minutes, asked.chats, asked.seed, asked.only))
    print(json.dumps(result))
    return 1 if result["problems"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
