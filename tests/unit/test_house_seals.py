"""What the house alone makes: stamps, places, holder seals, masked box keys; each is of use for one thing only."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from chat.entry.box_keys import BoxKeys, name_of
from chat.entry.holders import Holder, HolderSeals, is_kid, kid_of
from chat.entry.keyring import KeyRing
from chat.entry.stamps import Stamps, end_of

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "sealing.json").read_text())["house"]
OLD, NEW = VECTORS["secrets"]
RING, ROTATED, OTHER = KeyRing((OLD, NEW)), KeyRing((NEW, OLD)), KeyRing((NEW,))
STAMP, PLACE, HOLDER, BOX = VECTORS["stamp"], VECTORS["place"], VECTORS["holder"], VECTORS["box"]


def test_stamp_vector() -> None:
    assert Stamps(RING).stamped(STAMP["chat"], STAMP["core"]) == STAMP["stored"]
    assert end_of(STAMP["stored"]) == STAMP["stamp"]


@pytest.mark.parametrize(("ring", "good"), [(RING, True), (ROTATED, True), (OTHER, False)])
def test_a_stamp_holds_while_its_secret_is_known(ring: KeyRing, good: bool) -> None:
    assert bool(Stamps(ring).stamp_of(STAMP["chat"], STAMP["stored"])) is good
    assert Stamps(ring).holds(STAMP["chat"], STAMP["core"], STAMP["stamp"]) is good


@pytest.mark.parametrize(
    "stored",
    [
        STAMP["stored"].replace("teen", "counsellor"),
        STAMP["stored"].replace("m2.abc", "m2.abd"),
        STAMP["stored"].replace('"fence":1', '"fence":2'),
        STAMP["core"] + "}",
        "",
        "}",
        STAMP["stored"][:-2] + "}",
        STAMP["stored"][:-2] + "x}",
    ],
)
def test_nothing_of_a_stamped_entry_can_be_changed(stored: str) -> None:
    assert Stamps(RING).stamp_of(STAMP["chat"], stored) == ""


def test_a_stamp_is_for_one_chat() -> None:
    assert Stamps(RING).stamp_of("another", STAMP["stored"]) == ""


def test_place_vector() -> None:
    where = (PLACE["chat"], PLACE["epoch"], PLACE["seq"], PLACE["stamp"])
    assert Stamps(RING).place(*where) == PLACE["place"]
    assert Stamps(ROTATED).is_place(*where, PLACE["place"])
    assert not Stamps(OTHER).is_place(*where, PLACE["place"])


@pytest.mark.parametrize("change", [{"epoch": "2-e"}, {"seq": 8}, {"chat": "another"}, {"stamp": "A" * 22}])
def test_a_place_is_for_one_entry_at_one_seq_of_one_epoch(change: dict[str, Any]) -> None:
    assert not Stamps(RING).is_place(**{**PLACE, **change})


def holder() -> Holder:
    found = HolderSeals(RING).open(HOLDER["sealed"], "main", STAMP["chat"], 3, 0)
    assert found is not None
    return found


def test_holder_vector() -> None:
    assert holder().label == HOLDER["label"]
    assert HolderSeals(RING).seal(holder()) == HOLDER["sealed"]
    assert is_kid(holder().kid, holder().public)


@pytest.mark.parametrize("field", ["desk", "chat", "fence", "staff", "role", "name", "kid", "public", "occurrence"])
def test_nothing_of_a_sealed_holder_can_be_changed(field: str) -> None:
    value = 4 if field == "fence" else "other"
    key_id, _, mac = HOLDER["sealed"].split(".")
    _, fields, _ = HolderSeals(OTHER).seal(replace(holder(), **{field: value})).split(".")
    at = replace(holder(), **{field: value})
    assert HolderSeals(RING).open(f"{key_id}.{fields}.{mac}", at.desk, at.chat, at.fence, 0) is None


@pytest.mark.parametrize(
    ("desk", "chat", "fence", "now"),
    [("b", STAMP["chat"], 3, 0), ("main", "c", 3, 0), ("main", STAMP["chat"], 4, 0), ("main", STAMP["chat"], 3, 2**60)],
)
def test_a_sealed_holder_is_shown_at_its_fence_and_not_for_ever(desk: str, chat: str, fence: int, now: int) -> None:
    assert HolderSeals(RING).open(HOLDER["sealed"], desk, chat, fence, now) is None


@pytest.mark.parametrize("sealed", ["", "x", "a.b.c", HOLDER["sealed"] + "x", "k1 " + "B" * 87])
def test_what_is_no_seal_is_nobody(sealed: str) -> None:
    assert HolderSeals(RING).open(sealed, "main", STAMP["chat"], 3, 0) is None


@pytest.mark.parametrize("public", ["", "AAAA", "not base64!", "B" * 87])
def test_what_is_no_point_has_no_kid(public: str) -> None:
    assert not is_kid("anything", public)
    with pytest.raises(ValueError):
        kid_of(public)


def test_box_vector() -> None:
    boxes = BoxKeys(RING)
    assert name_of(BOX["handle"]) == BOX["name"]
    assert boxes.mask(BOX["handle"], BOX["key"]) == BOX["masked"]
    assert boxes.unmask(BOX["handle"], BOX["masked"]) == BOX["key"]


def test_a_masked_key_opens_with_its_handle_and_the_house_alone() -> None:
    assert BoxKeys(RING).unmask("another-handle", BOX["masked"]) != BOX["key"]
    assert BoxKeys(OTHER).unmask(BOX["handle"], BOX["masked"]) is None
    assert BOX["key"] not in BOX["masked"]
    with pytest.raises(ValueError):
        BoxKeys(RING).mask(BOX["handle"], "short")
