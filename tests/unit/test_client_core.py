"""The client's decisions without a socket: link, outbox, rooms, marks."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from chat.client.core import COOL_S, SEEN_AFTER_S, Arrived, Core, Do, Failed, Out, Sent
from chat.client.link import (
    ANSWER_S,
    GREET_S,
    LATE_S,
    LIVED_S,
    LONGEST_S,
    SETTLE_S,
    SILENCE_S,
    Act,
    Link,
    State,
    backoff,
    is_final,
)
from chat.client.outbox import Item
from chat.protocol.common import Ack, Cursor, Drain, EntryFrame, Error, Log, Ping, Pong, Refill, Seen, Send, Withheld
from chat.protocol.errors import NewerConnection

CHAT = "c"


def core() -> Core:
    it = Core(lambda chat: "teen", lambda chat, fence, item: f"sealed {item.cid} for {fence}", lambda: 0.5)
    it.start(0)
    it.opened(Ping(), 0)
    return it


def ready(fence: int = 1, **log: Any) -> Core:
    it = core()
    it.received(Log(CHAT, log.pop("epoch", "e1"), fence, log.pop("head", 0), log.pop("n", 0), **log), 0)
    it.admit(CHAT, fence, "kid", 0)
    return it


def entry(seq: int, cid: str, who: str = "counsellor", n: int = 1) -> EntryFrame:
    return EntryFrame(CHAT, seq, who, cid, n, 1, "kid", "text", "m2.x", f"stamp-{cid}", f"place-{seq}")  # type: ignore[arg-type]


def ack(cid: str, seq: int) -> Ack:
    return Ack(CHAT, cid, seq, f"stamp-{cid}", f"place-{seq}")


def withheld(seq: int) -> Withheld:
    return Withheld(CHAT, seq, f"stamp-{seq}", f"place-{seq}")


def sends(effects: list[Any]) -> list[tuple[str, int]]:
    frames = [effect.frame for effect in effects if isinstance(effect, Out)]
    return [(frame.cid, frame.n) for frame in frames if isinstance(frame, Send)]


def write(it: Core, *cids: str) -> list[tuple[str, int]]:
    return [one for cid in cids for one in sends(it.write(CHAT, "text", {"text": cid}, cid, 0))]


# the link


def greeting(now: float) -> Link:
    link = Link(lambda: 0.0)
    link.start(now)
    link.opened(now)
    return link


def live_after(give_up: Callable[[Link], object]) -> Link:
    """Given up in its first hello, and in with its second."""
    link = greeting(0)
    give_up(link)
    link.due(20)
    link.opened(20)
    link.heard(21)
    assert link.state is State.OPEN
    return link


GIVEN_UP: dict[str, Callable[[Link], object]] = {
    "no answer": lambda link: link.due(GREET_S),
    "the line broke": lambda link: link.closed(1006, 5),
    "another network": lambda link: link.renew(5),
}


@pytest.mark.parametrize("how", GIVEN_UP)
def test_a_hello_that_was_given_up_and_comes_late_ends_nothing(how: str) -> None:
    """A gateway that wakes takes it for the newest connection; nobody is there, so the client comes back, once."""
    link = live_after(GIVEN_UP[how])
    link.closed(NewerConnection.close, 30)
    assert link.state is State.WAITING
    link.due(31)
    link.opened(31)
    link.heard(32)
    link.closed(NewerConnection.close, 33)
    assert link.state is State.FINAL


def test_another_window_ends_it() -> None:
    """Also long after a hello that was given up, and after one that the server answered."""
    late = live_after(GIVEN_UP["no answer"])
    late.closed(NewerConnection.close, GREET_S + LATE_S)
    answered = live_after(lambda link: link.closed(4003, 5))
    answered.closed(NewerConnection.close, 30)
    assert (late.state, answered.state) == (State.FINAL, State.FINAL)


def test_backoff_is_jittered_doubles_and_is_bounded() -> None:
    assert [backoff(attempt, lambda: 1.0) for attempt in (0, 1, 2)] == [0.6, 1.2, 2.4]
    assert backoff(50, lambda: 1.0) == LONGEST_S
    assert backoff(3, lambda: 0.0) == 0


@pytest.mark.parametrize(("code", "final"), [(1006, False), (4000, False), (4099, False), (4100, True), (4102, True)])
def test_close_codes(code: int, final: bool) -> None:
    link = Link(lambda: 1.0)
    link.start(0)
    link.opened(0)
    link.closed(code, 1)
    assert is_final(code) is final
    assert link.state is (State.FINAL if final else State.WAITING)


def test_silence_is_a_lost_connection() -> None:
    link = Link(lambda: 1.0)
    link.start(0)
    link.opened(0)
    link.heard(1)
    assert link.due(SILENCE_S) == []
    assert link.due(SILENCE_S + 1) == [Act.CLOSE]
    assert link.state is State.WAITING


def test_words_that_are_not_answered_mean_a_dead_socket_long_before_the_pings_do() -> None:
    it = ready()
    write(it, "a")
    assert it.wake_at == ANSWER_S
    assert it.due(ANSWER_S) == [Do(Act.CLOSE)]
    again = ready()
    write(again, "a")
    again.received(ack("a", 1), 1)
    assert again.due(ANSWER_S) == []


def test_an_answer_that_a_talking_server_forgot_is_not_waited_for_for_ever() -> None:
    it = ready()
    write(it, "a", "b")
    it.received(ack("a", 1), 5)
    for now in (10, 20, 30):
        it.received(Ping(), now)
    assert it.due(5 + SETTLE_S - 1) == []
    assert it.due(5 + SETTLE_S) == [Do(Act.CLOSE)]


def test_a_server_that_takes_a_hello_and_goes_is_met_with_longer_waits_until_one_connection_lives() -> None:
    link = Link(lambda: 1.0)
    link.start(0)
    waits, now = [], 0.0
    for lived in (0.1, 0.1, 0.1, LIVED_S):
        link.opened(now)
        link.heard(now)
        link.closed(4003, now + lived)
        waits.append(round((link.wake_at or 0) - now - lived, 3))
        now = link.wake_at or 0
        link.due(now)
    assert waits == [1.2, 2.4, 4.8, 0.6]


def test_drain_moves_at_a_random_moment() -> None:
    it = ready()
    it.received(Drain(4000), 10)
    assert it.wake_at == 12
    assert it.due(12) == [Do(Act.CLOSE), Do(Act.OPEN)]


def test_a_ping_is_answered() -> None:
    assert core().received(Ping(), 1) == [Out(Pong())]


# writing


def test_words_wait_for_somebody_to_read_them() -> None:
    it = core()
    it.received(Log(CHAT, "e1", 1, 0, 0), 0)
    assert write(it, "a", "b") == []
    assert sends(it.admit(CHAT, 1, "kid", 0)) == [("a", 1), ("b", 2)]


def test_an_ack_gives_the_place_and_is_told_once() -> None:
    it = ready()
    write(it, "a")
    effects = it.received(ack("a", 1), 0)
    assert [effect.entry.seq for effect in effects if isinstance(effect, Sent)] == [1]
    assert it.received(ack("a", 1), 0) == []
    assert [one.cid for one in it.follower(CHAT).entries] == ["a"]


def test_an_ack_counts_though_a_first_copy_was_refused() -> None:
    it = ready()
    write(it, "a")
    it.received(Log(CHAT, "e1", 1, 0, 0), 0)
    it.received(Error("refilling", "a", retry=True), 0)
    effects = it.received(ack("a", 1), 0)
    assert [effect.entry.seq for effect in effects if isinstance(effect, Sent)] == [1]
    it.received(entry(2, "x"), 0)
    assert [one.cid for one in it.follower(CHAT).entries] == ["a", "x"]
    assert not it.follower(CHAT).outbox.items


def test_an_own_place_ahead_of_the_others_words_waits_for_them() -> None:
    it = ready()
    write(it, "a")
    it.received(ack("a", 2), 0)
    assert it.follower(CHAT).last_seq == 0
    effects = it.received(entry(1, "x"), 0)
    assert [effect.entry.cid for effect in effects if isinstance(effect, Arrived)] == ["x"]
    assert [one.cid for one in it.follower(CHAT).entries] == ["x", "a"]


def test_after_a_reconnect_only_what_the_log_lacks_is_sent_again() -> None:
    it = ready()
    write(it, "a", "b")
    it.closed(1006, 1)
    it.opened(Ping(), 2)
    assert sends(it.received(Log(CHAT, "e1", 1, 1, 1), 2)) == []
    effects = it.received(entry(1, "a", "teen", 1), 2)
    assert sends(effects) == [("b", 2)]
    assert [effect.entry.cid for effect in effects if isinstance(effect, Sent)] == ["a"]
    assert not any(isinstance(effect, Arrived) for effect in effects)


def test_a_new_fence_seals_again_with_the_same_number() -> None:
    it = ready()
    write(it, "a")
    assert sends(it.received(Error("stale_fence", "a"), 0)) == []
    effects = it.admit(CHAT, 2, "kid2", 0)
    assert sends(effects) == [("a", 1)]
    assert isinstance(effects[0], Out)
    assert effects[0].frame.body == "sealed a for 2"  # type: ignore[attr-defined]


def test_haste_cools_down_and_goes_on_in_order() -> None:
    it = ready()
    write(it, "a", "b")
    it.received(Error("too_fast", "a", retry=True), 0)
    it.received(Error("gap", "b", retry=True), 0)
    assert sends(it.due(COOL_S)) == [("a", 1), ("b", 2)]


def test_a_gap_without_a_reason_connects_anew() -> None:
    it = ready()
    write(it, "a")
    assert Do(Act.CLOSE) in it.received(Error("gap", "a", retry=True), 0)
    assert it.due(1) == [Do(Act.OPEN)]


def test_what_is_refused_for_good_fails() -> None:
    it = ready()
    write(it, "a")
    effects = it.received(Error("log_full", "a"), 0)
    assert [effect.code for effect in effects if isinstance(effect, Failed)] == ["log_full"]
    assert it.follower(CHAT).outbox.items == []


def test_keys_go_before_words() -> None:
    it = core()
    it.received(Log(CHAT, "e1", 1, 0, 0), 0)
    write(it, "words")
    it.write(CHAT, "grant", "g1.x", "key", 0, first=True)
    assert sends(it.admit(CHAT, 1, "kid", 0)) == [("key", 1), ("words", 2)]


# reading


def test_a_repeat_changes_nothing_and_a_hole_connects_anew() -> None:
    it = ready()
    it.received(entry(1, "x"), 0)
    assert not any(isinstance(effect, Arrived) for effect in it.received(entry(1, "x"), 0))
    assert Do(Act.CLOSE) in it.received(entry(3, "z"), 0)
    assert it.due(1) == [Do(Act.OPEN)]


def test_a_log_that_has_an_entry_twice_shows_it_once_and_goes_on() -> None:
    it = ready()
    effects = [one for seq, cid in ((1, "x"), (2, "x"), (3, "y")) for one in it.received(entry(seq, cid), 0)]
    assert [one.entry.cid for one in effects if isinstance(one, Arrived)] == ["x", "y"]
    assert it.follower(CHAT).last_seq == 3
    assert not [one for one in effects if isinstance(one, Do)]


def test_a_log_may_begin_later() -> None:
    it = ready(head=8)
    it.received(entry(7, "x"), 0)
    it.received(entry(8, "y"), 0)
    assert it.follower(CHAT).last_seq == 8


def test_a_refill_hands_in_everything_and_places_it_anew() -> None:
    it = ready()
    for seq in (1, 2):
        it.received(entry(seq, f"x{seq}"), 0)
    effects = it.received(Log(CHAT, "e2", 1, 0, 0, refill=True), 0)
    frames = [effect.frame for effect in effects if isinstance(effect, Out)]
    assert [(one.epoch, [held.cid for held in one.entries], one.last) for one in frames if isinstance(one, Refill)] == [
        ("e2", ["x1", "x2"], True)
    ]
    assert it.follower(CHAT).cursor().epoch == "e1", "until the refill is answered, we stand where we stood"
    it.received(Log(CHAT, "e2", 1, 3, 0), 0)
    for seq, cid in enumerate(["new", "x1", "x2"], 1):
        it.received(entry(seq, cid), 0)
    assert [one.cid for one in it.follower(CHAT).transcript] == ["new", "x1", "x2"]


def test_only_what_stands_without_a_gap_before_the_last_is_handed_in() -> None:
    it = ready(lost=True, head=4)
    for seq in (1, 3, 4):
        it.received(entry(seq, f"x{seq}"), 0)
    effects = it.received(Log(CHAT, "e2", 1, 0, 0, refill=True), 0)
    (frame,) = [effect.frame for effect in effects if isinstance(effect, Out)]
    assert isinstance(frame, Refill)
    assert [one.seq for one in frame.entries] == [3, 4]


def test_what_is_withheld_keeps_its_place_and_is_shown_where_it_belongs_after_the_yes() -> None:
    it = ready(head=2)
    it.received(withheld(1), 0)
    it.received(entry(2, "b"), 0)
    assert [one.cid for one in it.follower(CHAT).transcript] == ["b"]
    effects = it.received(entry(1, "a"), 0)
    assert [effect.entry.cid for effect in effects if isinstance(effect, Arrived)] == ["a"]
    assert [one.cid for one in it.follower(CHAT).transcript] == ["a", "b"]
    assert it.follower(CHAT).cursor().seq == 2


def test_the_cursor_carries_the_houses_proof_of_what_came_last() -> None:
    it = ready()
    it.received(entry(1, "x"), 0)
    assert it.follower(CHAT).cursor() == Cursor(CHAT, "e1", 1, "stamp-x", "place-1")
    it.received(withheld(2), 0)
    assert it.follower(CHAT).cursor() == Cursor(CHAT, "e1", 2, "stamp-2", "place-2")
    it.received(Withheld(CHAT, 3), 0)
    assert it.follower(CHAT).cursor().seq == 2, "nobody gave a place for what no gateway took"


def test_marks_are_told_together() -> None:
    it = ready()
    for seq in (1, 2, 3):
        it.received(entry(seq, f"x{seq}"), 0)
        it.shown(CHAT, 0)
    assert it.due(SEEN_AFTER_S) == [Out(Seen(CHAT, 3))]
    assert it.due(SEEN_AFTER_S * 2) == []


def test_an_outbox_numbers_only_what_can_fly() -> None:
    it = Core(lambda chat: "teen", lambda chat, fence, item: None if item.cid == "b" else "x")
    numbers = count()
    it.start(next(numbers))
    it.received(Log(CHAT, "e1", 1, 0, 0), 0)
    it.admit(CHAT, 1, "kid", 0)
    assert write(it, "a", "b", "c") == [("a", 1)]
    assert it.follower(CHAT).outbox.find("b") == Item("b", "text", {"text": "b"}, n=2)


def test_a_yes_to_one_counsellor_is_not_told_to_the_next() -> None:
    it = ready()
    it.write(CHAT, "share", "s1.kid.yes", "yes", 0, only=1)
    write(it, "a")
    for cid in ("yes", "a"):
        it.received(Error("stale_fence", cid, retry=True), 0)
    assert sends(it.admit(CHAT, 2, "kid2", 0)) == [("a", 1)]
    assert it.follower(CHAT).outbox.find("yes") is None


def test_what_is_meant_for_the_next_fence_waits_for_it() -> None:
    it = ready()
    assert sends(it.write(CHAT, "grant", "g1", "g", 0, first=True, only=2)) == []
    assert sends(it.admit(CHAT, 2, "kid2", 0)) == [("g", 1)]


def test_a_mark_that_a_lost_connection_swallowed_is_told_again() -> None:
    it = ready()
    it.received(entry(1, "x"), 0)
    it.shown(CHAT, 0)
    it.closed(1006, 0)
    it.due(SEEN_AFTER_S)
    it.opened(Ping(), 2)
    it.received(Log(CHAT, "e1", 1, 1, 0), 2)
    assert it.due(2 + SEEN_AFTER_S) == [Out(Seen(CHAT, 1))]


def test_what_is_seen_of_a_chat_that_is_not_followed_is_told_and_changes_nothing() -> None:
    it = ready()
    frame = Seen("another", 3, "counsellor")
    assert it.received(frame, 0)[-1].frame is frame  # type: ignore[union-attr]
    assert list(it.followers) == [CHAT]
