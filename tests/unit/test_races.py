"""The checker of races can fail: each kind of disorder is seen in a snapshot that has it."""

import pytest

from tests.faults.races import Content, Snapshot, accepted_once, between


def desk(**changes: dict[str, str]) -> Content:
    """A counsellor in a chat, another chat that waits for a language nobody free speaks."""
    content: Content = {
        "chat:a": {"state": "active", "staff": "s", "fence": "2", "joined": "1", "online": "1"},
        "chat:b": {"state": "waiting", "joined": "2", "online": "1"},
        "staff:s": {"slots": "a", "capacity": "1"},
        "line:nl:3": {"b": "2"},
        "bucket:nl|3||": {"b": "2"},
        "heads": {"nl|3||": "2"},
        "able:nl": {"s": str(2**52)},
        "agenda": {},
    }
    return content | changes


def test_an_orderly_desk_has_no_problems() -> None:
    assert Snapshot(desk()).problems() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"staff:t": {"slots": "a", "capacity": "1"}},
        {"staff:s": {"slots": "", "capacity": "1"}},
        {"staff:s": {"slots": "a,gone", "capacity": "2"}},
        {"staff:s": {"slots": "a", "capacity": "0"}},
        {"line:nl:3": {}},
        {"line:nl:3": {"b": "2", "a": "1"}},
        {"line:nl:3": {"b": "2", "gone": "1"}},
        {"bucket:nl|3||": {}},
        {"heads": {"nl|3||": "1"}},
        {"heads": {}},
        {"able:nl": {"s": str(2**52), "free": "-1"}},
        {"chat:b": {"state": "wrap_up", "staff": "s", "joined": "2", "online": "1"}},
    ],
)
def test_disorder_is_seen(changes: dict[str, dict[str, str]]) -> None:
    assert Snapshot(desk(**changes)).problems()


@pytest.mark.parametrize(
    "change",
    [{"fence": "1"}, {"joined": "9"}, {"staff": "t"}],
)
def test_what_must_not_happen_between_two_moments_is_seen(change: dict[str, str]) -> None:
    before = desk()
    after = desk(**{"chat:a": before["chat:a"] | change})
    assert between(Snapshot(before), Snapshot(after))
    assert not between(Snapshot(before), Snapshot(before))


def test_two_people_in_one_chat_are_seen() -> None:
    assert accepted_once([("a", 1, "s"), ("a", 1, "t")])
    assert not accepted_once([("a", 1, "s"), ("a", 2, "t"), ("a", 1, "s")])
