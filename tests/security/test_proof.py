"""Proof of work: for one connection, once, expiring, bound to the desk; spliced and altered ones are worth nothing."""

import asyncio
import base64
import json
import time
from typing import Any

import altcha.v2 as altcha
import pytest

from chat.client.proof_solver import solve
from chat.entry.admission import Admission
from chat.entry.errors import BadProof, ExpiredProof, Full, TooMany
from chat.entry.keyring import KeyRing
from chat.entry.pressure import Pressure, Thresholds
from chat.entry.proof import LIFE_S, Proofs
from chat.entry.rates import Capacity
from chat.entry.tickets import Tickets

RING = KeyRing(("s" * 40,))
NOW = int(time.time())


def solved(proofs: Proofs, desk: str = "main", cost: int = 2, now: int = NOW) -> dict[str, Any]:
    challenge = altcha.Challenge.from_dict(proofs.challenge(desk, cost, now))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_dict()


def packed(payload: Any) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.fixture
def proofs() -> Proofs:
    return Proofs(RING)


def test_a_good_proof_is_taken(proofs: Proofs) -> None:
    payload = solved(proofs)
    proven = proofs.check(packed(payload), "main", NOW + LIFE_S - 1)
    assert proven.cost == 2
    assert proven.nonce == proofs.nonce_of(payload["challenge"])
    assert proven.nonce != proofs.nonce_of(proofs.challenge("main", 2, NOW)), "each challenge has its own"


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
    assert proofs.check(packed(solved(proofs, now=before)), "main", before + 1).cost == 2


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


BUSY = Thresholds(calm=0.5, calm_bucket=0.5)


def admission(thresholds: Thresholds, capacity: Capacity | None = None) -> Admission:
    room = capacity or Capacity(10_000, 5_000, 1_000)
    return Admission(Tickets(RING), Proofs(RING), Pressure(thresholds), room)


async def nothing_asked(_challenge: dict[str, Any]) -> str:
    raise AssertionError("no work was due")


class Socket:
    """One connection that wishes: `answer` is given what it was asked, in order."""

    def __init__(self, *answers: str | None) -> None:
        self.asked: list[dict[str, Any]] = []
        self.given: list[str] = []
        self._answers = list(answers)

    async def ask(self, challenge: dict[str, Any]) -> str:
        """The answer that is due, an honest one for None."""
        self.asked.append(challenge)
        self.given.append((self._answers.pop(0) if self._answers else None) or solve(challenge))
        return self.given[-1]


async def crowded(one: Admission) -> Admission:
    """Somebody came in, so that the next one works."""
    await one.admit("main", "", 1, nothing_asked)
    return one


async def test_an_answer_is_good_for_the_connection_that_was_asked_alone() -> None:
    """Neither at another gateway, nor there again, nor before the others' eyes: each is asked anew."""
    here, there = await crowded(admission(BUSY)), await crowded(admission(BUSY))
    honest = Socket()
    assert (await here.admit("main", "", 1, honest.ask)).chain
    spent = honest.given[0]
    for gateway in (here, there):
        again = Socket(spent, spent, spent)
        with pytest.raises(BadProof):
            await gateway.admit("main", "", 1, again.ask)
        nonces = {Proofs(RING).nonce_of(one) for one in [*honest.asked, *again.asked]}
        assert len(nonces) == len(again.asked) + 1 == 4


async def test_who_answers_wrongly_is_asked_another_question_twice_at_most() -> None:
    here = await crowded(admission(BUSY))
    clumsy = Socket("nonsense", None)
    assert (await here.admit("main", "", 1, clumsy.ask)).chain
    assert len(clumsy.asked) == 2
    lying = Socket("a", "b", "c", None)
    with pytest.raises(BadProof):
        await here.admit("main", "", 1, lying.ask)
    assert len(lying.asked) == 3


