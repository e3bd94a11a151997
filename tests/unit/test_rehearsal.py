"""What a rehearsal counts, whom it draws, and when it is not alone."""

from pathlib import Path

import pytest

from chat.client.forms import first_answers
from chat.commands.rehearsal import arrivals, read_logins
from chat.commands.rehearsal.tally import Tally, quantile
from chat.commands.rehearsal.watch import KNOWN_WITHIN_S, Guest, strangers, why_not
from chat.protocol.board import Board, BoardChat, BoardLanguage, BoardStaff
from chat.settings import BadSettings
from routing.simulation.day import MINUTE_MS

APP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def person(name: str, status: str = "available", online: bool = True) -> BoardStaff:
    return BoardStaff(name, name.title(), status, online, 1, 0, ["nl"])  # type: ignore[arg-type]


def board(*staff: BoardStaff, service: str = "open", waiting: int = 0, chats: tuple[str, ...] = ()) -> Board:
    rows = [BoardLanguage("nl", waiting, 0, 0, 0, 0)]
    here = [BoardChat(chat, "waiting", "nl", 3, 0) for chat in chats]
    return Board(service, "", 0, rows, list(staff), here, {})  # type: ignore[arg-type]


def test_words_are_lost_only_when_they_were_called_sent() -> None:
    it = Tally()
    for cid in ("a", "b", "c", "d"):
        it.wrote("c1", cid, 1.0)
    it.wrote("c2", "e", 1.0)
    for cid in ("a", "b", "e", "strange"):
        it.sent(cid)
    it.shown("a", 1.5)
    it.shown("a", 9.0)
    it.not_sent("c")
    assert it.pending("c1") == ["b"]
    it.over("c1")
    assert (it.words, it.lost, it.unsent, it.times["word"]) == (5, 1, 2, [0.5])
    assert it.under_way.keys() == {"e"}
    assert not it.report("", 1)["ok"]


@pytest.mark.parametrize(
    ("values", "share", "wanted"),
    [
        ([], 0.5, 0),
        ([3.0], 0.99, 3),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2),
        (list(map(float, range(100))), 0.99, 98),
        ([1.0, 2.0], 1.0, 2),
    ],
)
def test_quantiles(values: list[float], share: float, wanted: float) -> None:
    assert quantile(values, share) == wanted


def test_waits_are_told_in_the_time_of_the_day() -> None:
    it = Tally()
    it.waited(2.0, (1, 3))
    it.waited(4.0, (1, 3))
    it.waited(6.0, None)
    told = it.report("", 60)
    assert (told["wait_s"]["half"], told["wait_s"]["most"]) == (240, 360)
    assert (told["ranges_shown"], told["ranges_right"]) == (2, 1)


def test_each_count_is_told_under_its_name() -> None:
    it = Tally(begun=9, waiting=1, talking=2, answered=6, abandoned=3, ended=4)
    it.refused.update(full=2, closed=1)
    it.failed.update(gone=1)
    it.times["join"], it.times["offer"] = [0.001, 0.002, 0.003], [2.0]
    it.wrote("c", "a", 1.0)
    it.wrote("c", "b", 1.0)
    it.wrote("c", "d", 1.0)
    it.shown("a", 1.5)
    it.sent("b")
    it.over("c")
    assert it.line() == (
        "9 came, 1 wait, 2 talk, 4 have talked, 3 left waiting, 3 refused; a word takes 500.0 ms (99 of 100), 1 lost"
    )
    nothing = {"half": 0, "p99": 0, "most": 0}
    assert it.report("by hand", 60) == {
        "ok": False,
        "stopped": "by hand",
        "pace": 60,
        "came": 9,
        "refused": {"full": 2, "closed": 1},
        "failed": {"gone": 1},
        "answered": 6,
        "left_waiting": 3,
        "talked_to_the_end": 4,
        "words": 3,
        "lost": 1,
        "unsent": 1,
        "join_ms": {"half": 2.0, "p99": 3.0, "most": 3.0},
        "word_ms": {"half": 500.0, "p99": 500.0, "most": 500.0},
        "until_offer_s": {"half": 120, "p99": 120, "most": 120},
        "wait_s": nothing,
        "ranges_shown": 0,
        "ranges_right": 0,
    }


