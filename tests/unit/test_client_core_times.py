"""When the client says what it has shown, and when it tries again: to the moment, and no more often than it must."""

from typing import Any

from chat.client.core import Core, Out
from chat.client.link import Link, State
from chat.protocol.common import EntryFrame, Error, Log, Ping, Seen, Send
from chat.protocol.errors import NewerConnection

CHAT = "c"


def ready() -> Core:
    it = Core(lambda chat: "teen", lambda chat, fence, item: "sealed", lambda: 0.5)
    it.start(0)
    it.opened(Ping(), 0)
    it.received(Log(CHAT, "e1", 1, 0, 0), 0)
    it.admit(CHAT, 1, "k", 0)
    return it


def entry(seq: int) -> EntryFrame:
    return EntryFrame(CHAT, seq, "counsellor", f"c{seq}", seq, 1, "k", "text", "x", f"stamp{seq}", f"place{seq}")


def frames(effects: list[Any], kind: type) -> list[Any]:
    return [one.frame for one in effects if isinstance(one, Out) and isinstance(one.frame, kind)]


def test_what_is_on_the_screen_is_told_a_quarter_of_a_second_later_and_once() -> None:
    it = ready()
    it.received(entry(1), 1.0)
    assert it.shown(CHAT, 1.0) == []
    it.received(entry(2), 1.1)
    it.shown(CHAT, 1.1)
    assert frames(it.due(1.24), Seen) == []
    assert [(one.chat, one.seq) for one in frames(it.due(1.25), Seen)] == [(CHAT, 2)]
    it.shown(CHAT, 2.0)
    assert frames(it.due(3.0), Seen) == [], "it is told already"


def test_what_was_told_on_a_lost_connection_is_told_again() -> None:
    it = ready()
    it.received(entry(1), 0)
    it.shown(CHAT, 0)
    it.due(0.25)
    it.closed(1006, 1)
    it.due(2)
    it.opened(Ping(), 2)
    it.received(Log(CHAT, "e1", 1, 1, 0), 2)
    assert [one.seq for one in frames(it.due(2.25), Seen)] == [1]


def test_nothing_is_told_without_a_connection_to_the_log() -> None:
    it = ready()
    it.received(entry(1), 0)
    it.shown(CHAT, 0)
    it.closed(1006, 0.1)
    assert frames(it.due(0.3), Seen) == []


def test_what_was_refused_for_now_flies_again_after_a_moment() -> None:
    it = ready()
    it.write(CHAT, "text", {"text": "a"}, "a", 0)
    it.received(Error("not_active", "a"), 1.0)
    assert frames(it.due(2.49), Send) == []
    assert [one.cid for one in frames(it.due(2.5), Send)] == ["a"]


def test_a_link_begins_with_no_code_and_no_hello_given_up() -> None:
    link = Link(lambda: 0.5)
    assert (link.code, link.wake_at) == (0, None)
    link.start(0.0)
    link.opened(0.0)
    link.heard(0.0)
    link.closed(NewerConnection.close, 0.5)
    assert link.state is State.FINAL
