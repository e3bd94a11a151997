"""The Python console: a pair for each fence it holds, another one when the fence rises under it."""

import pytest

from chat.client.staff import StaffClient
from chat.protocol.common import Frame
from chat.protocol.staff import StaffChat, StaffChatChanged, StaffChatGone, TakeAnew


class Console(StaffClient):
    """One whose frames go nowhere but here."""

    def __init__(self) -> None:
        super().__init__("http://nowhere.invalid")
        self.sent: list[Frame] = []
        self.driver.send = self.sent.append  # type: ignore[method-assign]
        self.driver.run = lambda _effects: None  # type: ignore[method-assign]

    def told(self, fence: int, state: str = "active", role: str = "counsellor") -> None:
        chat = StaffChat("c", state, fence, "nl", 3, role=role)  # type: ignore[arg-type]
        self._frame(StaffChatChanged(chat))

    def kid(self) -> str:
        return self.consoles["c"].kid


@pytest.fixture
def console() -> Console:
    """An active chat that it has just accepted."""
    it = Console()
    it.told(1, "offered")
    it._new_key("c", 1)
    it.told(1)
    return it


def test_a_fence_that_rises_under_its_holder_is_taken_with_another_pair(console: Console) -> None:
    first = console.kid()
    console.told(2)
    (taken,) = console.sent
    assert isinstance(taken, TakeAnew)
    assert (taken.chat, taken.fence, taken.key.kid) == ("c", 2, console.kid())
    assert console.kid() != first


def test_the_fence_that_was_asked_for_needs_no_other_pair(console: Console) -> None:
    for fence in (1, 2, 3, 3):
        console.told(fence)
    assert len(console.sent) == 1
    console.told(4)
    assert [taken.fence for taken in console.sent if isinstance(taken, TakeAnew)] == [2, 4]


def test_a_supervisor_beside_takes_nothing_anew() -> None:
    it = Console()
    it._new_key("c", 0)
    for fence in (1, 2):
        it.told(fence, role="supervisor")
    assert it.sent == []


def test_a_supervisor_who_keeps_the_chat_takes_it_with_another_pair() -> None:
    it = Console()
    it._new_key("c", 0)
    it.told(1, role="supervisor")
    it.told(2)
    assert [taken.fence for taken in it.sent if isinstance(taken, TakeAnew)] == [2]


def test_a_chat_that_comes_again_is_another_hold(console: Console) -> None:
    console._frame(StaffChatGone("c", "transferred"))
    console.told(5, "offered")
    console._new_key("c", 5)
    console.told(5)
    assert console.sent == []
