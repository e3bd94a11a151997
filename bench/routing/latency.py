"""How soon an offer reaches the console of a counsellor who becomes free, with a long queue, through a real gateway."""

import asyncio
import tempfile
import time
from pathlib import Path

from bench.routing.valkey import in_batches
from chat.client.person import new_id
from chat.client.staff import StaffClient
from chat.protocol.common import Frame
from chat.protocol.staff import Breather, Finish, Ready, StaffChatChanged
from demo.__main__ import PASSWORD
from demo.ports import free_port
from demo.stack import Stack
from demo.tether import Tether
from routing.desk import Desk
from routing.pipe import Pipe

WAITING = 10_000
RENEW_EVERY_S = 8
GATEWAY = "bench"
# A console may send about 20 commands a second.
PAUSE_S = 0.2


class Console(StaffClient):
    """Notes when an offer comes in."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.offers: asyncio.Queue[tuple[str, float]] = asyncio.Queue()

    def _frame(self, frame: Frame) -> None:
        if isinstance(frame, StaffChatChanged) and frame.chat.state == "offered" and frame.chat.chat not in self.chats:
            self.offers.put_nowait((frame.chat.chat, time.perf_counter()))
        super()._frame(frame)


async def offers(times: int) -> dict[str, float]:
    """`offer_p99_ms` and `bare_call_p99_ms` over so many offers."""
    tether = Tether()
    try:
        with tempfile.TemporaryDirectory() as folder:
            stack = Stack(tether, Path(folder), free_port())
            stack.start_all()
            return await _measure(stack, times)
    finally:
        tether.close()


async def _measure(stack: Stack, times: int) -> dict[str, float]:
    pipe = Pipe(stack.redis_url, bound=100_000)
    await pipe.start()
    desk = Desk(pipe, "main")
    chats = [f"c{number}" for number in range(WAITING)]
    teens = await in_batches(desk.join(f"r{chat}", chat, language="nl", gateway=GATEWAY) for chat in chats)
    keeper = asyncio.create_task(_keep(desk, [("teen", teen.chat, teen.generation) for teen in teens]))
    console = Console(stack.url)
    try:
        await console.sign_in("bram", PASSWORD)
        await console.available()
        return await _laps(console, times)
    finally:
        keeper.cancel()
        await console.close()
        await pipe.stop()


async def _keep(desk: Desk, held: list[tuple[str, str, int]]) -> None:
    """Those who wait stay connected."""
    while True:
        for begin in range(0, len(held), 1_000):
            await desk.renew(GATEWAY, held[begin : begin + 1_000])
        await asyncio.sleep(RENEW_EVERY_S)


async def _laps(console: Console, times: int) -> dict[str, float]:
    offered, bare = [], []
    chat, _ = await asyncio.wait_for(console.offers.get(), 10)
    for _ in range(times):
        await console.accept(chat)
        await asyncio.sleep(PAUSE_S / 2)
        begin = time.perf_counter()
        await console.command(Breather(new_id(), 0))
        bare.append(time.perf_counter() - begin)
        await console.command(Finish(new_id(), chat, console.chats[chat].fence))
        done = time.perf_counter()
        freed = asyncio.ensure_future(console.command(Ready(new_id(), chat)))
        chat, came = await asyncio.wait_for(console.offers.get(), 10)
        await freed
        offered.append(came - done)
        await asyncio.sleep(PAUSE_S / 2)
    return {"offer_p99_ms": _p99_ms(offered), "bare_call_p99_ms": _p99_ms(bare)}


def _p99_ms(seconds: list[float]) -> float:
    return round(1000 * sorted(seconds)[int(0.99 * (len(seconds) - 1))], 2)
