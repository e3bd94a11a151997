"""How a chat ends, and what its people may do meanwhile: a second tab, a reload, another counsellor, a drain."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from bench.crowd import Crowd
from chat.client.link import State
from chat.client.person import Said
from chat.client.staff import StaffClient
from chat.client.teen import TeenClient
from chat.protocol.errors import NewerConnection
from demo.ports import HOST
from routing.log import ChatLog
from routing.pipe import Pipe
from tests.faults.house import House
from tests.faults.talk import Pair, Way
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world() -> AsyncIterator[tuple[House, Crowd]]:
    house = House()
    await house.start()
    crowd = Crowd(house.redis_url, house.stack.secret)
    await crowd.start()
    yield house, crowd
    await crowd.stop()
    await house.stop()


async def until(true: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def running(number: int, world: tuple[House, Crowd], *, apart: bool = False) -> Pair:
    """A chat in which both have spoken; `apart`: the teen is at the gateway `web`, the counsellor at `web2`."""
    pair = Pair(number, *world)
    if apart:
        pair.teen.http = Straight(world[0], "web")
        pair.staff.http = Straight(world[0], "web2", lambda: world[1].staff(number))
    await pair.open()
    await pair.accept()
    chat = pair.teen.chat
    assert chat in pair.staff.chats
    await pair.teen.sent(chat, pair.teen.say("hello"))
    await pair.staff.sent(chat, pair.staff.say(chat, "good to hear you"))
    await until(lambda: len(pair.records["teen"].new) == 1 and len(pair.records["counsellor"].new) == 1)
    return pair


class Straight(Way):
    """To one gateway, past the proxy."""

    def __init__(self, house: House, gateway: str, ticket: Callable[[], Any] | None = None) -> None:
        super().__init__(house, ticket)
        self._port = house.ports[gateway]

    @property
    def socket(self) -> str:  # type: ignore[override]
        return f"ws://{HOST}:{self._port}"


async def leave(pair: Pair) -> None:
    """The counsellor is free again and goes."""
    for chat, held in list(pair.staff.chats.items()):
        if held.state == "active":
            await pair.staff.finish(chat)
        await pair.staff.ready(chat)
    await pair.teen.close()
    await pair.staff.set_status("away")
    await pair.staff.close()


async def test_a_second_tab_takes_over_and_shows_everything(world: tuple[House, Crowd]) -> None:
    pair = await running(101, world)
    shown: list[str] = []
    tab = TeenClient(Way(world[0]), on=lambda event: shown.append(event.text) if isinstance(event, Said) else None)
    tab.secret = pair.teen.secret
    assert pair.teen.admitted is not None
    tab.resume(pair.teen.admitted)
    await until(lambda: len(shown) == 2)
    assert shown == ["hello", "good to hear you"]
    await until(lambda: pair.teen.state is State.FINAL)
    assert pair.teen.close_code == NewerConnection.close
    await tab.sent(tab.chat, tab.say("still me"))
    await until(lambda: len(pair.records["counsellor"].new) == 2)
    await tab.close()
    await leave(pair)


async def come_again(pair: Pair, world: tuple[House, Crowd], number: int, shown: list[str], **kept: Any) -> StaffClient:
    """The counsellor's console after a reload, with what its browser kept."""
    await pair.staff.close()
    again = StaffClient(
        Way(world[0], lambda: world[1].staff(number)),
        on=lambda event: shown.append(event.text) if isinstance(event, Said) else None,
    )
    again.consoles |= kept
    again.driver.start()
    return again


async def test_a_console_that_reloads_with_its_pair_is_given_the_key_again(world: tuple[House, Crowd]) -> None:
    pair = await running(102, world)
    shown: list[str] = []
    chat, fence = pair.teen.chat, pair.fence()
    again = await come_again(pair, world, 102, shown, **{chat: pair.staff.consoles[chat]})
    await until(lambda: shown == ["hello", "good to hear you"])
    await again.sent(chat, again.say(chat, "back again"))
    await until(lambda: len(pair.records["teen"].new) == 2)
    assert pair.fence() == fence
    pair.staff = again
    await leave(pair)


