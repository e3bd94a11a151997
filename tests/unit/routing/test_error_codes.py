"""Every code that routing gives, and which of them may be tried again: clients and scripts know them by these words."""

import pytest

from routing.errors import BY_CODE, CommandFailed, Gap, LogLost, PipeError, RoutingError, Temporary, TurnedAway

INVALID = {"invalid", "unknown_language", "unknown_skill", "bad_capacity", "bad_status", "bad_priority", "bad_mode"}
TEMPORARY = {"unconfigured", "log_lost", "refilling", "gap", "unavailable"}
REFUSED = {
    "refused", "closed", "closing", "full", "blocked", "chat_unknown", "chat_ended", "wrong_state", "not_holder",
    "stale_fence", "offer_gone", "staff_unknown", "not_available", "not_able", "to_oneself", "not_invited",
    "not_senior", "not_proposed", "second_person", "wrong_kind", "log_full", "wrap_up_limit", "stale_connection",
    "command_failed", "moved", "code_unknown",
}  # fmt: skip


def test_every_code_once() -> None:
    assert set(BY_CODE) == INVALID | TEMPORARY | REFUSED
    assert all(kind.code == code for code, kind in BY_CODE.items())


@pytest.mark.parametrize("code", sorted(INVALID | TEMPORARY | REFUSED))
def test_only_what_passes_by_itself_may_be_tried_again(code: str) -> None:
    assert BY_CODE[code].retry is (code in TEMPORARY)
    assert issubclass(BY_CODE[code], Temporary) is (code in TEMPORARY)


def test_who_is_turned_away_and_what_a_gap_expects() -> None:
    assert {kind.code for kind in TurnedAway.__subclasses__()} == {"closed", "closing", "full"}
    assert Gap("7").expected == 7
    assert LogLost.code == "log_lost"
    assert issubclass(BY_CODE["unavailable"], PipeError)


def test_an_error_says_its_detail_or_what_it_means() -> None:
    assert str(RoutingError("field")) == RoutingError("field").detail == "field"
    assert str(RoutingError()) == "Something was refused; nothing changed."
    assert (RoutingError().detail, CommandFailed("ERR no such key").word) == ("", "ERR")
