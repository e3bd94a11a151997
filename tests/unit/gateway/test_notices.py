"""Notices as other processes send them, and as whoever writes Redis could."""

import pytest

from chat.gateway.process.notices import PeerOnline, PeerSeen, PeerTyping, parse


def test_each_is_read_as_what_it_tells() -> None:
    assert parse("p c1 teen supervisor 0") == PeerOnline("c1", "teen", "supervisor", False)
    assert parse("c c1 counsellor teen 7") == PeerSeen("c1", "counsellor", "teen", 7)
    assert parse("y c1 teen counsellor 1") == PeerTyping("c1", "teen", "counsellor", True)


@pytest.mark.parametrize("notice", ["p c1 teen nobody 1", "c c1 teen nobody 7", "y c1 teen nobody 1"])
def test_an_end_that_there_is_not_is_told_to_nobody(notice: str) -> None:
    """The last word of each end is kept for who is coming back: of a thousand ends it would be a thousand."""
    assert parse(notice) is None


@pytest.mark.parametrize("notice", ["", "z c1", "p c1", "c c1 teen counsellor many", "t main"])
def test_what_cannot_be_read_is_passed_over(notice: str) -> None:
    assert parse(notice) is None
