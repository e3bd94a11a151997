"""The Python console: a pair for each fence it holds; without the one that the teen knows it takes the chat anew."""

import asyncio
from typing import Any

import pytest

from chat.client.staff import StaffClient
from chat.protocol.common import Error, Frame
from chat.protocol.staff import Ok, StaffChat, StaffChatChanged, StaffChatGone, TakeAnew


class Console(StaffClient):
    """One whose frames go nowhere but here."""

    def __init__(self) -> None:
        super().__init__("http://nowhere.invalid")
        self.sent: list[Frame] = []
        self.driver.send = self.sent.append  # type: ignore[method-assign]
        self.driver.run = lambda _effects: None  # type: ignore[method-assign]

    async def told(self, fence: int, kid: str | None = None, state: str = "active", role: str = "counsellor") -> None:
        """`kid`: the pair that the teen knows, this console's own without one."""
        shown = self.kid() if kid is None else kid
        chat: Any = StaffChat("c", state, fence, "nl", 3, role=role, kid=shown)  # type: ignore[arg-type]
        self._frame(StaffChatChanged(chat))
        await asyncio.sleep(0)

    def kid(self) -> str:
        return self.consoles["c"].kid

    def taken(self) -> list[int]:
        return [frame.fence for frame in self.sent if isinstance(frame, TakeAnew)]

    async def answer(self, frame: Frame) -> None:
        self._frame(frame)
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
async def console() -> Console:
    """An active chat that it has just accepted."""
    it = Console()
    await it.told(1, "", "offered")
    it._new_key("c")
    await it.told(1)
    return it


async def test_a_fence_that_rises_under_its_holder_is_taken_with_another_pair(console: Console) -> None:
    first = console.kid()
    await console.told(2, "")
    (taken,) = console.sent
    assert isinstance(taken, TakeAnew)
    assert (taken.chat, taken.fence, taken.key.kid) == ("c", 2, console.kid())
    assert console.kid() != first


async def test_what_is_under_way_is_not_asked_for_twice(console: Console) -> None:
    for _ in range(3):
        await console.told(2, "")
    assert console.taken() == [2]
    (asked,) = console.sent
    await console.answer(Ok(asked.id))  # type: ignore[attr-defined]
    await console.told(3)
    assert console.taken() == [2]
    await console.told(4, "")
    assert console.taken() == [2, 4]


async def test_one_that_was_refused_is_asked_for_when_the_chat_is_told_again(console: Console) -> None:
    await console.told(2, "")
    await console.answer(Error("stale_fence", console.sent[0].id))  # type: ignore[attr-defined]
    await console.told(3, "")
    assert console.taken() == [2, 3]


async def test_a_supervisor_beside_takes_nothing_anew() -> None:
    it = Console()
    it._new_key("c")
    for fence in (1, 2):
        await it.told(fence, "", role="supervisor")
    assert it.sent == []


async def test_a_supervisor_who_keeps_the_chat_takes_it_with_another_pair() -> None:
    it = Console()
    it._new_key("c")
    await it.told(1, role="supervisor")
    await it.told(2, "")
    assert it.taken() == [2]


async def test_a_console_without_any_pair_takes_the_chat_anew() -> None:
    it = Console()
    await it.told(7, "of-an-earlier-page")
    assert it.taken() == [7]


async def test_a_chat_that_comes_again_is_another_hold(console: Console) -> None:
    console._frame(StaffChatGone("c", "transferred"))
    await console.told(5, "", "offered")
    console._new_key("c")
    await console.told(5)
    assert console.sent == []


@pytest.mark.parametrize("turns", range(6))
async def test_whoever_waits_for_what_comes_is_stopped_in_the_turn_in_which_it_does(turns: int) -> None:
    """A stop that was lost left a counsellor of a rehearsal on duty, and took its staff off without their chats."""
    console = Console()

    async def work() -> None:
        while True:
            await console.until(lambda _event: True)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    for _, future in console._waiters:
        future.set_result(object())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=0.2)
    task.cancel()
    assert done == {task}, "it goes on"


@pytest.mark.parametrize("turns", range(6))
async def test_a_command_that_is_given_up_as_it_is_answered_is_given_up(turns: int) -> None:
    console = Console()
    task = asyncio.create_task(console.set_status("available"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    console._frame(Ok(console.sent[-1].id))  # type: ignore[attr-defined]
    for _ in range(turns):
        await asyncio.sleep(0)
    accepted = task.cancel()
    await asyncio.wait({task})
    assert task.cancelled() or not accepted


@pytest.mark.parametrize("text", ["x" * 2_001, "half of \ud83d"])
async def test_what_can_never_be_sealed_is_refused_and_keeps_nothing_behind_it(console: Console, text: str) -> None:
    with pytest.raises(ValueError):
        console.say("c", text)
    said = console.say("c", "and this")
    assert [item.cid for item in console.core.follower("c").outbox.items] == [said]
