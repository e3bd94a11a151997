"""Who comes in is looked at again only when a notice came meanwhile; what is said at once leaves in one write."""

import asyncio
from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest

from chat.gateway.connections.connection import Connection
from chat.gateway.process import notices as n
from chat.gateway.process.hub import Hub
from chat.gateway.process.pings import ping_due
from chat.gateway.process.queue_positions import QueuePositions
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.staff import StaffSession
from chat.gateway.sessions.teen import TeenSession
from chat.gateway.websocket.outbox import Outbox
from chat.gateway.websocket.socket import Socket
from chat.protocol.common import Cursor
from chat.protocol.errors import NewerConnection, Over, SlowReader
from tests.unit.gateway.stamped import STAMPS


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


class End:
    """A client with its session: what it is made to do."""

    def __init__(self, session: TeenSession | StaffSession, generation: int) -> None:
        self.session = session
        session.generation = generation
        self.did: fx.Effects = []

    def feed(self, wanted: fx.Effects) -> None:
        self.did += wanted


def teen(generation: int) -> Any:
    return End(TeenSession(lambda _: "", lambda _: [], STAMPS, Cursor("c1")), generation)


def console(generation: int) -> Any:
    return End(StaffSession("an", lambda *_: "", lambda _: "", STAMPS, []), generation)


@pytest.mark.parametrize("number", [4, 9])
def test_who_is_replaced_here_is_closed_though_redis_forgot_their_number(number: int) -> None:
    """Where the clock went back with it, the newer has a lower one: the older would stay, reached by nothing."""
    hub = Hub(SimpleNamespace(), SimpleNamespace())  # type: ignore[arg-type]
    before, newest = teen(5), teen(number)
    assert [hub.add_teen("c1", one) for one in (before, newest)] == [None, None]
    assert (hub.teens["c1"], before.did, newest.did) == (newest, [fx.Close(NewerConnection)], [])
    before, newest = console(5), console(number)
    for one in (before, newest):
        hub.add_console("main", "an", one)
    assert (hub.consoles["main", "an"], before.did, newest.did) == (newest, [fx.Close(NewerConnection)], [])


@pytest.mark.parametrize("desk", ["main", "teen"])
async def test_another_desk_of_the_same_person_is_not_replaced(desk: str) -> None:
    """Somebody at two desks, in a tab each, came back to one of them by another gateway."""
    hub = Hub(SimpleNamespace(), SimpleNamespace())  # type: ignore[arg-type]
    replaced, other = Hearing(), Hearing()
    hub.consoles[desk, "an"], hub.consoles["elsewhere", "an"] = replaced, other  # type: ignore[assignment]
    hub.hear(f"k an {desk} 9")
    assert (replaced.heard, other.heard) == ([n.Superseded("an", desk, 9)], [])


class Hearing:
    """A client: what it was told."""

    def __init__(self) -> None:
        self.heard: list[n.Notice] = []

    def hear(self, notice: n.Notice) -> None:
        self.heard.append(notice)


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


class Somebody:
    """A client that counts its pings; as a teen, who waits or not."""

    def __init__(self, pinged_at: float = 0.0) -> None:
        self.pinged_at = pinged_at
        self.pings: list[float] = []
        self.desk = "main"
        self.session = SimpleNamespace(over=False, waiting=True, ahead=None)

    def ping(self, now: float) -> None:
        self.pinged_at = now
        self.pings.append(now)


def test_everybody_here_is_pinged_once_in_each_while() -> None:
    hub: Any = SimpleNamespace(pings=deque(), connections=set())
    first, second, gone = Somebody(0.0), Somebody(7.0), Somebody(3.0)
    hub.connections |= {first, second}
    hub.pings += [first, gone, second]
    for now in range(61):
        ping_due(hub, float(now), 20)
    assert (first.pings, second.pings, gone.pings) == ([20.0, 40.0, 60.0], [27.0, 47.0], [])
    assert set(hub.pings) == {first, second}


def test_positions_are_looked_at_in_their_rhythm_while_somebody_waits_here() -> None:
    here: Any = set()
    positions = QueuePositions(here)
    teens = [Somebody() for _ in range(5)]
    near, far, held, over, _gone = teens
    near.session.ahead, far.session.ahead = 3, 600
    held.session.waiting, over.session.over = False, True
    here |= {near, far, held, over}
    for teen in teens:
        positions.soon(teen)  # type: ignore[arg-type]
    looked: dict[int, list[Any]] = {}
    for now in range(41):
        for found in positions._take(float(now)).values():
            looked[now] = found
        held.session.waiting = now >= 30
    assert looked[0] == [near, far]
    assert [now for now, found in looked.items() if near in found] == list(range(0, 41, 2))
    assert [now for now, found in looked.items() if far in found] == [0, 20, 40]
    assert [now for now, found in looked.items() if held in found][:1] == [32], "asked for a moment after a change"
    assert len(positions._due) == 3


async def test_a_position_is_told_with_the_queue_it_was_asked_for_in() -> None:
    told: list[tuple[Any, int]] = []
    teen: Any = SimpleNamespace(feed=lambda _: None)
    teen.session = SimpleNamespace(chat="c", queue=1, positioned=lambda *found: told.append(found))

    async def positions(_chats: list[str]) -> dict[str, Any]:
        teen.session.queue += 1
        return {"c": "second"}

    desk: Any = SimpleNamespace(name="main", positions=positions)
    await QueuePositions(set())._show(desk, [teen])
    assert told == [("second", 1)]


async def test_what_follows_a_replay_is_the_sessions_to_say_also_of_a_log_that_is_left() -> None:
    sent: list[str] = []

    async def room() -> None:
        sent.append("room")

    it: Any = SimpleNamespace(_socket=SimpleNamespace(room=room, push=sent.append))
    it.session = SimpleNamespace(replayed=lambda chat: [fx.ReadOn(chat, 2, "e")], follower_of=lambda _: None)
    assert await Connection._replay(it, fx.Replay("c", ["one", "two"])) == [fx.ReadOn("c", 2, "e")]
    assert sent == ["room", "one", "room", "two"]