async def test_a_console_that_lost_its_pair_holds_the_chat_under_the_next_fence(world: tuple[House, Crowd]) -> None:
    """What was said before is shown to the new pair only after the teen's yes."""
    pair = await running(108, world)
    shown: list[str] = []
    chat, fence = pair.teen.chat, pair.fence()
    again = await come_again(pair, world, 108, shown)
    await until(lambda: pair.fence() == fence + 1)
    await again.sent(chat, again.say(chat, "back again"))
    await pair.teen.sent(chat, pair.teen.say("who are you?"))
    await until(lambda: shown == ["who are you?"])
    pair.teen.share_history(True)
    await until(lambda: sorted(shown) == ["good to hear you", "hello", "who are you?"])
    pair.staff = again
    await leave(pair)


async def test_another_counsellor_reads_what_was_before_only_after_the_teens_yes(world: tuple[House, Crowd]) -> None:
    pair = await running(103, world)
    other = Pair(104, *world)
    other.staff.driver.start()
    await asyncio.wait_for(other.staff._ready.wait(), PATIENCE_S)
    await other.staff.available()
    chat = pair.teen.chat
    old = pair.staff.chats[chat].fence
    await pair.staff.transfer(chat, to="c104")
    await until(lambda: chat in other.staff.chats)
    await other.staff.accept(chat)
    await pair.teen.sent(chat, pair.teen.say("to somebody new"))
    await until(lambda: len(other.records["counsellor"].new) == 1)
    assert all(fence != old for fence, _ in other.staff.keys[chat])
    pair.teen.share_history(True)
    await until(lambda: len(other.records["counsellor"].new) == 3)
    late = pair.staff.say(chat, "too late")
    await other.staff.sent(chat, other.staff.say(chat, "here now"))
    await until(lambda: len(pair.records["teen"].new) == 2)
    assert late not in [cid for _, cid in pair.records["teen"].new], "the former counsellor writes no more"
    await leave(other)
    await leave(pair)


async def test_what_a_frozen_gateway_still_had_to_write_is_fenced(world: tuple[House, Crowd]) -> None:
    """The counsellor's words wait in the frozen gateway while the chat goes to somebody else."""
    house, crowd = world
    pair, other = await running(106, world, apart=True), Pair(107, *world)
    chat, begun = pair.teen.chat, pair.staff.say(pair.teen.chat, "in time")
    await pair.staff.sent(chat, begun)
    house.signal("web2", signal.SIGSTOP)
    try:
        late = pair.staff.say(chat, "late")
        again = StaffClient(Straight(house, "web", lambda: crowd.staff(106)))
        again.consoles |= pair.staff.consoles
        other.staff.http = Straight(house, "web", lambda: crowd.staff(107))
        for console in (again, other.staff):
            console.driver.start()
            await asyncio.wait_for(console._ready.wait(), PATIENCE_S)
        await other.staff.available()
        before = pair.fence()
        await again.transfer(chat, to="c107")
        await other.accept()
        await until(lambda: pair.running() and pair.fence() > before)
        await other.staff.sent(chat, other.staff.say(chat, "here now"))
    finally:
        house.signal("web2", signal.SIGCONT)
    await until(lambda: pair.staff.state is State.FINAL)
    assert pair.staff.close_code == NewerConnection.close
    await pair.teen.sent(chat, pair.teen.say("and here"))
    written = [entry.text for entry in await ChatLog(crowd.pipe).read(chat, 0)]
    assert [begun in frame for frame in written].count(True) == 1
    assert not any(late in frame for frame in written)
    assert late not in pair.records["counsellor"].sent
    assert [cid for _, cid in pair.records["teen"].new].count(late) == 0
    await pair.staff.close()
    pair.staff = again
    await leave(other)
    await leave(pair)


async def test_after_the_end_nothing_is_taken_and_nothing_is_kept(world: tuple[House, Crowd]) -> None:
    pair = await running(105, world)
    chat = pair.teen.chat
    await pair.staff.finish(chat)
    await until(lambda: pair.ended)
    pair.teen.say("is anybody there?")
    await pair.staff.ready(chat)
    await until(lambda: chat not in pair.staff.chats)  # told after the command's answer
    assert len(pair.records["counsellor"].new) == 1
    pipe = Pipe(world[0].redis_url)
    await pipe.start()
    for left in await pipe.call("KEYS", f"{{chat:{chat}}}*"):
        assert await pipe.call("PTTL", left) <= 5_000, left
    await pipe.stop()
    await leave(pair)
