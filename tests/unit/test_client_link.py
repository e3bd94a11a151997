"""One connection's times: how long each moment is waited for, and after which code nobody comes back."""

import pytest

from chat.client.link import Act, Link, State, backoff, is_final
from chat.client.outbox import Item, Outbox
from chat.protocol.common import Ack, Entry

NOW = 1_000.0
OPEN, CLOSE = Act.OPEN, Act.CLOSE


def link(state: State = State.OPEN, random: float = 0.5) -> Link:
    it = Link(lambda: random)
    if state is not State.IDLE:
        it.start(NOW)
    if state in {State.GREETING, State.OPEN}:
        it.opened(NOW)
    if state is State.OPEN:
        it.heard(NOW)
    return it


def ends(it: Link, seconds: float, acts: list[Act]) -> None:
    """Nothing happens a moment before `seconds` are over, and `acts` then."""
    assert it.wake_at == NOW + seconds
    assert it.due(NOW + seconds - 0.001) == []
    assert it.due(NOW + seconds) == acts


@pytest.mark.parametrize(
    ("attempt", "bound"), [(0, 0.6), (1, 1.2), (2, 2.4), (4, 9.6), (5, 15.0), (10, 15.0), (5_000, 15.0)]
)
def test_the_bound_of_a_wait_doubles_to_fifteen_seconds(attempt: int, bound: float) -> None:
    assert backoff(attempt, lambda: 0.5) == pytest.approx(bound / 2)
    assert backoff(attempt, lambda: 0.0) == 0.0


@pytest.mark.parametrize(("code", "final"), [(1006, False), (4099, False), (4100, True), (4199, True), (4200, False)])
def test_which_codes_are_final(code: int, final: bool) -> None:
    assert is_final(code) is final
    it = link()
    assert it.closed(code, NOW) == ([CLOSE] if final else [])
    assert it.code == code
    assert it.state is (State.FINAL if final else State.WAITING)


def test_each_moment_has_its_time() -> None:
    ends(link(State.CONNECTING), 10, [CLOSE])
    ends(link(State.GREETING), 15, [CLOSE])
    ends(link(), 45, [CLOSE])


def test_it_starts_once() -> None:
    it = link(State.IDLE)
    assert (it.wake_at, it.due(NOW), it.closed(1006, NOW)) == (None, [], [])
    assert it.start(NOW) == [OPEN]
    assert it.start(NOW) == []


def test_what_was_asked_is_answered_within_ten_seconds() -> None:
    it = link()
    it.asked(NOW)
    it.asked(NOW + 5)
    ends(it, 10, [CLOSE])
    heard = link()
    heard.asked(NOW)
    heard.heard(NOW)
    assert heard.wake_at == NOW + 45
    early = link(State.GREETING)
    early.asked(NOW)
    assert early.wake_at == NOW + 15


def test_what_is_owed_moves_within_thirty_seconds() -> None:
    it = link()
    it.owes(2, NOW)
    it.owes(2, NOW + 20)
    assert it.wake_at == NOW + 30
    it.owes(1, NOW + 10)
    assert it.wake_at == NOW + 40
    it.owes(0, NOW + 11)
    assert it.wake_at == NOW + 45
    early = link(State.GREETING)
    early.owes(1, NOW)
    assert early.wake_at == NOW + 15


def test_a_drain_moves_it_at_a_random_moment_and_it_comes_back_at_once() -> None:
    it = link(random=0.25)
    it.drain(8.0, NOW)
    it.drain(0.0, NOW)
    it.heard(NOW + 1)
    ends(it, 2.0, [CLOSE, OPEN])
    assert it.state is State.CONNECTING
    early = link(State.GREETING)
    early.drain(0.0, NOW)
    assert early.wake_at == NOW + 15


def test_a_short_life_counts_as_none_and_a_long_one_as_a_fresh_start() -> None:
    it = link(random=1.0)
    waits = []
    for _ in range(3):
        it.closed(4003, NOW + 4.999)
        waits.append(it.wake_at)
        it.due(it.wake_at or 0)
        it.opened(NOW)
        it.heard(NOW)
    assert waits == [NOW + 4.999 + wait for wait in (1.2, 2.4, 4.8)]
    it.closed(4003, NOW + 5)
    assert it.wake_at == NOW + 5.6


