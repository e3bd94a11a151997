"""Every code that a client may meet: published, so none changes by accident."""

import json

import pytest

from chat.protocol import codec, errors
from chat.protocol.common import MAX_FRAME_BYTES
from chat.protocol.errors import ProtocolError, close_codes, every

RECONNECT = {
    4000: "going_away", 4001: "slow_reader", 4002: "ping_timeout", 4003: "internal",
    4005: "hello_late", 4006: "stale_ticket",
}  # fmt: skip
FINAL = {
    4100: "bad_hello", 4101: "bad_token", 4102: "newer_connection", 4103: "chat_ended",
    4105: "signed_out", 4106: "abuse", 4107: "outdated", 4108: "wish_denied",
    4109: "sign_in_over",
}  # fmt: skip
FRAME = {"bad_frame", "bad_json", "unknown_type", "missing_field", "wrong_type", "unknown_field", "oversize",
         "binary_frame"}  # fmt: skip
REFUSED = {"refused", "not_allowed", "not_yours", "not_ready", "unexpected_hello"}


def test_close_codes_and_what_they_are_called() -> None:
    assert close_codes() == {code: number for number, code in (RECONNECT | FINAL).items()}


def test_codes_that_keep_the_connection() -> None:
    assert {kind.code for kind in [errors.FrameError, *every(errors.FrameError)]} == FRAME
    assert {kind.code for kind in [errors.Refused, *every(errors.Refused)]} == REFUSED
    assert all(kind.close == 0 for kind in every() if kind.code in FRAME | REFUSED)


def test_trying_again_helps_where_it_says_so() -> None:
    again = {kind.code for kind in every() if kind.retry}
    assert again == {"not_ready", "reconnect", *RECONNECT.values()}


def test_every_code_is_there_once() -> None:
    codes = [kind.code for kind in every()]
    assert len(codes) == len(set(codes))
    assert set(codes) == FRAME | REFUSED | {*RECONNECT.values(), *FINAL.values(), "closing", "reconnect", "final"}


@pytest.mark.parametrize("kind", every())
def test_an_error_says_its_code_its_field_and_what_it_answers(kind: type[ProtocolError]) -> None:
    assert (str(kind()), kind().field, kind().ref) == (kind.code, "", "")
    assert (kind("name", "id").field, kind("name", "id").ref) == ("name", "id")
    assert ProtocolError().code == "protocol"


def test_bytes_that_are_no_frame_are_refused_like_text() -> None:
    for data in ('{"t":"é"}'.encode(), b"\xff", '{"t":"é"}'):
        with pytest.raises(errors.FrameError):
            codec.from_teen.decode(data)


@pytest.mark.parametrize(
    "text", ['{"chats":' + "[" * 8_000, "[" * 16_000 + "]" * 16_000, b"\xff", "7", "null", None, ""]
)
def test_a_hello_that_is_none_is_refused_whatever_is_left_out(text: str | bytes | None) -> None:
    with pytest.raises(errors.FrameError):
        codec.read_hello(codec.from_staff, text)


def test_what_is_nested_too_deeply_is_a_bad_frame_and_no_fault_of_ours() -> None:
    with pytest.raises(errors.BadJson):
        codec.from_teen.decode('{"later":' + "[" * 12_000)


def test_a_hello_keeps_what_can_be_read_of_its_list_and_nothing_else_is_forgiven() -> None:
    hello = {"t": "hello_staff", "v": 2, "ticket": "t" * 43, "desk": "main"}
    many = [{"chat": f"c{n}", "ticket": "x" * 600} for n in range(40)]
    read = codec.read_hello(codec.from_staff, json.dumps({**hello, "chats": [*many, {"chat": "!"}, [1]]}))
    assert [one.chat for one in read.chats] == [f"c{n}" for n in range(len(read.chats))]
    assert 0 < len(read.chats) < 40
    assert codec.read_hello(codec.from_staff, json.dumps({**hello, "chats": [{"of": "a later version"}]})).chats == []
    for wrong in ({"desk": 5}, {"more": 1}, {"chats": "all"}, {"ticket": "short"}):
        with pytest.raises(errors.FrameError):
            codec.read_hello(codec.from_staff, json.dumps({**hello, **wrong}))


@pytest.mark.parametrize("name", ["epoch", "seq", "stamp", "place"])
def test_a_proof_that_cannot_be_read_proves_nothing_and_costs_no_chat(name: str) -> None:
    hello = {"t": "hello_teen", "v": 2, "token": "t" * 43, "ticket": "k"}
    read = codec.read_hello(codec.from_teen, json.dumps({**hello, name: {}}))
    assert (read.epoch, read.seq, read.stamp, read.place) == ("", 0, "", "")


def test_a_wish_may_be_of_every_age_and_says_no_more_than_was_said() -> None:
    hello = {"t": "hello_teen", "v": 2, "token": "t" * 43}
    for age in ("lt12", "12_13", "14_15", "16_18", "adult", "unknown"):
        wish = {"desk": "main", "language": "nl", "age_band": age}
        read = codec.from_teen.decode(json.dumps({**hello, "wish": wish})).wish
        assert (read.age_band, read.how_bad) == (age, 0)


@pytest.mark.parametrize("reason", ["\u202etxt", "lunch time", "a\n", "<b>"])
def test_why_somebody_is_away_is_a_code_and_no_text_for_others(reason: str) -> None:
    with pytest.raises(errors.FrameError):
        codec.from_staff.decode(json.dumps({"t": "set_status", "id": "a", "status": "away", "reason": reason}))


def test_a_frame_is_as_long_as_its_bytes() -> None:
    word = "é" * (MAX_FRAME_BYTES // 2)
    with pytest.raises(errors.Oversize):
        codec.from_teen.decode(f'{{"t":"{word}"}}')


@pytest.mark.parametrize(
    ("hello", "another"), [('{"v":1}', True), ('{"v":2}', False), ('{"v":"2"}', False), ("{", False), (None, False)]
)
def test_a_hello_of_another_version_is_known_by_its_number_alone(hello: str | None, another: bool) -> None:
    assert codec.speaks_another(hello) is another
