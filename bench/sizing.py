"""How large a house must be: what a join, a word and a minute of waiting cost on this machine, and the table of them.

`./dev bench sizing` measures one gateway and its Redis under real clients and prints the table of docs/operations.md as
Markdown, then one line of JSON. `--from FILE` makes the table anew from such a line, on any machine.
"""

import argparse
import asyncio
import contextlib
import json
import math
import random
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import uvloop

from bench.crowd import Crowd
from bench.processes import spent_ns
from chat.client.teen import TeenClient
from tests.faults.house import House
from tests.faults.talk import Crowded, Way

AT_ONCE = 10
IDLE_S, TALK_S, PAUSE_S = 10.0, 10.0, 0.25
# Of its processor a gateway, and Redis, keep a half for what nobody foresaw.
FULL = 0.5
PLACES = 10_000
# Of an evening: this share comes in its busiest hour (the profile *campaign*), twice as thick in its busiest minute; so
# many wait at the worst moment; each of two who talk writes every twenty seconds.
BUSIEST_HOUR, THICK, WAITING, WORDS_S = 0.32, 2.0, 0.33, 20.0
EVENINGS = {
    "one helpline": (500, 10),
    "a national one": (5_000, 60),
    "a television campaign": (50_000, 200),
    "thirty helplines": (150_000, 1_000),
}


@dataclass(frozen=True, slots=True)
class Costs:
    """Microseconds of a processor (gateway, Redis) for each join, each word, each second of one who waits; what
    stays with each who waits, and what a gateway is to begin with."""

    join_us: tuple[float, float]
    word_us: tuple[float, float]
    waiting_us: tuple[float, float]
    waiting_kib: float
    empty_mib: float


@dataclass(frozen=True, slots=True)
class Size:
    """Of one evening. `redis`: the share of its one processor."""

    joins_s: float
    waiting: int
    words_s: float
    gateways: int
    memory_mib: int
    redis: float


def size(costs: Costs, teens: int, counsellors: int) -> Size:
    """Pure."""
    joins = teens * BUSIEST_HOUR / 3600 * THICK
    waiting = math.ceil(teens * WAITING)
    words = counsellors * 2 / WORDS_S
    gateway, redis = (
        (joins * join + words * word + waiting * idle) / 1e6
        for join, word, idle in zip(costs.join_us, costs.word_us, costs.waiting_us, strict=True)
    )
    sockets = waiting + 2 * counsellors
    # One may be away, so there are two at least, and one more than must be.
    gateways = 1 + max(1, math.ceil(gateway / FULL), math.ceil(sockets / (PLACES * 0.8)))
    memory = costs.empty_mib + sockets / (gateways - 1) * costs.waiting_kib / 1024
    return Size(round(joins, 2), waiting, round(words, 1), gateways, math.ceil(memory), redis)


def table(costs: Costs) -> str:
    """As Markdown. Pure."""
    lines = [
        "| an evening of | teens | counsellors | joins a second, at the worst | waiting at once | words a second "
        "| gateways | memory of each | Redis's processor |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, (teens, counsellors) in EVENINGS.items():
        it = size(costs, teens, counsellors)
        full = f"{100 * it.redis:.0f} %" if it.redis >= 0.01 else "under 1 %"
        lines.append(
            f"| {name} | {teens:,} | {counsellors:,} | {it.joins_s:g} | {it.waiting:,} | {it.words_s:g} "
            f"| {it.gateways} | {it.memory_mib} MiB | {full}{' **too much**' if it.redis > FULL else ''} |"
        )
    return "\n".join(lines)


@contextlib.asynccontextmanager
async def opened() -> AsyncIterator[tuple[House, Crowd]]:
    house = House(direct=True, gateways=1)
    crowd = Crowd(house.redis_url, house.stack.secret)
    await house.start()
    await crowd.start()
    try:
        yield house, crowd
    finally:
        await crowd.stop()
        await house.stop()


async def measure(waiting: int, pairs: int) -> Costs:
    async with opened() as (house, _):
        spent, memory = _spent(house), _memory(house)
        empty = memory()
        before = spent()
        teens = [TeenClient(Way(house)) for _ in range(waiting)]
        for start in range(0, waiting, AT_ONCE):
            await asyncio.gather(*(one.join("nl", 120.0) for one in teens[start : start + AT_ONCE]))
        joined = _each(before, spent(), waiting)
        kib = (memory() - empty) / waiting
        before = spent()
        await asyncio.sleep(IDLE_S)
        idle = _each(before, spent(), waiting * IDLE_S)
        for one in teens:
            await one.close()
    return Costs(joined, await _talking(pairs), idle, round(kib, 1), round(empty / 1024, 1))


async def _talking(pairs: int) -> tuple[float, float]:
    async with opened() as (house, crowd):
        chats = Crowded(house, crowd, pairs, random.Random(1))
        await chats.open()
        try:
            chats.start(PAUSE_S)
            await asyncio.sleep(2.0)
            spent, begun = _spent(house), chats.count()
            before = spent()
            await asyncio.sleep(TALK_S)
            return _each(before, spent(), chats.count() - begun)
        finally:
            await chats.close()


def _spent(house: House) -> Callable[[], tuple[int, int]]:
    assert house.valkey.child is not None
    pids = house.stack.parts["web"].child.pid, house.valkey.child.pid
    return lambda: (spent_ns(pids[0]), spent_ns(pids[1]))


def _memory(house: House) -> Callable[[], float]:
    """Of the gateway, in KiB."""
    status = Path(f"/proc/{house.stack.parts['web'].child.pid}/status")
    return lambda: float(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS")))


def _each(before: tuple[int, int], after: tuple[int, int], count: float) -> tuple[float, float]:
    gateway, redis = ((late - early) / 1000 / max(1.0, count) for early, late in zip(before, after, strict=True))
    return round(gateway, 1), round(redis, 1)


def read(text: str) -> Costs:
    found: dict[str, Any] = json.loads(text)
    pairs = {name: tuple(found[name]) for name in ("join_us", "word_us", "waiting_us")}
    return replace(Costs((0, 0), (0, 0), (0, 0), found["waiting_kib"], found["empty_mib"]), **pairs)


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench sizing", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer people")
    parser.add_argument("--from", dest="file", default="", help="a file with a line of JSON that this printed")
    args = parser.parse_args(words)
    if args.file:
        costs = read(Path(args.file).read_text())
    else:
        costs = uvloop.run(measure(*((200, 20) if args.quick else (1_000, 50))))
    print(table(costs))
    print(json.dumps(asdict(costs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
