"""Who comes in is looked at again only when a notice came meanwhile; what is said at once leaves in one write."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from chat.gateway.process.hub import Hub
from chat.gateway.websocket.outbox import Outbox
from chat.gateway.websocket.socket import Socket
from chat.protocol.errors import Over, SlowReader


@pytest.mark.parametrize(
    ("said", "missed"),
    [
        ("t main c1", True),
        ("k c1 teen 5", True),
        ("t main c2", False),
        ("s main an c1 -", False),
        ("what no version says", False),
    ],
)
async def test_a_notice_about_a_chat_that_nobody_here_holds_yet_is_noted(said: str, missed: bool) -> None:
    hub = Hub(SimpleNamespace(), SimpleNamespace())  # type: ignore[arg-type]
    with hub.awaiting("c1") as one, hub.awaiting("c1") as other:
        hub.hear(said)
    assert (one.missed, other.missed) == (missed, missed)
    with hub.awaiting("c1") as later:
        pass
    hub.hear(said)
    assert not later.missed
    assert hub._awaited == {}


async def test_whoever_comes_in_while_notices_are_lost_may_have_missed_one() -> None:
    hub = Hub(SimpleNamespace(), SimpleNamespace())  # type: ignore[arg-type]
    with hub.awaiting("c1") as one:
        hub.look_everywhere()
    assert one.missed
    assert hub._awaited == {}


class Wire:
    """Takes so many writes, and remembers them in order with the end."""

    jammed = gone = False

    def __init__(self, takes: int = 9) -> None:
        self.takes = takes
        self.seen: list[Any] = []

    def write(self, *texts: str) -> bool:
        self.takes -= 1
        if self.takes < 0:
            return False
        self.seen.append(texts)
        return True

    def close(self, code: int, _reason: str) -> None:
        self.seen.append(code)


def on(wire: Wire, most_frames: int = 9) -> Socket:
    return Socket(None, None, Outbox(most_frames, 1_000), wire)  # type: ignore[arg-type]


def test_what_is_pushed_together_leaves_in_one_write() -> None:
    wire = Wire()
    socket = on(wire)
    with socket.together():
        socket.push("a")
        socket.push("b")
        assert wire.seen == []
    socket.push("c")
    assert wire.seen == [("a", "b"), ("c",)]


def test_nothing_together_is_no_write() -> None:
    wire = Wire()
    with on(wire).together():
        pass
    assert wire.seen == []


async def test_what_was_pushed_before_a_goodbye_leaves_before_it() -> None:
    wire = Wire()
    socket = on(wire)
    with socket.together():
        socket.push("the end")
        socket.close(Over)
        socket.push("more")
    await socket.release()
    assert wire.seen == [("the end",), Over.close]


async def test_what_a_reader_does_not_take_waits_in_order_and_within_bounds() -> None:
    wire = Wire(takes=0)
    socket = on(wire, most_frames=2)
    with socket.together():
        socket.push("a")
        socket.push("b")
    wire.takes = 9
    socket.push("c")
    assert socket.closing is SlowReader, "three frames are one too many"
    await asyncio.wait_for(socket.release(), 1)

    wire = Wire(takes=0)
    socket = on(wire)
    with socket.together():
        socket.push("a")
        socket.push("b")
    wire.takes = 9
    socket.push("c")
    socket.has_room()
    assert wire.seen == [("a",), ("b",), ("c",)]
