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
    fence_key,
    grant,
    new_secret,
    open_grant,
    pad,
    seal,
    unpad,
    unseal,
)
from tests.vectors.make_sealing import raw

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "sealing.json").read_text())
KEY = new_secret()
MINE = ConsoleKey()
HERE = Context("chat", 1, "kid", "teen", "cid")


def private(text: str) -> EllipticCurvePrivateKey:
    key = load_der_private_key(raw(text), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    return key


@pytest.mark.parametrize("vector", VECTORS["message"], ids=lambda vector: vector["cid"])
def test_message_vectors(vector: dict[str, Any]) -> None:
    context = Context(*(vector[name] for name in ("chat", "fence", "kid", "who", "cid", "kind", "log")))
    key = fence_key(raw(vector["secret"]), context.chat, context.fence, context.kid)
    assert b64u(key) == vector["fence_key"]
    assert seal(key, context, vector["payload"], raw(vector["iv"])) == vector["body"]
    assert unseal(key, context, vector["body"]) == vector["payload"]
    assert json.loads(unpad(raw(vector["padded"]))) == vector["payload"]
    assert len(raw(vector["padded"])) % 256 == 0


@pytest.mark.parametrize("vector", VECTORS["grant"], ids=lambda vector: vector["kid"])
def test_grant_vectors(vector: dict[str, Any]) -> None:
    console = ConsoleKey(private(vector["console_private"]))
    assert console.kid == vector["kid"]
    about = (vector["chat"], vector["fence"], vector["holding"], vector["console_public"], raw(vector["fence_key"]))
    made = grant(*about, private(vector["ephemeral_private"]), raw(vector["iv"]))
    assert made == vector["body"]
    opened = open_grant(vector["chat"], console, vector["body"])
    assert opened is not None
    assert (opened.fence, opened.kid, b64u(opened.key)) == (vector["fence"], vector["holding"], vector["fence_key"])


@pytest.mark.parametrize(
    "change",
    [
        {"chat": "x"},
        {"fence": 2},
        {"kid": "x"},
        {"who": "counsellor"},
        {"cid": "x"},
        {"kind": "note"},
        {"log": "side.1"},
    ],
)
def test_a_message_opens_only_where_it_was_sealed(change: dict[str, Any]) -> None:
    body = seal(KEY, HERE, {"text": "hi"})
    assert unseal(KEY, HERE, body) == {"text": "hi"}
    with pytest.raises(Unopened):
        unseal(KEY, replace(HERE, **change), body)
    with pytest.raises(Unopened):
        unseal(new_secret(), HERE, body)


@pytest.mark.parametrize("body", ["", "m2.", "m2.AAAA", "m1.AAAA", "hello", "m2.*", "g2.k.k.x.AA.AA", "g2.k.k.1.AA.AA"])
def test_noise_is_not_opened(body: str) -> None:
    with pytest.raises(Unopened):
        unseal(KEY, HERE, body)
    with pytest.raises(Unopened):
        open_grant("chat", MINE, body.replace("g2.k.", f"g2.{MINE.kid}.") if body.count(".") == 5 else body)


def test_a_grant_is_for_one_console_in_one_chat() -> None:
    mine, other = ConsoleKey(), ConsoleKey()
    body = grant("chat", 3, "holding", mine.public, KEY)
    assert open_grant("chat", other, body) is None
    with pytest.raises(Unopened):
        open_grant("chat2", mine, body)
    for number, changed in ((2, "another"), (3, "4")):
        parts = body.split(".")
        parts[number] = changed
        with pytest.raises(Unopened):
            open_grant("chat", mine, ".".join(parts))


def test_each_fence_and_holder_has_a_key_of_its_own() -> None:
    secret = new_secret()
    keys = {fence_key(secret, *about) for about in (("c", 1, "k"), ("d", 1, "k"), ("c", 2, "k"), ("c", 1, "l"))}
    assert len(keys) == 4


def test_padding_hides_lengths_within_a_step() -> None:
    assert {len(pad(b"x" * size)) for size in range(253)} == {256}
    assert len(pad(b"x" * 253)) == 512


def test_a_longer_text_is_refused() -> None:
    with pytest.raises(ValueError, match="2000"):
        seal(KEY, HERE, {"text": "x" * 2001})
