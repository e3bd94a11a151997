"""Who is asked in: only by this house, for this desk, chat, fence and holder, and for whom it was meant."""

import pytest

from chat.client.sealing import ConsoleKey
from chat.entry.holders import LIFE_MS, invitation, is_invitation, is_kid, kid_of
from chat.entry.keyring import KeyRing
from chat.entry.tokens import b64u

RING = KeyRing(("a" * 32,))
ABOUT = ("main", "c1", 2, "k1")


def test_an_invitation_is_for_one_supervisor_or_for_any() -> None:
    mine = invitation(RING, *ABOUT, "sofie")
    assert is_invitation(RING, mine, *ABOUT, "sofie") is True
    assert is_invitation(RING, mine, *ABOUT, "other") is False
    assert is_invitation(RING, invitation(RING, *ABOUT, "*"), *ABOUT, "other") is True


@pytest.mark.parametrize(
    "about", [("east", "c1", 2, "k1"), ("main", "c2", 2, "k1"), ("main", "c1", 3, "k1"), ("main", "c1", 2, "k2")]
)
def test_and_for_nothing_else(about: tuple[str, str, int, str]) -> None:
    assert is_invitation(RING, invitation(RING, *ABOUT, "*"), *about, "sofie") is False


def test_fields_do_not_flow_into_one_another() -> None:
    given = invitation(RING, "main", "c1", 2, "k1", "x")
    assert is_invitation(RING, given, "main", "c1", 21, "", "x") is False
    assert is_invitation(RING, given, "mainc", "1", 2, "k1", "x") is False


@pytest.mark.parametrize("given", ["", ".", "nokey.mac", "nokey"])
def test_what_no_key_of_this_house_sealed_is_none(given: str) -> None:
    assert is_invitation(RING, given, *ABOUT, "sofie") is False


def test_a_name_of_a_key_is_of_that_key_alone() -> None:
    public = ConsoleKey().public
    assert is_kid(kid_of(public), public) is True
    assert is_kid("other", public) is False
    assert is_kid("other", "no key") is False


@pytest.mark.parametrize("point", [bytes(64), b"\1" * 64, b"\xff" * 64])
def test_what_lies_beside_the_curve_has_no_name(point: bytes) -> None:
    with pytest.raises(ValueError, match="EC key"):
        kid_of(b64u(b"\x04" + point))


def test_a_hold_outlasts_the_longest_shift() -> None:
    assert LIFE_MS == 6 * 60 * 60 * 1000
