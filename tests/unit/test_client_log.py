"""One end's log in the Python client: refill frames under their limit, what flies when, and what a refusal means."""

from itertools import count
from typing import Any

import pytest

from chat.client.log_follower import REFILL_BYTES, LogFollower
from chat.protocol.common import Ack, Cursor, Entry, EntryFrame, Error, Key, Log, Refill, Send, Who, Withheld

CHAT = "c"


def follower(me: Who = "teen") -> LogFollower:
    it = LogFollower(CHAT, me, lambda chat, fence, item: f"{item.cid}@{fence}")
    it.log(Log(CHAT, "e1", 1, 0, 0))
    it.admit(1, "k")
    return it


def entry(seq: int, cid: str, size: int = 1, who: Who = "counsellor") -> EntryFrame:
    return EntryFrame(CHAT, seq, who, cid, seq, 1, "k", "text", "x" * size, f"stamp{seq}", f"place{seq}")


def withheld(seq: int, *, stamped: bool = True) -> Withheld:
    return Withheld(CHAT, seq, f"stamp{seq}", f"place{seq}") if stamped else Withheld(CHAT, seq)


def holding(*sizes: int) -> LogFollower:
    it = follower()
    for place, size in enumerate(sizes):
        it.entry(entry(place + 1, f"c{place + 1}", size))
    return it


def refill(it: LogFollower) -> list[tuple[list[int], bool]]:
    frames = it.log(Log(CHAT, "e2", 1, 0, 0, refill=True)).send
    assert all(isinstance(frame, Refill) and (frame.chat, frame.epoch) == (CHAT, "e2") for frame in frames)
    return [([one.seq for one in frame.entries], frame.last) for frame in frames if isinstance(frame, Refill)]


def test_what_is_held_is_cut_under_the_size_of_a_frame_each_entry_with_what_surrounds_it() -> None:
    assert REFILL_BYTES == 14_500
    assert refill(follower()) == [([], True)]
    assert refill(holding(6_970, 6_970)) == [([1, 2], True)]
    assert refill(holding(6_970, 6_971)) == [([1], False), ([2], True)]
    assert refill(holding(9_000, 9_000, 4_940, 1)) == [([1], False), ([2, 3], False), ([4], True)]
    assert refill(holding(20_000, 1)) == [([1], False), ([2], True)]


def test_a_refill_is_of_the_epoch_that_is_proved_without_a_gap_up_to_what_was_delivered_last() -> None:
    it = holding(1, 1)
    it.entry(entry(3, "c3"))
    it.log(Log(CHAT, "e2", 1, 2, 0, lost=True))
    it.entry(entry(2, "c3"))
    assert [one.cid for one in it.transcript] == ["c1", "c2", "c3"]
    assert refill(it) == [([2], True)], "what was delivered in another epoch has no place in this one"
    late = follower()
    late.hidden(withheld(1))
    late.log(Log(CHAT, "e1", 1, 5, 0, lost=True))
    late.entry(entry(2, "c2"))
    late.entry(entry(4, "c4"))
    late.entry(entry(5, "c5"))
    assert refill(late) == [([4, 5], True)]


def test_what_is_withheld_has_its_place_and_no_words() -> None:
    it = follower("counsellor")
    step = it.hidden(withheld(1))
    assert (step.arrived, step.reconnect, it.last_seq, it.transcript) == ([], False, 1, [])
    assert it.cursor() == Cursor(CHAT, "e1", 1, "stamp1", "place1")
    assert it.hidden(withheld(3)).reconnect, "2 is missing"


def test_what_no_gateway_took_proves_nothing() -> None:
    it = holding(1)
    it.hidden(withheld(2, stamped=False))
    assert (it.last_seq, it.cursor()) == (2, Cursor(CHAT, "e1", 1, "stamp1", "place1"))


def test_what_was_withheld_arrives_with_the_yes_in_its_place_once() -> None:
    it = follower("counsellor")
    it.hidden(withheld(1))
    it.hidden(withheld(2))
    it.entry(entry(3, "c3", who="teen"))
    for seq in (1, 2):
        assert [one.cid for one in it.entry(entry(seq, f"c{seq}", who="teen")).arrived] == [f"c{seq}"]
    assert it.entry(entry(1, "c1", who="teen")).arrived == []
    assert [one.cid for one in it.transcript] == ["c1", "c2", "c3"]
    assert it.cursor() == Cursor(CHAT, "e1", 3, "stamp3", "place3"), "older places tell nothing new"


def sent(step: Any) -> list[tuple[str, int, str]]:
    return [(one.cid, one.n, one.body) for one in step.send]


def test_words_fly_once_they_may() -> None:
    it = LogFollower(CHAT, "teen", lambda chat, fence, item: f"{item.cid}@{fence}")
    assert sent(it.write("text", {"text": "a"}, "a")) == []
    assert sent(it.admit(3, "k")) == []
    assert sent(it.log(Log(CHAT, "e1", 1, 0, 4))) == [("a", 5, "a@3")]
    it.hold()
    assert sent(it.write("text", {"text": "b"}, "b")) == []
    assert sent(it.admit(3, "k")) == [("b", 6, "b@3")]
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
    it.admit(1, "k")
    it.write("text", {"text": "a"}, "a")
    keys.add("b")
    assert sent(it.write("text", {"text": "b"}, "b")) == []
    keys.add("a")
    assert sent(it.key_came()) == [("a", 1, "sealed"), ("b", 2, "sealed")]


