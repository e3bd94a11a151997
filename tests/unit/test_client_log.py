"""One end's log in the Python client: refill frames under their limit, what flies when, and what a refusal means."""

from typing import Any

import pytest

from chat.client.log_follower import REFILL_BYTES, LogFollower
from chat.protocol.common import Ack, Cursor, Entry, EntryFrame, Error, Log, Refill, Who

CHAT = "c"


def follower(me: Who = "teen") -> LogFollower:
    it = LogFollower(CHAT, me, lambda chat, fence, item: f"{item.cid}@{fence}")
    it.log(Log(CHAT, "e1", 1, 0, 0))
    it.admit(1)
    return it


def entry(seq: int, cid: str, size: int = 1, who: Who = "counsellor") -> EntryFrame:
    return EntryFrame(CHAT, seq, who, cid, seq, 1, "text", "x" * size)


def holding(*sizes: int) -> LogFollower:
    it = follower()
    for place, size in enumerate(sizes):
        it.entry(entry(place + 1, f"c{place + 1}", size))
    return it


def refill(it: LogFollower) -> list[tuple[list[int], bool]]:
    frames = it.log(Log(CHAT, "e2", 1, 0, 0, refill=True)).send
    assert all(isinstance(frame, Refill) and (frame.chat, frame.epoch) == (CHAT, "e2") for frame in frames)
    return [([one.seq for one in frame.entries], frame.last) for frame in frames if isinstance(frame, Refill)]


def test_what_is_held_is_cut_at_twelve_thousand_bytes_each_entry_with_what_surrounds_it() -> None:
    assert REFILL_BYTES == 12_000
    assert refill(follower()) == [([], True)]
    assert refill(holding(5_800, 5_800)) == [([1, 2], True)]
    assert refill(holding(5_800, 5_801)) == [([1], False), ([2], True)]
    assert refill(holding(9_000, 9_000, 2_600, 1)) == [([1], False), ([2, 3], False), ([4], True)]
    assert refill(holding(20_000, 1)) == [([1], False), ([2], True)]


def test_a_refill_goes_on_after_what_was_placed_and_numbers_never_fall() -> None:
    it = holding(1, 1)
    it.entry(entry(3, "c3"))
    it.log(Log(CHAT, "e2", 1, 3, 0, lost=True))
    it.entry(entry(2, "c3"))
    assert [one.cid for one in it.transcript] == ["c1", "c2", "c3"]
    assert refill(it) == [([2, 3, 4], True)]


def sent(step: Any) -> list[tuple[str, int, str]]:
    return [(one.cid, one.n, one.body) for one in step.send]


def test_words_fly_once_they_may() -> None:
    it = LogFollower(CHAT, "teen", lambda chat, fence, item: f"{item.cid}@{fence}")
    assert sent(it.write("text", {"text": "a"}, "a")) == []
    assert sent(it.admit(3)) == []
    assert sent(it.log(Log(CHAT, "e1", 1, 0, 4))) == [("a", 5, "a@3")]
    it.hold()
    assert sent(it.write("text", {"text": "b"}, "b")) == []
    assert sent(it.admit(3)) == [("b", 6, "b@3")]
    assert sent(it.write("grant", "g1.x", "g")) == [("g", 7, "g1.x")]


def test_nothing_flies_before_the_head_is_here() -> None:
    it = follower()
    it.log(Log(CHAT, "e1", 1, 2, 0))
    assert sent(it.write("text", {"text": "a"}, "a")) == []
    assert sent(it.entry(entry(1, "x"))) == []
    assert sent(it.entry(entry(2, "y"))) == [("a", 1, "a@1")]


def test_what_has_no_key_waits_and_holds_up_what_comes_after() -> None:
    keys: set[str] = set()
    it = LogFollower(CHAT, "teen", lambda chat, fence, item: "sealed" if item.cid in keys else None)
    it.log(Log(CHAT, "e1", 1, 0, 0))
    it.admit(1)
    it.write("text", {"text": "a"}, "a")
    keys.add("b")
    assert sent(it.write("text", {"text": "b"}, "b")) == []
    keys.add("a")
    assert sent(it.warm()) == [("a", 1, "sealed"), ("b", 2, "sealed")]


