"""The checker of the fault tests must be able to fail."""

from dataclasses import replace

import pytest

from tests.faults.checker import Record, faults

LOG = [("teen", "t1"), ("counsellor", "c1"), ("teen", "t2")]


def teen() -> Record:
    return Record("teen", wrote=["t1", "t2"], sent=["t1", "t2"], new=[("counsellor", "c1")], log=list(LOG))


def counsellor() -> Record:
    return Record("counsellor", wrote=["c1"], sent=["c1"], new=[("teen", "t1"), ("teen", "t2")], log=list(LOG))


def test_a_good_chat_has_no_faults() -> None:
    assert faults("c", teen(), counsellor(), settled=True) == []
    assert faults("c", teen(), replace(counsellor(), log=LOG[:1], new=LOG[:1]), settled=False) == []


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (replace(counsellor(), log=[LOG[1], LOG[0], LOG[2]]), "differ"),
        (replace(counsellor(), log=LOG[:2], new=LOG[:1]), "the other 3"),
        (replace(counsellor(), log=[*LOG, LOG[2]]), "twice in its log"),
        (replace(counsellor(), new=[LOG[0], LOG[0], LOG[2]]), "twice as new"),
        (replace(counsellor(), new=[*counsellor().new, ("teen", "t9")]), "left its log"),
        (replace(counsellor(), log=LOG[:2], new=LOG[:1]), "did not arrive"),
        (replace(counsellor(), wrote=["c1", "c2"]), "never left"),
        (replace(counsellor(), after_end=[LOG[2]]), "after the end"),
    ],
)
def test_each_broken_promise_is_named(broken: Record, word: str) -> None:
    found = faults("c", teen(), broken, settled=True)
    assert any(word in sentence for sentence in found), found


def test_a_loss_that_both_were_told_is_allowed() -> None:
    short = replace(counsellor(), log=LOG[:2], new=LOG[:1], told=True)
    assert not any("arrive" in sentence for sentence in faults("c", replace(teen(), told=True), short, settled=True))
    assert any("arrive" in sentence for sentence in faults("c", teen(), short, settled=True))
