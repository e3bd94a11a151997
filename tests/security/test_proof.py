"""Proof of work: single use, expiring, bound to the desk; spliced and altered ones are worth nothing."""

import base64
import json
import time
from typing import Any

import altcha.v2 as altcha
import pytest
from redis.asyncio import Redis

from chat.entry.admission import Admission
from chat.entry.errors import BadProof, ExpiredProof, Full, ProofNeeded, SpentProof, TooMany
from chat.entry.keyring import KeyRing
from chat.entry.pressure import Pressure, Thresholds
from chat.entry.proof import LIFE_S, Proofs
from chat.entry.rates import Capacity
from chat.entry.tickets import Tickets

RING = KeyRing(("s" * 40,))
NOW = int(time.time())


def solved(proofs: Proofs, desk: str = "main", cost: int = 2, now: int = NOW) -> dict[str, Any]:
    challenge = altcha.Challenge.from_dict(proofs.challenge(desk, cost, now)["challenge"])
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_dict()


def packed(payload: Any) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.fixture
def proofs() -> Proofs:
    return Proofs(RING)


def test_a_good_proof_is_taken(proofs: Proofs) -> None:
    proven = proofs.check(packed(solved(proofs)), "main", NOW)
    assert proven.cost == 2
    assert proven.expires == NOW + LIFE_S


def test_calm_costs_nothing(proofs: Proofs) -> None:
    assert proofs.challenge("main", 0, NOW) == {"difficulty": 0}


def test_for_another_desk(proofs: Proofs) -> None:
    payload = solved(proofs, "main")
    with pytest.raises(BadProof):
        proofs.check(packed(payload), "other", NOW)
    payload["challenge"]["parameters"]["data"]["desk"] = "other"
    with pytest.raises(BadProof):
        proofs.check(packed(payload), "other", NOW)


def test_expired(proofs: Proofs) -> None:
    payload = packed(solved(proofs))
    with pytest.raises(ExpiredProof):
        proofs.check(payload, "main", NOW + LIFE_S)


def test_this_machines_clock_does_not_matter(proofs: Proofs) -> None:
    before = NOW - 10 * LIFE_S
    assert proofs.check(packed(solved(proofs, now=before)), "main", before + 1).expires == before + LIFE_S


def test_spliced_from_two_challenges(proofs: Proofs) -> None:
    one, two = solved(proofs), solved(proofs)
    with pytest.raises(BadProof):
        proofs.check(packed({"challenge": one["challenge"], "solution": two["solution"]}), "main", NOW)
    mixed = {"parameters": one["challenge"]["parameters"], "signature": two["challenge"]["signature"]}
    with pytest.raises(BadProof):
        proofs.check(packed({"challenge": mixed, "solution": one["solution"]}), "main", NOW)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cost", 1),
        ("keyPrefix", ""),
        ("keyPrefix", "0"),
        ("keyLength", 1),
        ("algorithm", "SHA-512"),
        ("expiresAt", NOW + 10_000_000),
        ("nonce", "00" * 16),
        ("nonce", "zz"),
        ("salt", "00" * 17),
        ("data", {"desk": "main", "key": "AAAAAAAA"}),
        ("data", {"desk": "main"}),
        ("data", None),
        ("keySignature", "00"),
    ],
)
def test_an_altered_challenge(proofs: Proofs, name: str, value: Any) -> None:
    payload = solved(proofs)
    payload["challenge"]["parameters"][name] = value
    with pytest.raises(BadProof):
        proofs.check(packed(payload), "main", NOW)


@pytest.mark.parametrize("counter", [-1, 2**32, 2**70, 1.5, "1", None, True, [], {}])
def test_an_odd_counter(proofs: Proofs, counter: Any) -> None:
    payload = solved(proofs)
    payload["solution"]["counter"] = counter
    with pytest.raises(BadProof):
        proofs.check(packed(payload), "main", NOW)


@pytest.mark.parametrize(
    "text",
    ["", "x", "====", "bnVsbA==", packed([]), packed({}), packed({"challenge": 1, "solution": 2}), "A" * 5000, "é"],
)
def test_nonsense(proofs: Proofs, text: str) -> None:
    with pytest.raises(BadProof):
        proofs.check(text, "main", NOW)


def test_a_former_secret_still_checks(proofs: Proofs) -> None:
    payload = packed(solved(proofs))
    assert Proofs(KeyRing(("t" * 40, "s" * 40))).check(payload, "main", NOW)
    with pytest.raises(BadProof):
        Proofs(KeyRing(("t" * 40,))).check(payload, "main", NOW)


