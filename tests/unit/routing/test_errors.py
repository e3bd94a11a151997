"""The names of refusals."""

import re

import pytest

from routing import errors
from routing.library import LUA


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
    assert kinds
    for kind in vars(errors).values():
        if isinstance(kind, type) and "code" in vars(kind):
            assert errors.BY_CODE[kind.code] is kind


@pytest.mark.parametrize("path", sorted(LUA.rglob("*.lua")), ids=lambda path: path.stem)
def test_every_code_a_script_gives_has_a_name(path: object) -> None:
    text = path.read_text()  # type: ignore[attr-defined]
    for code in re.findall(r"refuse\('(\w+)|return '!(\w+)", text):
        assert "".join(code) in errors.BY_CODE, code


def test_what_redis_says_is_not_told_to_anybody() -> None:
    error = errors.NotNow("MOVED 42 10.0.0.7:6379")
    assert (error.detail, error.word, error.code, error.retry) == ("", "MOVED", "unavailable", True)
    assert "10.0.0.7" in str(error)
