"""The small pure parts of the gateway."""

import pytest

from chat.gateway.process import notices as n
from chat.gateway.process.queue_positions import pause_s
from chat.gateway.websocket.outbox import Outbox


@pytest.mark.parametrize(
    ("payload", "notice"),
    [
        ("t main c1", n.TeenChanged("main", "c1")),
        ("s main an c1 expired", n.StaffChanged("main", "an", "c1", "expired")),
        ("s main an - -", n.StaffChanged("main", "an", "", "")),
        ('e c1 teen 1-e 7 "who":"a b"}', n.NewEntry("c1", "teen", "1-e", 7, '"who":"a b"}')),
        ("a c1 teen again", n.LogRenewed("c1", "teen")),
        ("c c1 teen counsellor 9", n.PeerSeen("c1", "teen", "counsellor", 9)),
        ("y c1 teen counsellor 1", n.PeerTyping("c1", "teen", "counsellor", True)),
        ("q c1 counsellor teen thinking 900000", n.PeerQuiet("c1", "counsellor", "thinking", 900_000)),
        ("q c1 counsellor teen asked 99999999", n.PeerQuiet("c1", "counsellor", "asked", 7_200_000)),
        ("q c1 counsellor teen - -5", n.PeerQuiet("c1", "counsellor", "", 0)),
        ("q c1 counsellor teen away 5", None),
        ("q c1 teen counsellor asked 5", None),
        ("q c1 counsellor teen asked soon", None),
        ("y c1 teen counsellor 0", n.PeerTyping("c1", "teen", "counsellor", False)),
        ("p c1 teen counsellor 0", n.PeerOnline("c1", "teen", "counsellor", False)),
        ("p c1 teen counsellor 1", n.PeerOnline("c1", "teen", "counsellor", True)),
        ("l c1 teen lost", n.LostForGood("c1", "teen")),
        ("k c1 teen 12", n.Superseded("c1", "teen", 12)),
        (
            'i main sofie {"t":"invited","by":"An B"}',
            n.StaffFrameNotice("main", "sofie", '{"t":"invited","by":"An B"}'),
        ),
        ("o an -", n.SignedOutNotice("an", "")),
        ("o an s1", n.SignedOutNotice("an", "s1")),
        ("", None),
        ("?", None),
        ("e c1 teen 1-e seven x", None),
        ("t main", None),
    ],
)
def test_notices_are_read_or_left(payload: str, notice: n.Notice | None) -> None:
    assert n.parse(payload) == notice


def test_the_outbox_is_bounded_in_frames_and_bytes() -> None:
    box = Outbox(most_frames=2, most_bytes=10)
    assert box.put("12345")
    assert not box.put("123456")
    assert box.put("12345")
    assert not box.put("")
    assert (box.take(), box.take(), box.take()) == ("12345", "12345", None)
    assert box.bytes == 0


def test_the_outbox_gives_back_what_it_holds_and_is_roomy_at_half() -> None:
    box = Outbox(most_frames=4, most_bytes=10)
    assert (box.first(), box.take(), len(box), box.roomy) == (None, None, 0, True)
    assert box.put("abc")
    assert box.put("de")
    assert (box.first(), len(box), box.bytes, box.roomy) == ("abc", 2, 5, True)
    assert box.put("f")
    assert not box.roomy, "three of four frames"
    assert (box.take(), box.first(), box.bytes) == ("abc", "de", 3)
    box.clear()
    assert (len(box), box.bytes, box.first()) == (0, 0, None)
    assert box.put("123456")
    assert not box.roomy, "six of ten bytes"
    assert box.put("1234"), "to the last byte"
    assert box.put("1") is False


def test_the_front_is_looked_at_more_often() -> None:
    pauses = [pause_s(ahead) for ahead in (None, 0, 4, 5, 19, 20, 99, 100, 9999)]
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1]
