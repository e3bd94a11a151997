"""The Python client on a real socket: what is given up is no longer listened to."""

import asyncio
import itertools
import json
import threading
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from chat.client import teen
from chat.client.core import Core
from chat.client.driver import Driver
from chat.client.teen import TeenClient
from chat.protocol.codec import encode, to_teen
from chat.protocol.common import EntryFrame, Frame, Log, Ping, Pong
from chat.protocol.teen import WorkNeeded
from tests.patience import PATIENCE_S


async def test_what_a_given_up_socket_still_says_does_not_put_off_the_next() -> None:
    """A hole in the log means to connect anew, soon; the frames behind it came on the old socket."""
    hellos: asyncio.Queue[Any] = asyncio.Queue()

    async def server(socket: ServerConnection) -> None:
        hellos.put_nowait(await socket.recv())
        about = (1, "k", "text", "m2.x", "s" * 22, "p" * 22)
        entries: list[Frame] = [EntryFrame("c", seq, "counsellor", f"c{seq}", seq, *about) for seq in (1, 3)]  # type: ignore[arg-type]
        for frame in (Log("c", "e1", 1, 3, 0), *entries, Ping(), Ping()):
            await socket.send(encode(frame))
        await socket.wait_closed()

    async def hello() -> Frame:
        return Pong()

    async with serve(server, "127.0.0.1", 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        core = Core(lambda _: "teen", lambda *_: "m2.x", lambda: 0.1)
        driver = Driver(lambda: f"ws://127.0.0.1:{port}", "http://127.0.0.1", core, to_teen, hello, lambda _: None)
        driver.start()
        for _ in range(3):
            await asyncio.wait_for(hellos.get(), PATIENCE_S)
        await driver.stop()


async def test_work_that_another_connection_asked_for_is_not_sent_on_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """There it is a wrong answer, and of three wrong ones a teen is turned away."""
    asked, done = threading.Event(), threading.Event()

    def solved(challenge: dict[str, Any]) -> str:
        if challenge["of"] == 1:
            asked.wait(PATIENCE_S)
            done.set()
        else:
            asked.set()
            done.wait(PATIENCE_S)
        return str(challenge["of"])

    monkeypatch.setattr(teen, "solve", solved)
    connections, answers = itertools.count(1), asyncio.Queue[Any]()

    async def server(socket: ServerConnection) -> None:
        number = next(connections)
        await socket.recv()
        await socket.send(encode(WorkNeeded({"of": number})))
        if number == 2:
            answers.put_nowait(json.loads(await socket.recv())["answer"])
            await socket.wait_closed()

    async with serve(server, "127.0.0.1", 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        client = TeenClient(f"http://127.0.0.1:{port}")
        joining = asyncio.create_task(client.join("nl"))
        assert await asyncio.wait_for(answers.get(), PATIENCE_S) == "2"
        joining.cancel()
        await client.close()
