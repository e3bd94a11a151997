"""Sealing: the shared vectors, and that nothing opens with anything changed."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from chat.client.sealing import (
    ConsoleKey,
    Context,
    Unopened,
    b64u,
    grant,
    new_chat_key,
    open_grant,
    pad,
    seal,
    unpad,
    unseal,
)
from tests.vectors.make_sealing import raw

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "sealing.json").read_text())
KEY = new_chat_key()
HERE = Context("chat", 1, "teen", "cid")


def private(text: str) -> EllipticCurvePrivateKey:
    key = load_der_private_key(raw(text), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    return key


@pytest.mark.parametrize("vector", VECTORS["message"], ids=lambda vector: vector["cid"])
def test_message_vectors(vector: dict[str, Any]) -> None:
    context = Context(vector["chat"], vector["fence"], vector["who"], vector["cid"])
    key = raw(vector["chat_key"])
    assert seal(key, context, vector["payload"], raw(vector["iv"])) == vector["body"]
    assert unseal(key, context, vector["body"]) == vector["payload"]
    assert json.loads(unpad(raw(vector["padded"]))) == vector["payload"]
    assert len(raw(vector["padded"])) % 256 == 0


@pytest.mark.parametrize("vector", VECTORS["grant"], ids=lambda vector: vector["kid"])
def test_grant_vectors(vector: dict[str, Any]) -> None:
    console = ConsoleKey(vector["kid"], private(vector["console_private"]))
    made = grant(
        vector["chat"],
        vector["fence"],
        vector["kid"],
        vector["console_public"],
        raw(vector["chat_key"]),
        private(vector["ephemeral_private"]),
        raw(vector["iv"]),
    )
    assert made == vector["body"]
    opened = open_grant(vector["chat"], console, vector["body"])
    assert opened is not None
    assert (opened.fence, b64u(opened.key)) == (vector["fence"], vector["chat_key"])


@pytest.mark.parametrize("change", [{"chat": "other"}, {"fence": 2}, {"who": "counsellor"}, {"cid": "x"}])
def test_a_message_opens_only_where_it_was_sealed(change: dict[str, Any]) -> None:
    body = seal(KEY, HERE, {"text": "hi"})
    assert unseal(KEY, HERE, body) == {"text": "hi"}
    with pytest.raises(Unopened):
        unseal(KEY, replace(HERE, **change), body)
    with pytest.raises(Unopened):
        unseal(new_chat_key(), HERE, body)


@pytest.mark.parametrize("body", ["", "m1.", "m1.AAAA", "m2.AAAA", "hello", "m1.*", "g1.a.b.c.d", "g1.k.1.AA.AA"])
def test_noise_is_not_opened(body: str) -> None:
    with pytest.raises(Unopened):
        unseal(KEY, HERE, body)
    with pytest.raises(Unopened):
        open_grant("chat", ConsoleKey("k"), body)


def test_a_grant_is_for_one_console_in_one_chat() -> None:
    mine, other = ConsoleKey("mine"), ConsoleKey("other")
    body = grant("chat", 3, "mine", mine.public, KEY)
    assert open_grant("chat", other, body) is None
    for chat, console in (("chat2", mine), ("chat", ConsoleKey("mine"))):
        with pytest.raises(Unopened):
            open_grant(chat, console, body)


def test_padding_hides_lengths_within_a_step() -> None:
    assert {len(pad(b"x" * size)) for size in range(253)} == {256}
    assert len(pad(b"x" * 253)) == 512


def test_a_longer_text_is_refused() -> None:
    with pytest.raises(ValueError, match="2,000"):
        seal(KEY, HERE, {"text": "x" * 2001})
