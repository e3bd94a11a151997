"""From what a teen says it is about to a priority; naming a topic never makes anybody wait longer."""

import pytest

from chat.triage import TOPICS, priority_of, skills_of, topic_of


@pytest.mark.parametrize(
    ("topics", "priority"),
    [
        (("danger_now", "suicide"), 1),
        (("sexual_coercion_extortion", "grooming", "sexual_harassment", "self_harm"), 2),
        (("cyberbullying", "sexting", "love_relationships_sexuality", "gaming", "other", "", "nonsense"), 3),
    ],
)
def test_danger_is_first_then_abuse_then_everyone_else(topics: tuple[str, ...], priority: int) -> None:
    assert {priority_of(topic) for topic in topics} == {priority}
    assert {priority_of(topic, danger=True) for topic in topics} == {1}


def test_every_topic_that_can_be_chosen_is_a_code_that_is_kept() -> None:
    from storage.forms.codes import code_set

    assert len(TOPICS) == len(set(TOPICS)) == 15
    assert set(TOPICS) <= code_set("insafe.1") | {"danger_now"}


def test_only_skills_that_the_desk_knows_are_asked_for() -> None:
    assert skills_of(("lgbtq", "magic", "sextortion"), ("sextortion", "lgbtq")) == ("lgbtq", "sextortion")
    assert skills_of((), ("lgbtq",)) == ()


def test_what_is_no_topic_is_another_one_and_what_was_not_said_is_not() -> None:
    assert [topic_of(one) for one in ("", "gaming", "danger_now", "i_know_where_you_live")] == [
        "", "gaming", "danger_now", "other",
    ]  # fmt: skip