def test_a_key_that_comes_ends_neither_a_replay_nor_a_pause() -> None:
    it = follower()
    it.log(Log(CHAT, "e1", 1, 1, 0))
    it.write("text", {"text": "a"}, "a")
    assert sent(it.key_came()) == []
    it.entry(entry(1, "x"))
    it.error(Error("too_fast", "a", retry=True))
    assert sent(it.key_came()) == []
    assert sent(it.warm()) == [("a", 1, "a@1")]


def test_a_replay_that_stands_still_is_asked_for_again() -> None:
    it = follower()
    it.log(Log(CHAT, "e1", 1, 2, 0))
    it.write("text", {"text": "a"}, "a")
    it.entry(entry(1, "x"))
    step = it.warm()
    assert (step.reconnect, sent(step)) == (True, [])


@pytest.mark.parametrize("code", ["not_yours", "stale_connection", "log_lost", "not_active", "wrong_state", "too_fast"])
def test_what_passes_is_tried_again_after_a_pause(code: str) -> None:
    it = follower()
    it.write("text", {"text": "a"}, "a")
    step = it.error(Error(code, "a", retry=code == "too_fast"))
    assert (step.cool, step.failed, step.reconnect, sent(step)) == (True, [], False, [])
    assert sent(it.admit(1, "k")) == []
    assert sent(it.warm()) == [("a", 1, "a@1")]


def test_what_flies_again_is_what_flew() -> None:
    """The answer was lost, not the words: the log knows them by a stamp of what was sealed first."""
    sealings = count(1)
    it = LogFollower(CHAT, "teen", lambda _chat, fence, _item: f"{next(sealings)}@{fence}")
    it.log(Log(CHAT, "e1", 1, 0, 0))
    it.admit(1, "k")
    flown = [sent(it.write("text", {"text": "a"}, "a"))]
    it.error(Error("unavailable", "a", retry=True))
    flown += [sent(it.warm()), sent(it.log(Log(CHAT, "e1", 1, 0, 0))), sent(it.admit(1, "k"))]
    it.error(Error("stale_fence", "a"))
    flown += [sent(it.admit(2, "k2"))]
    assert [body for step in flown for _, _, body in step] == ["1@1", "1@1", "1@1", "2@2"]


def test_what_the_log_has_as_it_was_sealed_for_the_fence_before_is_kept_as_it_is_there() -> None:
    it = follower()
    it.write("text", {"text": "a"}, "a")
    it.error(Error("unavailable", "a", retry=True))
    it.admit(2, "k2")
    assert sent(it.warm()) == [("a", 1, "a@2")]
    step = it.entry(entry(1, "a", who="teen"))
    assert ([one.cid for one in step.confirmed], it.outbox.items) == (["a"], [])
    assert [(one.fence, one.body, one.stamp) for one in it.entries] == [(1, "x", "stamp1")]


def test_what_waits_for_the_key_of_another_fence_does_not_fly_as_it_was_sealed_for_the_one_before() -> None:
    keys = {1}
    it = LogFollower(CHAT, "teen", lambda _chat, fence, item: f"{item.cid}@{fence}" if fence in keys else None)
    it.log(Log(CHAT, "e1", 1, 0, 0))
    it.admit(1, "k")
    it.write("text", {"text": "a"}, "a")
    it.error(Error("stale_fence", "a"))
    assert [sent(it.admit(2, "k2")), sent(it.key_came())] == [[], []]
    keys.add(2)
    assert sent(it.key_came()) == [("a", 1, "a@2")]


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
    assert sent(it.error(Error("too_large", "b"))) == [], "c has flown under a number that leaves a gap now"
    step = it.error(Error("gap", "c", retry=True))
    assert (sent(step), step.reconnect) == ([("c", 1, "c@1")], False)


def test_a_gap_after_a_refusal_is_waited_out_and_one_without_connects_anew() -> None:
    it = follower()
    it.write("text", {"text": "a"}, "a")
    it.write("text", {"text": "b"}, "b")
    it.error(Error("too_fast", "a", retry=True))
    step = it.error(Error("gap", "b", retry=True))
    assert (sent(step), step.reconnect) == ([], False)
    assert sent(it.warm()) == [("a", 1, "a@1"), ("b", 2, "b@1")]
    other = follower()
    other.write("text", {"text": "a"}, "a")
    assert other.error(Error("gap", "a", retry=True)).reconnect


def test_an_older_fences_refusal_does_not_stop_the_newer() -> None:
    it = follower()
    it.write("text", {"text": "a"}, "a")
    it.admit(2, "k2")
    assert sent(it.error(Error("stale_fence", "a"))) == [("a", 1, "a@2")]
    assert sent(it.error(Error("stale_fence", "a"))) == []