@pytest.mark.parametrize(("stopped", "lost", "failed"), [("x", 0, 0), ("", 1, 0), ("", 0, 1)])
def test_it_went_well_only_without_loss_failure_or_stop(stopped: str, lost: int, failed: int) -> None:
    assert Tally().report("", 1)["ok"]
    it = Tally(lost=lost)
    it.failed.update(["gone"] * failed)
    assert not it.report(stopped, 1)["ok"]


def test_nothing_is_counted_before_it_happens_and_bounds_of_a_range_are_in_it() -> None:
    it = Tally()
    assert it.line() == "0 came, 0 wait, 0 talk, 0 have talked, 0 left waiting; a word takes 0.0 ms (99 of 100), 0 lost"
    assert {
        value for name, value in it.report("", 1).items() if isinstance(value, int) and name not in ("ok", "pace")
    } == {0}
    for seconds in (1.0, 3.0, 3.1):
        it.waited(seconds, (1, 3))
    it.sent("never written")
    assert (it.ranges, it.acknowledged) == ([True, True, False], set())


def test_the_same_part_of_a_day_is_the_same() -> None:
    some = arrivals("campaign", 1, 1, 19, 30)
    assert some == arrivals("campaign", 1, 1, 19, 30)
    assert len(some) > 10
    assert all(0 <= one.at_ms < 30 * MINUTE_MS for one in some)
    assert [one.at_ms for one in some] == sorted(one.at_ms for one in some)
    assert arrivals("campaign", 1, 1, -1, 30) == some, "the busiest hour"
    assert len(arrivals("campaign", 1, 3, 19, 30)) > 2 * len(some)
    assert arrivals("campaign", 2, 1, 19, 30) != some


def test_a_desk_in_service() -> None:
    assert why_not(board()) == ""
    assert why_not(board(person("an", "away"), person("bo", "available", online=False))) == ""
    assert "closed" in why_not(board(service="closed"))
    assert "An" in why_not(board(person("an", "finishing")))
    assert "waits" in why_not(board(waiting=1))
    assert "waits" in why_not(board(chats=("c1",)))
    assert strangers(board(person("an"), person("bo")), {"an"}) == ["Bo"]


def test_a_guest_is_one_who_stays_unknown() -> None:
    guest = Guest()
    assert not guest.found(board(chats=("c1", "c2")), {"c1"}, 10.0)
    assert not guest.found(board(chats=("c1", "c2")), {"c1", "c2"}, 12.0)
    assert not guest.found(board(chats=("c3",)), (), 14.0)
    assert not guest.found(board(chats=("c3",)), (), 14.0 + KNOWN_WITHIN_S - 0.1)
    assert guest.found(board(chats=("c3",)), (), 14.0 + KNOWN_WITHIN_S)


def test_accounts_are_kept_from_others(tmp_path: Path) -> None:
    file = tmp_path / "accounts"
    for text, words in (
        ("", "each line"),
        ("an\n", "each line"),
        ("an b c d\n", "each line"),
        ("an b c\n", "of an is none"),
    ):
        file.write_text(text)
        file.chmod(0o600)
        with pytest.raises(BadSettings, match=words):
            read_logins(file)
    file.write_text(f"an word {APP}\n\nbo word\n")
    an, bo = read_logins(file)
    assert (an.name, len(an.code()), bo.code()) == ("an", 6, "")
    file.write_bytes(b"\xef\xbb\xbfan word\r\n")
    assert [one.name for one in read_logins(file)] == ["an"]
    file.write_bytes(b"an\xff word\n")
    with pytest.raises(BadSettings, match=r"--staff must name .* UTF-8"):
        read_logins(file)
    with pytest.raises(BadSettings, match="No such file"):
        read_logins(tmp_path / "none")


def test_a_form_gets_the_answer_that_is_wanted_where_there_is_one() -> None:
    outcome = {"name": "outcome", "type": "choice", "required": True}
    risk = {"name": "risk", "type": "choice", "required": True, "when": {"field": "outcome", "is": ["counselling"]}}
    codes = [{"code": "counselling"}, {"code": "test_joke"}]
    form = {"fields": [outcome | {"options": codes}, risk | {"options": [{"code": "none"}]}]}
    assert first_answers(form, {"outcome": "test_joke"}) == {"outcome": "test_joke"}
    assert first_answers(form, {"outcome": "strange"}) == {"outcome": "counselling", "risk": "none"}