async def test_an_answer_that_came_too_late_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    here = await crowded(admission(BUSY))
    clock = [NOW]
    monkeypatch.setattr("chat.entry.admission.now_s", lambda: clock[0])

    async def late(challenge: dict[str, Any]) -> str:
        answer = solve(challenge)
        clock[0] += LIFE_S
        return answer

    with pytest.raises(ExpiredProof):
        await here.admit("main", "", 1, late)


async def test_many_wishes_at_once_cost_each_other() -> None:
    """The price is asked at the time of use, and rises with those that are still at work."""
    here, costs = await crowded(admission(BUSY)), []

    async def gives_up(challenge: dict[str, Any]) -> str:
        costs.append(challenge["parameters"]["cost"])
        raise ConnectionError

    for _ in range(12):
        with pytest.raises(ConnectionError):
            await here.admit("main", "", 1, gives_up)
    assert costs == sorted(costs)
    assert costs[-1] > 4 * costs[0]


def test_a_school_of_800_behind_one_address_gets_in() -> None:
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


async def test_one_pass_keeps_one_chain_and_only_here() -> None:
    calm = admission(Thresholds())
    first = await calm.admit("main", "", 1, nothing_asked)
    again = await calm.admit("main", first.pass_, 1, nothing_asked)
    assert again.chain == first.chain
    assert (await calm.admit("other", first.pass_, 1, nothing_asked)).chain != first.chain
    assert (await calm.admit("main", "forged", 1, nothing_asked)).chain != first.chain


async def test_while_a_block_stands_only_tabs_without_a_pass_work() -> None:
    async def stand(desk: str) -> bool:
        return desk == "main"

    calm = Admission(Tickets(RING), Proofs(RING), Pressure(), Capacity(100, 50, 10), stand)
    stranger = Socket()
    known = await calm.admit("main", "", 1, stranger.ask)
    assert len(stranger.asked) == 1
    assert (await calm.admit("main", known.pass_, 1, nothing_asked)).chain == known.chain
    assert (await calm.admit("other", "", 1, nothing_asked)).chain


async def test_the_last_places_are_kept_for_running_chats() -> None:
    room = Capacity(places=10, strangers=5, reserve=3)
    for _ in range(7):
        assert room.enter()
        room.recognise()
    with pytest.raises(Full):
        await admission(Thresholds(), room).admit("main", "", 1, nothing_asked)
    assert room.enter(), "a teen who comes back finds room"
    room.recognise()
    assert room.known == 8


def test_strangers_who_never_say_hello_cannot_fill_the_house() -> None:
    room = Capacity(places=10, strangers=4, reserve=3)
    assert [room.enter() for _ in range(6)] == [True, True, True, True, False, False]
    room.leave(recognised=False)
    assert room.enter()


async def test_those_who_are_at_work_leave_room_for_who_comes_back() -> None:
    room, never = Capacity(places=10, strangers=4, reserve=3), asyncio.Event()
    busy = admission(BUSY, room)
    await busy.admit("main", "", 1, nothing_asked)

    async def stall(_challenge: dict[str, Any]) -> str:
        await never.wait()
        return ""

    async def wish(bucket: int) -> None:
        assert room.enter()
        try:
            await busy.admit("main", "", bucket, stall)
        except Full:
            room.leave(recognised=False)

    crowd = [asyncio.create_task(wish(bucket)) for bucket in range(4)]
    await asyncio.sleep(0)
    assert room.enter(), "a teen who comes back finds room"
    for one in crowd:
        one.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    assert room.working == 0


async def test_one_bucket_beyond_any_school_is_told_when_to_return() -> None:
    tight = admission(Thresholds(burst=2, rate_s=0.1))
    for _ in range(2):
        await tight.admit("main", "", 1, nothing_asked)
    with pytest.raises(TooMany) as refused:
        await tight.admit("main", "", 1, nothing_asked)
    assert 1 <= refused.value.retry_s <= 10
    assert await tight.admit("main", "", 2, nothing_asked)