def test_an_acknowledgement_of_what_never_left_means_nothing() -> None:
    it = follower()
    it.hold()
    it.write("text", {"text": "a"}, "a")
    assert it.ack(Ack(CHAT, "a", 1, "stamp1", "place1")).confirmed == []
    assert it.ack(Ack(CHAT, "x", 1, "stamp1", "place1")).confirmed == []
    assert it.last_seq == 0


def test_a_cursor_is_what_was_delivered_last_with_its_stamp_and_place() -> None:
    it = holding(1, 1)
    key = Key("k", "B" * 87)
    assert it.cursor("ticket", key) == Cursor(CHAT, "e1", 2, "stamp2", "place2", "ticket", key)
    assert follower().cursor("ticket") == Cursor(CHAT, ticket="ticket"), "nothing was delivered yet"
    it.entry(entry(3, "c2"))
    assert it.cursor() == Cursor(CHAT, "e1", 3, "stamp3", "place3"), "a place whose entry was shown before"
    it.write("text", {"text": "a"}, "a")
    it.ack(Ack(CHAT, "a", 4, "stamp-a", "place-a"))
    assert it.cursor() == Cursor(CHAT, "e1", 4, "stamp-a", "place-a"), "one's own counts too"
    assert it.entries[-1] == Entry(4, "teen", "a", 1, 1, "k", "text", "a@1", "stamp-a", "place-a")


def test_in_another_epoch_the_proof_is_of_that_one_once_its_replay_is_whole() -> None:
    it = holding(1, 1)
    it.log(Log(CHAT, "e2", 1, 1, 0))
    assert it.cursor() == Cursor(CHAT, "e1", 2, "stamp2", "place2"), "the replay has not begun"
    it.entry(entry(1, "c1"))
    assert it.cursor() == Cursor(CHAT, "e2", 1, "stamp1", "place1")
    it.log(Log(CHAT, "e3", 1, 0, 0))
    assert it.cursor() == Cursor(CHAT)


def test_what_was_lost_stays_known_and_places_are_jumped_over() -> None:
    it = holding(1)
    it.log(Log(CHAT, "e1", 1, 6, 0, peer_seen=4, lost=True))
    assert [one.cid for one in it.entry(entry(4, "d")).arrived] == ["d"]
    it.log(Log(CHAT, "e1", 1, 6, 0, peer_seen=2))
    assert (it.lost, it.peer_seen) == (True, 4)
    assert it.entry(entry(6, "f")).reconnect, "nothing is lost this time"


def test_what_the_other_end_has_seen_is_of_one_epoch() -> None:
    it = holding(1, 1)
    it.log(Log(CHAT, "e1", 1, 2, 0, peer_seen=2))
    it.log(Log(CHAT, "e2", 1, 2, 0, refill=True))
    it.log(Log(CHAT, "e2", 1, 2, 0, peer_seen=1))
    assert it.peer_seen == 1


def test_an_older_entry_that_comes_again_moves_nothing_back() -> None:
    it = holding(1, 1, 1)
    step = it.entry(entry(1, "c1"))
    assert (step.arrived, step.reconnect, it.last_seq) == ([], False, 3)
    assert it.entry(entry(4, "c4")).reconnect is False


def test_an_entry_keeps_every_field() -> None:
    it = follower()
    it.entry(EntryFrame(CHAT, 1, "supervisor", "c1", 7, 3, "k", "note", "body", "stamp", "place"))
    assert it.entries == [Entry(1, "supervisor", "c1", 7, 3, "k", "note", "body", "stamp", "place")]


def test_each_entry_names_whose_fence_it_was_sealed_for() -> None:
    it = follower()
    (first,) = it.write("text", {"text": "a"}, "a").send
    assert isinstance(first, Send)
    assert (first.fence, first.kid) == (1, "k")
    it.admit(2, "k2")
    (second,) = it.write("text", {"text": "b"}, "b").send
    assert isinstance(second, Send)
    assert (second.fence, second.kid) == (2, "k2")


def test_until_a_replay_is_whole_what_was_proved_before_stays_the_proof() -> None:
    """The second loss comes in the middle: what has not come again has no other proof."""
    it = follower("counsellor")
    it.log(Log(CHAT, "e1", 1, 3, 0))
    for seq in (1, 2, 3):
        it.entry(entry(seq, f"t{seq}", who="teen"))
    before = it.cursor()
    assert (before.epoch, before.seq) == ("e1", 3)
    it.log(Log(CHAT, "e2", 1, 0, 0, refill=True))
    it.log(Log(CHAT, "e2", 1, 3, 0))
    it.entry(entry(1, "t1", who="teen"))
    assert it.cursor() == before
    step = it.log(Log(CHAT, "e3", 1, 0, 0, refill=True))
    assert [one.cid for frame in step.send if isinstance(frame, Refill) for one in frame.entries] == ["t1", "t2", "t3"]
    it.log(Log(CHAT, "e3", 1, 3, 0))
    for seq in (1, 2, 3):
        it.entry(entry(seq, f"t{seq}", who="teen"))
    assert (it.cursor().epoch, it.cursor().seq) == ("e3", 3)
    assert [one.cid for one in it.transcript] == ["t1", "t2", "t3"]
