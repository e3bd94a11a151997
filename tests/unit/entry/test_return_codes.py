"""Return codes: what is drawn, how it may be typed, and which records are the house's own."""

import hmac

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chat.entry.keyring import KeyRing
from chat.entry.return_codes import COUNT, LIFE_MS, WORDS, ReturnCodes, drawn, plain
from chat.entry.tokens import b64u

RING = KeyRing(("a" * 32,))
CODES = ReturnCodes(RING)
WORDS_OF_ONE = ("tofi", "radu", "mina", "beko")
NOW = 1_700_000_000_000
# Of four languages: none of them may be drawn, nor begin a word.
NEVER = ("kaka", "pipi", "popo", "puta", "pute", "bite", "kulo", "nike", "dope", "tote", "dode", "rape", "pedo", "sida")


def test_four_words_of_two_thousand_and_forty_eight() -> None:
    assert len(WORDS) == len(set(WORDS)) == 2048
    assert all(len(one) == 4 and one.isascii() and one.isalpha() and one.islower() for one in WORDS)
    assert not [one for one in WORDS if one in NEVER]
    seen = {word for _ in range(400) for word in drawn()}
    assert (len(drawn()), len(seen) > 900, seen - set(WORDS)) == (COUNT, True, set())


@pytest.mark.parametrize(
    "typed",
    [
        "tofi radu mina beko",
        "Tofi Radu Mina Beko",
        "tofi-radu-mina-beko",
        " TÖFI  rádu\tminà·béko. ",
        "tofiradu minabeko",
    ],
)
def test_as_people_type_it(typed: str) -> None:
    kept = CODES.kept("main", WORDS_OF_ONE, "c1", NOW + LIFE_MS)
    assert plain(typed) == "tofiraduminabeko"
    assert CODES.finds("main", typed) == [kept.find]
    assert CODES.chat_of(kept.record, "main", typed, NOW) == "c1"


def test_what_cannot_be_a_code_is_looked_for_nowhere() -> None:
    assert CODES.finds("main", "tofi radu mina") == CODES.finds("main", "") == CODES.finds("main", "x" * 17) == []


def test_a_record_is_of_its_code_desk_chat_and_time_alone() -> None:
    kept = CODES.kept("main", WORDS_OF_ONE, "c1", NOW)
    typed = " ".join(WORDS_OF_ONE)
    key_id, chat, until, mac = kept.record.split(" ")
    assert CODES.chat_of(kept.record, "main", typed, NOW - 1) == "c1"
    assert CODES.chat_of(kept.record, "main", typed, NOW) == ""
    assert CODES.chat_of(kept.record, "other", typed, NOW - 1) == ""
    assert CODES.chat_of(kept.record, "main", "tofi radu mina beka", NOW - 1) == ""
    lies = [
        f"{key_id} c2 {until} {mac}",
        f"{key_id} {chat} {NOW + 9} {mac}",
        f"other {chat} {until} {mac}",
        "",
        "a b c d",
    ]
    assert not any(CODES.chat_of(lie, "main", typed, NOW - 1) for lie in lies)
    assert not ReturnCodes(KeyRing(("b" * 32,))).chat_of(kept.record, "main", typed, NOW - 1)
    assert not any(word in kept.record or word in kept.find for word in WORDS_OF_ONE)


def test_the_house_signs_as_the_protocol_says() -> None:
    kept = CODES.kept("main", WORDS_OF_ONE, "c1", 1700000000000)
    key = HKDF(SHA256(), 32, None, b"hearline/return/1").derive(b"a" * 32)
    find, sealed = (b64u(hmac.digest(key, label, "sha256")) for label in (
        b"find|main|tofiraduminabeko", b"is|main|tofiraduminabeko|c1|1700000000000"
    ))  # fmt: skip
    assert (kept.find, kept.record) == (find, f"{RING.current} c1 1700000000000 {sealed}")


def test_a_code_outlives_a_new_secret_and_not_the_old_ones_removal() -> None:
    kept = CODES.kept("main", WORDS_OF_ONE, "c1", NOW)
    both, new = ReturnCodes(KeyRing(("b" * 32, "a" * 32))), ReturnCodes(KeyRing(("b" * 32,)))
    assert kept.find in both.finds("main", "tofi radu mina beko")
    assert both.chat_of(kept.record, "main", "tofi radu mina beko", NOW - 1) == "c1"
    assert kept.find not in new.finds("main", "tofi radu mina beko")
