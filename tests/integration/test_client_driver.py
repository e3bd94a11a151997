"""The Python client on a real socket: what is given up is no longer listened to."""

import asyncio
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

from chat.client.core import Core
from chat.client.driver import Driver
from chat.protocol.codec import encode, to_teen
from chat.protocol.common import EntryFrame, Frame, Log, Ping, Pong
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


async def test_the_answer_to_a_former_connection_is_not_sent_on_the_next() -> None:
    """As that to a proof of work that took so long."""
    heard: asyncio.Queue[Any] = asyncio.Queue()

    async def server(socket: ServerConnection) -> None:
        async for text in socket:
            heard.put_nowait((socket.id, text))

    async def hello() -> Frame:
        return Pong()

    async with serve(server, "127.0.0.1", 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        core = Core(lambda _: "teen", lambda *_: "m2.x", lambda: 0.1)
        driver = Driver(lambda: f"ws://127.0.0.1:{port}", "http://127.0.0.1", core, to_teen, hello, lambda _: None)
        driver.start()
        first, _ = await asyncio.wait_for(heard.get(), PATIENCE_S)
        answer = driver.answering()
        answer(Ping())
        assert await asyncio.wait_for(heard.get(), PATIENCE_S) == (first, encode(Ping()))
        driver.abort()
        second, _ = await asyncio.wait_for(heard.get(), PATIENCE_S)
        answer(Ping())
        driver.answering()(Pong())
        assert await asyncio.wait_for(heard.get(), PATIENCE_S) == (second, encode(Pong()))
        await driver.stop()
