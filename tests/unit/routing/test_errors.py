"""The names of refusals."""

import re

import pytest

from routing import errors
from routing.scripts import LUA


def test_an_answer_becomes_its_error() -> None:
    error = errors.named("!chat_ended left")
    assert isinstance(error, errors.ChatEnded)
    assert (error.code, error.detail, error.retry) == ("chat_ended", "left", False)


@pytest.mark.parametrize("why", ["closed", "closing", "full"])
def test_who_is_turned_away_is_told_why(why: str) -> None:
    error = errors.named(f"!{why}")
    assert isinstance(error, errors.TurnedAway)
    assert error.code == why


def test_an_error_without_a_detail_says_what_it_means() -> None:
    assert str(errors.OfferGone()) == "The offer was made to somebody else, or is over."


def test_codes_are_unique() -> None:
    kinds = errors.RoutingError.__subclasses__()
    leaves = [kind for kind in errors.BY_CODE.values() if kind.__module__ == "routing.errors"]
    assert len({kind.code for kind in leaves}) == len(leaves)
    assert kinds


@pytest.mark.parametrize("path", [*LUA.glob("*.lua"), *LUA.glob("lib/*.lua")], ids=lambda path: path.stem)
def test_every_code_a_script_gives_has_a_name(path: object) -> None:
    text = path.read_text()  # type: ignore[attr-defined]
    for code in re.findall(r"refuse\('(\w+)", text):
        assert code in errors.BY_CODE, code