def test_attempts_that_fail_wait_longer_each_time() -> None:
    it = link(State.CONNECTING, random=1.0)
    at = NOW
    for wait in (0.6, 1.2, 2.4):
        assert it.closed(1006, at) == []
        assert it.wake_at == pytest.approx(at + wait)
        at = it.wake_at or 0
        assert it.due(at) == [OPEN]


def late_hello(code: int = 1006) -> Link:
    it = link(State.GREETING)
    it.closed(code, NOW)
    it.due(it.wake_at or 0)
    it.opened(NOW)
    it.heard(NOW)
    return it


@pytest.mark.parametrize(
    ("code", "after", "state"),
    [(4102, 59.999, State.WAITING), (4102, 60.0, State.FINAL), (4101, 1.0, State.FINAL)],
)
def test_a_hello_that_was_given_up_may_still_be_taken_for_a_minute(code: int, after: float, state: State) -> None:
    it = late_hello()
    it.closed(code, NOW + after)
    assert it.state is state


def test_two_windows_do_not_take_a_chat_from_each_other_for_ever() -> None:
    it = late_hello()
    it.closed(4102, NOW + 1)
    it.due(it.wake_at or 0)
    it.opened(NOW + 2)
    it.heard(NOW + 2)
    it.closed(4102, NOW + 3)
    assert it.state is State.FINAL


def test_a_server_that_closed_has_not_taken_the_hello() -> None:
    it = late_hello(code=4000)
    it.closed(4102, NOW + 1)
    assert it.state is State.FINAL


def test_it_stops_once_and_for_good() -> None:
    it = link()
    assert it.stop() == [CLOSE]
    assert it.stop() == []
    assert (it.wake_at, it.due(NOW + 99), it.closed(1006, NOW), it.start(NOW)) == (None, [], [], [])
    waiting = link(State.CONNECTING)
    waiting.closed(1006, NOW)
    assert waiting.stop() == []


# --- the outbox -----------------------------------------------------------------------------------------------------


def box(*cids: str) -> Outbox:
    it = Outbox()
    for cid in cids:
        it.add(Item(cid, "text", cid))
    return it


def flies(it: Outbox, fence: int = 1) -> list[tuple[str, int]]:
    found = []
    for item in it.ready(fence):
        item.flying = True
        found.append((item.cid, item.n))
    return found


def test_what_flies_is_numbered_after_the_newest_of_ours() -> None:
    it = box("a", "b")
    it.sure = 7
    assert flies(it) == [("a", 8), ("b", 9)]
    it.add(Item("c", "text", "c"))
    assert flies(it) == [("c", 10)]
    assert it.flying == 3
    it.land()
    assert it.flying == 0
    it.drop("a")
    assert flies(it) == [("b", 8), ("c", 9)]


def test_one_that_cannot_leave_keeps_its_number_for_the_next_time() -> None:
    it = box("a", "b")
    assert next(iter(it.ready(1))).n == 1
    assert flies(it) == [("a", 1), ("b", 2)]


def test_a_key_goes_before_the_words_that_have_not_left() -> None:
    it = box("a", "b")
    next(iter(it.ready(1))).flying = True
    it.add(Item("g", "grant", "g"), first=True)
    assert [item.cid for item in it.items] == ["a", "g", "b"]


def test_a_yes_to_one_counsellor_is_for_their_fence_alone() -> None:
    it = box("a")
    it.add(Item("yes", "share", "s1.k.yes", only=2))
    assert flies(it, 1) == [("a", 1)]
    assert flies(it, 2) == [("yes", 2)]
    late = box()
    late.add(Item("yes", "share", "s1.k.yes", only=2))
    assert (flies(late, 3), late.items) == ([], [])


def test_an_item_becomes_an_entry_at_its_place() -> None:
    item = Item("a", "text", "words", n=3, fence=2, kid="k", body="sealed")
    placed = Entry(9, "teen", "a", 3, 2, "k", "text", "sealed", "stamp", "place")
    assert item.placed("teen", Ack("c", "a", 9, "stamp", "place")) == placed
    assert box("a").find("a") is not None
    assert box("a").find("b") is None
