"""How fast everything is whole again: one of two gateways killed, and Redis emptied, under running chats.

Real clients with their keys, real gateways, a real Valkey. Nothing may be lost, repeated or out of order.
"""

import argparse
import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import uvloop

from bench.crowd import Crowd
from chat.client.link import State
from chat.client.teen import Admitted, TeenClient
from routing import keys
from routing.pipe import Pipe
from tests.faults.house import House
from tests.faults.talk import Crowded, Way

AT_ONCE = 25
MESSAGES_PER_S = 50
WARM_S = 4.0
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many chats run when the gateway dies; how many run and wait when Redis forgets."""

    killed: int
    running: int
    waiting: int


QUICK = Plan(150, 75, 75)
FULL = Plan(1000, 500, 500)


class Scene:
    """A house full of talking people, and others who wait."""

    def __init__(self, chats: int, waiting: int) -> None:
        self.house = House(direct=True)
        self.crowd = Crowd(self.house.redis_url, self.house.stack.secret)
        self.chats = Crowded(self.house, self.crowd, chats, random.Random(1))
        self.queue = [TeenClient(Way(self.house)) for _ in range(waiting)]

    async def open(self) -> None:
        await self.house.start()
        await self.crowd.start()
        await self.chats.open(AT_ONCE)
        for teen in self.queue:
            teen.resume(Admitted(*await self.crowd.teen()))
            await asyncio.sleep(0.003)
        await until(lambda: all(teen.view is not None for teen in self.queue))
        self.chats.start(len(self.chats.pairs) / MESSAGES_PER_S)
        await asyncio.sleep(WARM_S)

    async def close(self) -> None:
        await self.chats.close()
        await asyncio.gather(*(teen.close() for teen in self.queue))
        await self.crowd.stop()
        await self.house.stop()

    def whole(self) -> bool:
        """Every end of every chat is connected, and its chat is running."""
        return all(self._runs(pair) for pair in self.chats.pairs)

    def _runs(self, pair: Any) -> bool:
        chat, other = pair.teen.chat, self.chats.staff_of[pair.teen.chat]
        view, held = pair.teen.view, other.staff.chats.get(chat)
        active = view is not None and view.state == "active" and held is not None and held.state == "active"
        return active and all(
            end.state is State.OPEN and end.core.follower(chat).attached for end in (pair.teen, other.staff)
        )

    async def in_line(self) -> bool:
        """Everybody who waits is in the queue again."""
        views = await asyncio.gather(*(self.crowd.desk.chat(teen.chat) for teen in self.queue))
        return all(view is not None and view.state == "waiting" for view in views)

    async def reunited(self) -> bool:
        """Redis knows every running chat again, and both its ends are attached to its log."""
        return all(await asyncio.gather(*(self._reunited(pair.teen.chat) for pair in self.chats.pairs)))

    async def _reunited(self, chat: str) -> bool:
        view = await self.crowd.desk.chat(chat)
        if view is None or view.state != "active":
            return False
        ends = await self.crowd.pipe.call("HMGET", keys.chat_meta(chat), "channel:teen", "channel:counsellor")
        return all(ends)

    async def order_kept(self) -> bool:
        """How many are ahead follows the order of joining."""
        places = await self.crowd.desk.positions([teen.chat for teen in self.queue])
        ahead = [places[teen.chat].ahead for teen in self.queue if teen.chat in places]
        return len(ahead) == len(self.queue) and ahead == sorted(ahead)


async def until(true: Callable[[], bool]) -> float:
    """Seconds until it holds; the patience when it never does."""
    begin = time.monotonic()
    while not true() and time.monotonic() - begin < PATIENCE_S:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    return round(time.monotonic() - begin, 2)


async def killed_gateway(plan: Plan) -> dict[str, Any]:
    scene = Scene(plan.killed, 0)
    try:
        await scene.open()
        begin = time.monotonic()
        await scene.house.kill_gateway("web2")
        await asyncio.sleep(0.05)
        await until(scene.whole)
        took = round(time.monotonic() - begin, 2)
        problems = await scene.chats.settle()
        return {"kill_resume_s": took, **counted(problems), "chats": plan.killed, "messages": scene.chats.count()}
    finally:
        await scene.close()


async def emptied_redis(plan: Plan) -> dict[str, Any]:
    scene = Scene(plan.running, plan.waiting)
    try:
        await scene.open()
        begin = time.monotonic()
        await empty(scene.house)
        await asyncio.sleep(0.05)
        await again(scene.reunited)
        await until(scene.whole)
        await again(scene.in_line)
        took = round(time.monotonic() - begin, 2)
        kept = await scene.order_kept()
        problems = await scene.chats.settle()
        lost = counted(problems)
        figures = {"flush_rebuild_s": took, "flush_lost": lost["lost"], "flush_repeated": lost["repeated"]}
        return {**figures, "order_kept": kept, "running": plan.running, "waiting": plan.waiting}
    finally:
        await scene.close()


async def empty(house: House) -> None:
    pipe = Pipe(house.redis_url)
    await pipe.start()
    await pipe.call("FLUSHALL")
    await pipe.stop()


async def again(true: Callable[[], Awaitable[bool]]) -> None:
    begin = time.monotonic()
    while not await true() and time.monotonic() - begin < PATIENCE_S:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def counted(problems: list[str]) -> dict[str, int]:
    """The checker's sentences as two figures."""
    for problem in problems[:5]:
        print(problem, flush=True)
    repeated = sum("twice" in problem for problem in problems)
    return {"lost": len(problems) - repeated, "repeated": repeated}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench recovery", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} instead of {FULL}")
    plan = QUICK if parser.parse_args(arguments).quick else FULL
    report: dict[str, Any] = {}
    for scene in (killed_gateway, emptied_redis):
        figures = uvloop.run(scene(plan))
        print(json.dumps(figures), flush=True)
        report |= figures
        gc.collect()
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
