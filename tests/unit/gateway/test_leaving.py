"""A connection that left does nothing any more: it reads nothing, connects to no log, and is told nothing."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from chat.entry.rates import FrameRates, Limits
from chat.gateway.connections.connection import Connection
from chat.gateway.connections.staff import StaffConnection
from chat.gateway.connections.teen import TeenConnection
from chat.gateway.process.hub import Hub
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.staff import StaffSession
from chat.gateway.sessions.teen import TeenSession
from chat.protocol import codec
from chat.protocol.common import Cursor
from routing.errors import PipeDown
from routing.log_values import Attached, Proof
from tests.unit.gateway.stamped import STAMPS

LOG = Attached(5, "e", 1, 0, 0, 0, (), False, False, False, ())


class Log:
    """A chat's log that answers when it is told to."""

    def __init__(self) -> None:
        self.answer: asyncio.Event = asyncio.Event()
        self.attaches = 0
        self.detached: list[tuple[str, str, int]] = []

    async def attach(self, *_: Any, **__: Any) -> Attached:
        self.attaches += 1
        await self.answer.wait()
        return LOG

    async def detach(self, chat: str, role: str, generation: int) -> None:
        self.detached.append((chat, role, generation))


class Sockets:
    """A socket whose client goes away when it is told to."""

    closing = None

    ended: Any

    async def go(self) -> None:
        await self.ended()

    async def read(self) -> str:
        return ""

    def listen(self, _hear: Any, ended: Any) -> None:
        self.ended = ended

    async def release(self) -> None:
        pass

    def push(self, _text: str) -> None:
        pass


class Teen(Connection):
    codec = codec.from_teen

    async def greet(self, _text: str | None) -> None:
        self.session = TeenSession(lambda _view: "ticket", lambda _view: [], STAMPS, Cursor("c"))

    async def look(self) -> fx.Effects:
        self.context.log.looks += 1  # type: ignore[attr-defined]
        return []

    async def leave(self) -> None:
        pass


def beginning() -> tuple[Teen, Log, Hub, Sockets, asyncio.Task[None]]:
    """A connection that is served from the next turn of the loop on."""
    log, socket = Log(), Sockets()
    log.looks = 0  # type: ignore[attr-defined]
    hub = Hub(SimpleNamespace(), SimpleNamespace())  # type: ignore[arg-type]
    capacity = SimpleNamespace(recognise=lambda: None)
    context: Any = SimpleNamespace(hub=hub, log=log, gateway="g", auth=SimpleNamespace(capacity=capacity))
    teen = Teen(context, socket, FrameRates(Limits()))  # type: ignore[arg-type]
    hub.add(teen)
    return teen, log, hub, socket, asyncio.create_task(teen.serve(lambda: None))


async def turns(many: int = 5) -> None:
    for _ in range(many):
        await asyncio.sleep(0)


async def test_one_that_left_is_not_made_to_look() -> None:
    teen, log, hub, socket, serving = beginning()
    await turns()
    hub.look_everywhere()
    await socket.go()
    await serving
    hub._catch_up(teen)
    teen.catch_up()
    teen.feed([fx.Look(), fx.Attach("c", "teen", 1, Proof())])
    await turns()
    assert (log.looks, log.attaches, hub._following, hub._followed) == (0, 0, {}, {})  # type: ignore[attr-defined]


async def test_one_that_is_here_is_made_to_look() -> None:
    teen, log, hub, socket, serving = beginning()
    await turns()
    hub._catch_up(teen)
    await turns()
    assert log.looks == 1  # type: ignore[attr-defined]
    await socket.go()
    await serving


async def test_an_attachment_under_way_is_undone() -> None:
    """It takes effect in Redis though nobody waits for its answer: without this the end is online for ever."""
    teen, log, hub, socket, serving = beginning()
    await turns()
    teen.feed([fx.Attach("c", "teen", 1, Proof())])
    await turns()
    assert (log.attaches, hub._following) == (1, {("c", "teen"): teen})
    await socket.go()
    await serving
    assert hub._following == {}
    await turns()
    log.answer.set()
    await hub.stop()
    assert log.detached[-1] == ("c", "teen", 5)


async def test_a_log_it_was_to_follow_anew_is_not_followed_for_ever() -> None:
    teen, _, hub, socket, serving = beginning()
    await turns()
    hub.follow("another", "counsellor", teen)
    await socket.go()
    await serving
    assert hub._following == {}


class AwayDesk:
    """Cannot be reached, and meanwhile the connection's part is over."""

    name = "main"

    def __init__(self, ends: Any) -> None:
        self.claims, self._ends = 0, ends

    async def claim(self, *_: Any, **__: Any) -> None:
        self.claims += 1
        assert self.claims == 1, "claimed though it is over"
        self._ends()
        raise PipeDown

    sign_on = rejoin = claim


async def test_who_signs_out_while_redis_is_away_and_forgets_is_not_signed_on_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chat.lasting.AGAIN_S", 0)
    who: Any = SimpleNamespace(id="an", session="")
    monkeypatch.setattr("chat.gateway.connections.staff.profile_at", lambda *_: SimpleNamespace(languages=("nl",)))
    it = StaffConnection(SimpleNamespace(gateway="g"), Sockets(), FrameRates(Limits()))  # type: ignore[arg-type]
    it.session, it.who = StaffSession("an", lambda *_: "", lambda _: "", STAMPS, []), who
    desk: Any = AwayDesk(it.session.signed_out)
    desk.settings, it.desk = None, desk
    assert (await it._rebuild(fx.Rebuild()), desk.claims) == ([], 1)


async def test_a_teens_connection_that_was_replaced_while_redis_is_away_claims_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chat.lasting.AGAIN_S", 0)
    monkeypatch.setattr("chat.gateway.connections.teen.teen_claim", lambda _: None)
    bucket: Any = None
    it = TeenConnection(SimpleNamespace(gateway="g"), Sockets(), FrameRates(Limits()), bucket)  # type: ignore[arg-type]
    it.session = TeenSession(lambda _: "", lambda _: [], STAMPS, Cursor("c"))
    it._ticket = bucket
    desk: Any = AwayDesk(it.session.replaced)
    it.desk = desk
    assert (await it._rebuild(fx.Rebuild()), desk.claims) == ([], 1)
