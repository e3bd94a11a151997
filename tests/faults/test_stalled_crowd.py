"""Hundreds of teens whose phones stop reading: each is let go at its bound, and the gateway's memory stays bounded."""

import asyncio
import os
import resource
import socket
from collections.abc import AsyncIterator

import pytest

from bench.crowd import Crowd
from chat.entry.stamps import Stamps
from routing.log import ChatLog
from routing.log_values import entry
from routing.pipe import Pipe
from routing.values import StaffProfile
from tests.faults.house import House
from tests.faults.test_stalled_reader import resident_kb, stalled

READERS = 1_000 if "HEARLINE_LONG" in os.environ else 200
BOUND = 65_536
TEXTS = 30
KID = "k" * 22
BODY = "m1." + "A" * 8_000
# What a connection costs beside what waits for its reader.
EACH_KB = 60


@pytest.fixture
async def house() -> AsyncIterator[House]:
    limits = {"HEARLINE_QUEUE_BYTES": str(BOUND), "HEARLINE_PING_S": "60"}
    it = House(direct=True, extra=limits)
    await it.start()
    yield it
    await it.stop()


@pytest.fixture
def many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8_192)), hard))


class Stalled:
    """One running chat whose teen does not read; this test is its counsellor."""

    def __init__(self, chat: str, hello: str) -> None:
        self.chat, self.hello = chat, hello
        self.fence = 0
        self.phone: socket.socket | None = None


async def in_talk(crowd: Crowd, number: int) -> Stalled:
    """A chat that a counsellor of ours has accepted."""
    chat, token, ticket = await crowd.teen()
    await crowd.desk.sign_on(f"on{number}", staff(number), "crowd", status="available")
    view = await crowd.desk.chat(chat)
    assert view is not None
    await crowd.desk.accept(f"accept{number}", view.staff, chat, view.fence)
    it = Stalled(chat, f'{{"t":"hello_teen","v":2,"token":"{token}","ticket":"{ticket}"}}')
    it.fence = view.fence
    return it


def staff(number: int) -> StaffProfile:
    return StaffProfile(f"s{number}", "", "counsellor", ("nl",))


async def both_there(log: ChatLog, one: Stalled) -> int:
    """Once the teen is in the log, too; our generation in it."""
    while "teen" not in (at := await log.attach(one.chat, "counsellor", "crowd", one.fence)).online:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return at.generation


async def flood(log: ChatLog, stamps: Stamps, one: Stalled, generation: int) -> None:
    """Far more than may wait."""
    for n in range(1, TEXTS + 1):
        core = entry("counsellor", f"{one.chat[:8]}-{n}", n, one.fence, KID, "text", BODY)
        await log.append(one.chat, generation, stamps.stamped(one.chat, core))


async def test_a_crowd_of_stalled_readers_takes_bounded_memory(house: House, many_files: None) -> None:
    crowd, pipe = Crowd(house.redis_url, house.stack.secret), Pipe(house.redis_url, bound=200_000)
    await crowd.start()
    await pipe.start()
    gateway = house.stack.parts["web"].child.pid
    chats = [await in_talk(crowd, number) for number in range(READERS)]
    for one in chats:
        one.phone = await asyncio.to_thread(stalled, house.ports["web"], one.hello)
    log = ChatLog(pipe)
    ours = [(one, await both_there(log, one)) for one in chats]
    before = most = resident_kb(gateway)
    for begin in range(0, READERS, 50):
        await asyncio.gather(*(flood(log, crowd.stamps, *one) for one in ours[begin : begin + 50]))
        most = max(most, resident_kb(gateway))
    for one in chats:
        assert one.phone is not None
        one.phone.close()
    await crowd.stop()
    await pipe.stop()
    sent_kb = READERS * TEXTS * len(BODY) // 1024
    print(f"grew by {most - before} KB while {sent_kb} KB were sent to {READERS} readers that never read")
    assert sent_kb > 3 * READERS * (BOUND // 1024)
    assert most - before < READERS * (BOUND // 1024 + EACH_KB)
    house.stack.check()