def door(redis: Redis, thresholds: Thresholds, capacity: Capacity | None = None) -> Admission:
    room = capacity or Capacity(10_000, 5_000, 1_000)
    return Admission(Tickets(RING), Proofs(RING), Pressure(thresholds), room, redis)


async def test_a_proof_works_once_on_any_gateway(redis: Redis) -> None:
    busy = Thresholds(calm=0.5, calm_bucket=0.5)
    here, there = door(redis, busy), door(redis, busy)
    await here.admit("main", "", "", 1)
    with pytest.raises(ProofNeeded):
        await here.admit("main", "", "", 1)
    challenge = await here.challenge("main", 1)
    asked = altcha.Challenge.from_dict(challenge["challenge"])
    solution = altcha.solve_challenge(asked)
    assert solution is not None
    proof = altcha.Payload(asked, solution).to_base64()
    assert (await here.admit("main", proof, "", 1)).chain
    for gateway in (here, there):
        with pytest.raises(SpentProof):
            await gateway.admit("main", proof, "", 1)


async def test_a_school_of_800_behind_one_address_gets_in(redis: Redis) -> None:
    """All within ten seconds; each pays at most a few seconds of a phone, and nobody is told to wait."""
    pressure, clock, costs = Pressure(), 1000.0, []
    for _ in range(800):
        clock += 10 / 800
        costs.append(pressure.cost(7, clock))
        assert pressure.wait_s(7, clock) == 0
        pressure.joined(7, clock)
    assert costs[:15] == [0] * 15
    assert max(costs) <= 48
    assert costs == sorted(costs)


def test_a_flood_from_one_bucket_is_held_up_and_another_bucket_is_not() -> None:
    pressure, clock = Pressure(), 1000.0
    passed = 0
    for _ in range(20_000):
        clock += 0.001
        if pressure.wait_s(1, clock) == 0:
            pressure.joined(1, clock)
            passed += 1
    assert passed < 1_600
    assert pressure.wait_s(2, clock) == 0
    assert 0 < pressure.cost(2, clock) <= 48, "a stranger elsewhere works, but comes in"
    assert pressure.cost(2, clock, known=True) < pressure.cost(2, clock)
    assert pressure.cost(2, clock + 900) == 0, "calm returns by itself"


def test_memory_is_bounded_under_a_flood_of_buckets() -> None:
    pressure = Pressure()
    for bucket in range(30_000):
        pressure.joined(bucket, 1.0)
    assert len(pressure._crowds) <= 20_000


async def test_one_pass_keeps_one_chain_and_only_here(redis: Redis) -> None:
    calm = door(redis, Thresholds())
    first = await calm.admit("main", "", "", 1)
    again = await calm.admit("main", "", first.pass_, 1)
    assert again.chain == first.chain
    assert (await calm.admit("other", "", first.pass_, 1)).chain != first.chain
    assert (await calm.admit("main", "", "forged", 1)).chain != first.chain


async def test_while_a_block_stands_only_tabs_without_a_pass_work(redis: Redis) -> None:
    async def stand(desk: str) -> bool:
        return desk == "main"

    calm = Admission(Tickets(RING), Proofs(RING), Pressure(), Capacity(100, 50, 10), redis, stand)
    with pytest.raises(ProofNeeded):
        await calm.admit("main", "", "", 1)
    known = await calm.admit("other", "", "", 1)
    assert known.chain
    assert (await calm.challenge("main", 1))["difficulty"] > 0


async def test_the_last_places_are_kept_for_running_chats(redis: Redis) -> None:
    room = Capacity(places=10, strangers=5, reserve=3)
    for _ in range(7):
        assert room.enter()
        room.recognise()
    with pytest.raises(Full):
        await door(redis, Thresholds(), room).admit("main", "", "", 1)
    assert room.enter(), "a teen who comes back finds room"
    room.recognise()
    assert room.known == 8


def test_strangers_who_never_say_hello_cannot_fill_the_house() -> None:
    room = Capacity(places=10, strangers=4, reserve=3)
    assert [room.enter() for _ in range(6)] == [True, True, True, True, False, False]
    room.leave(recognised=False)
    assert room.enter()


async def test_one_bucket_beyond_any_school_is_told_when_to_return(redis: Redis) -> None:
    tight = door(redis, Thresholds(burst=2, rate_s=0.1))
    for _ in range(2):
        await tight.admit("main", "", "", 1)
    with pytest.raises(TooMany) as refused:
        await tight.admit("main", "", "", 1)
    assert 1 <= refused.value.retry_s <= 10
    assert await tight.admit("main", "", "", 2)
