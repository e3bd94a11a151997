"""Commands as bytes: the same as hiredis makes of the same words."""

import hiredis
from hypothesis import given
from hypothesis import strategies as st

from routing.words import Word, command, words

some = st.lists(st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers(), st.floats()), max_size=6)


@given(some, some)
def test_a_command_is_what_hiredis_makes(first: list[Word], more: list[Word]) -> None:
    assert command(words("PING", *first), words(*more)) == hiredis.pack_command(("PING", *first, *more))
    assert command(words("PING", *first)) == hiredis.pack_command(("PING", *first))
