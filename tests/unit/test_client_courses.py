"""Both clients do the same in the same course of events: the file that the other one replays is what this one does."""

import json

import pytest

from tests.vectors import make_client

KEPT = {course["name"]: course["steps"] for course in json.loads(make_client.FILE.read_text())}


@pytest.mark.parametrize("name", make_client.COURSES)
def test_a_course_is_as_the_file_tells_it(name: str) -> None:
    assert make_client.play(make_client.COURSES[name]) == KEPT[name]


def test_the_file_tells_no_other() -> None:
    assert list(KEPT) == list(make_client.COURSES)
