"""A teen whose phone stops reading is let go, with everything kept for their return; memory stays bounded."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.crowd import Crowd
from chat.client.core import Came
from chat.client.person import Event
from chat.client.teen import Admitted
from chat.protocol.common import Presence
from demo.ports import HOST
from tests.faults.house import ORIGIN, House
from tests.faults.talk import Pair
from tests.patience import PATIENCE_S

TEXTS = 250
MOST_GROWTH_KB = 40_000


@pytest.fixture
async def house() -> AsyncIterator[House]:
    it = House(
        direct=True, extra={"HEARLINE_QUEUE_FRAMES": "16", "HEARLINE_QUEUE_BYTES": "32768", "HEARLINE_PING_S": "50"}
    )
    await it.start()
    yield it
    await it.stop()


def stalled(port: int, hello: str) -> socket.socket:
    """A WebSocket that says hello and never reads again."""
    it = socket.socket()
    it.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    it.connect((HOST, port))
    lines = ["GET /ws/teen HTTP/1.1", f"Host: {HOST}:{port}", "Upgrade: websocket", "Connection: Upgrade"]
    lines += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13", f"Origin: {ORIGIN}", "", ""]
    it.sendall("\r\n".join(lines).encode())
    it.recv(512)
    body = hello.encode()
    it.sendall(b"\x81\xfe" + len(body).to_bytes(2, "big") + bytes(4) + body)
    return it


def resident_kb(pid: int) -> int:
    words = Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()
    return int(words[0])


def there(event: Event) -> bool:
    return isinstance(event, Came) and isinstance(event.frame, Presence) and event.frame.online


def gone(event: Event) -> bool:
    return isinstance(event, Came) and isinstance(event.frame, Presence) and not event.frame.online


async def test_a_stalled_reader_is_let_go_and_resumes(house: House) -> None:
    crowd = Crowd(house.redis_url, house.stack.secret)
    await crowd.start()
    pair = Pair(1, house, crowd)
    await pair.open()
    await pair.accept()
    chat, admitted = pair.teen.chat, pair.teen.admitted
    assert admitted is not None
    await pair.teen.sent(chat, pair.teen.say("hello"))
    await pair.teen.driver.stop()

    hello = f'{{"t":"hello_teen","v":2,"token":"{admitted.token}","ticket":"{admitted.ticket}"}}'
    back = asyncio.create_task(pair.staff.until(there, PATIENCE_S))
    phone = await asyncio.to_thread(stalled, house.ports["web"], hello)
    await back
    before = resident_kb(house.stack.parts["web"].child.pid)
    left = asyncio.create_task(pair.staff.until(gone, PATIENCE_S))
    cids = [pair.staff.say(chat, f"{number} " + "🙂" * 1900) for number in range(TEXTS)]
    await left
    await pair.staff.sent(chat, cids[-1], PATIENCE_S)
    assert resident_kb(house.stack.parts["web"].child.pid) - before < MOST_GROWTH_KB
    phone.close()

    again = Pair(2, house, crowd)
    again.teen.keys = pair.teen.keys
    again.teen.resume(Admitted(chat, admitted.token, admitted.ticket))
    async with asyncio.timeout(PATIENCE_S):
        while len(again.records["teen"].new) < TEXTS + 1:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert [cid for who, cid in again.records["teen"].new if who == "counsellor"] == cids
    for end in (again.teen, pair.staff):
        await end.close()
    await crowd.stop()