@pytest.mark.parametrize("code", ["not_yours", "stale_connection", "log_lost", "not_active", "wrong_state", "too_fast"])
def test_what_passes_is_tried_again_after_a_pause(code: str) -> None:
    it = follower()
    it.write("text", {"text": "a"}, "a")
    step = it.error(Error(code, "a", retry=code == "too_fast"))
    assert (step.cool, step.failed, step.reconnect, sent(step)) == (True, [], False, [])
    assert sent(it.admit(1)) == []
    assert sent(it.warm()) == [("a", 1, "a@1")]


def test_what_was_never_sent_cannot_be_refused() -> None:
    it = follower()
    assert it.error(Error("too_large", "x")).failed == []
    it.hold()
    it.write("text", {"text": "a"}, "a")
    step = it.error(Error("too_large", "a"))
    assert (step.failed, step.cool, step.reconnect) == ([], False, False)
    assert it.outbox.find("a") is not None


def test_what_is_refused_for_good_is_gone_and_those_behind_it_are_numbered_anew() -> None:
    it = follower()
    it.write("text", {"text": "a"}, "a")
    step = it.error(Error("too_large", "a"))
    assert ([item.cid for item in step.failed], step.reconnect) == (["a"], False)
    it.write("text", {"text": "b"}, "b")
    it.write("text", {"text": "c"}, "c")
    assert it.error(Error("too_large", "b")).reconnect, "c flew under a number that leaves a gap now"


def test_a_gap_after_a_refusal_is_waited_out_and_one_without_connects_anew() -> None:
    it = follower()
    it.write("text", {"text": "a"}, "a")
    it.write("text", {"text": "b"}, "b")
    it.error(Error("too_fast", "a", retry=True))
    assert it.error(Error("gap", "b", retry=True)).cool
    other = follower()
    other.write("text", {"text": "a"}, "a")
    assert other.error(Error("gap", "a", retry=True)).reconnect


def test_an_older_fences_refusal_does_not_stop_the_newer() -> None:
    it = follower()
    it.write("text", {"text": "a"}, "a")
    it.admit(2)
    assert sent(it.error(Error("stale_fence", "a"))) == [("a", 1, "a@2")]
    assert sent(it.error(Error("stale_fence", "a"))) == []


def test_an_acknowledgement_of_what_never_left_means_nothing() -> None:
    it = follower()
    it.hold()
    it.write("text", {"text": "a"}, "a")
    assert it.ack(Ack(CHAT, "a", 1)).confirmed == []
    assert it.ack(Ack(CHAT, "x", 1)).confirmed == []
    assert it.last_seq == 0


def test_a_cursor_names_the_entry_it_stands_at() -> None:
    it = holding(1, 1)
    assert it.cursor("ticket") == Cursor(CHAT, "e1", 2, "c2", "ticket")
    assert follower().cursor() == Cursor(CHAT, "e1", 0, "", "")
    it.entry(entry(3, "c2"))
    assert it.cursor() == Cursor(CHAT, "e1", 3, "", ""), "the newest place shows nothing new"


def test_what_was_lost_stays_known_and_places_are_jumped_over() -> None:
    it = holding(1)
    it.log(Log(CHAT, "e1", 1, 6, 0, peer_seen=4, lost=True))
    assert [one.cid for one in it.entry(entry(4, "d")).arrived] == ["d"]
    it.log(Log(CHAT, "e1", 1, 6, 0, peer_seen=2))
    assert (it.lost, it.peer_seen) == (True, 4)
    assert it.entry(entry(6, "f")).reconnect, "nothing is lost this time"


def test_an_older_entry_that_comes_again_moves_nothing_back() -> None:
    it = holding(1, 1, 1)
    step = it.entry(entry(1, "c1"))
    assert (step.arrived, step.reconnect, it.last_seq) == ([], False, 3)
    assert it.entry(entry(4, "c4")).reconnect is False


def test_an_entry_keeps_every_field() -> None:
    it = follower()
    it.entry(EntryFrame(CHAT, 1, "supervisor", "c1", 7, 3, "note", "body"))
    assert it.entries == [Entry(1, "supervisor", "c1", 7, 3, "note", "body")]
