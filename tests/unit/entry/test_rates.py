"""What a connection may send is counted in buckets: where each allowance ends, to the frame and to the byte."""

import pytest

from chat.entry.rates import WEIGHT_BYTES, Bucket, Capacity, FrameRates, Limits

START = 1_000.0
HUGE = (1e9, 1e9)


def allowance(rates: FrameRates, tag: str, size: int = 100, now: float = START) -> int:
    """How many such frames pass at once."""
    return next(count for count in range(2_000) if rates.judge(tag, size, now) != "ok")


def test_a_bucket_starts_full_gives_what_it_has_and_fills_at_its_rate() -> None:
    bucket = Bucket(rate=2.0, burst=10.0)
    assert bucket.take(START, 10.0)
    assert not bucket.take(START, 0.5)
    assert not bucket.take(START + 1, 2.5)
    assert bucket.take(START + 1, 2.0)
    assert not bucket.take(START + 100, 10.5), "it never holds more than its burst"
    assert bucket.take(START + 100, 10.0)
    assert not bucket.take(START + 100), "one at a time unless said otherwise"
    assert bucket.take(START + 100.5)


def test_a_bucket_of_whose_time_nothing_is_known_is_as_full_at_second_zero() -> None:
    bucket = Bucket(rate=1.0, burst=5.0)
    assert bucket.take(0.0, 5.0)
    assert not bucket.take(0.5, 1.0)
    assert bucket.take(1.0, 1.0)


def test_the_wait_is_what_is_missing_at_the_rate() -> None:
    bucket = Bucket(rate=2.0, burst=10.0)
    assert bucket.wait_s(START) == 0.0
    bucket.take(START, 10.0)
    assert bucket.wait_s(START) == 0.5
    assert bucket.wait_s(START, 6.0) == 3.0
    assert bucket.wait_s(START + 1, 6.0) == 2.0
    assert bucket.wait_s(START + 3, 6.0) == 0.0
    assert bucket.take(START + 3, 6.0), "asking took nothing"


@pytest.mark.parametrize(
    ("tag", "at_once", "each_second"),
    [("send", 80, 5), ("", 80, 5), ("typing", 40, 4), ("seen", 40, 4), ("pong", 40, 4)],
)
def test_each_kind_of_frame_has_its_burst_and_its_rate(tag: str, at_once: int, each_second: int) -> None:
    rates = FrameRates(Limits())
    assert allowance(rates, tag) == at_once
    assert allowance(rates, tag, now=START + 1) == each_second


def test_a_refill_is_counted_in_bytes() -> None:
    limits = Limits()
    assert limits.bulk == (400_000.0, 8_000_000.0)
    rates = FrameRates(limits)
    assert rates.judge("refill", 7_995_000, START) == "ok"
    assert rates.judge("refill", 5_001, START) == "slow"
    assert rates.judge("refill", 5_000, START) == "ok"
    assert rates.judge("refill", 400_001, START + 1) == "slow"
    assert rates.judge("refill", 400_000, START + 1) == "ok"


def test_a_small_refill_counts_as_one_of_four_thousand_bytes() -> None:
    rates = FrameRates(Limits(bulk=(1.0, 8_001.0)))
    assert [rates.judge("refill", size, START) for size in (1, 4_001, 1)] == ["ok", "ok", "slow"]
    assert allowance(FrameRates(Limits(bulk=(1.0, 8_000.0))), "refill", 3_999) == 2


def test_a_big_frame_counts_by_its_bytes_a_small_one_once() -> None:
    assert WEIGHT_BYTES == 9_600, "two thousand characters, sealed, count about twice"
    assert allowance(FrameRates(Limits()), "send", WEIGHT_BYTES) == 80
    assert allowance(FrameRates(Limits()), "send", 2 * WEIGHT_BYTES) == 40
    assert allowance(FrameRates(Limits(messages=(1.0, 3.0))), "send", WEIGHT_BYTES + WEIGHT_BYTES // 2) == 2
    assert allowance(FrameRates(Limits()), "send", 0) == 80


@pytest.mark.parametrize(
    ("tag", "verdict"), [("typing", "drop"), ("seen", "drop"), ("quiet", "drop"), ("pong", "slow"), ("send", "slow")]
)
def test_what_a_refusal_says(tag: str, verdict: str) -> None:
    rates = FrameRates(Limits(messages=(1.0, 0.0), typing=(1.0, 0.0), strikes=HUGE))
    assert rates.judge(tag, 100, START) == verdict


def test_forty_refusals_at_once_are_borne_and_one_a_second() -> None:
    rates = FrameRates(Limits(messages=(1.0, 0.0)))
    assert [rates.judge("send", 1, START) for _ in range(42)] == ["slow"] * 40 + ["abuse"] * 2
    assert [rates.bad(START + 1) for _ in range(2)] == ["slow", "abuse"]


def test_a_console_with_several_chats_may_do_as_much_in_all_ways() -> None:
    twice = Limits(messages=(1.0, 2.0), typing=(3.0, 4.0), bulk=(5.0, 6.0), strikes=(7.0, 8.0)).times(2)
    assert twice == Limits(messages=(2.0, 4.0), typing=(6.0, 8.0), bulk=(10.0, 12.0), strikes=(14.0, 16.0))


def room(places: int = 10, strangers: int = 4, reserve: int = 3) -> Capacity:
    return Capacity(places, strangers, reserve)


def test_strangers_fill_their_part_and_no_more_until_one_is_known_or_gone() -> None:
    capacity = room()
    assert [capacity.enter() for _ in range(5)] == [True] * 4 + [False]
    capacity.recognise()
    assert (capacity.known, capacity.unknown) == (1, 3), "known and no stranger any more"
    assert capacity.enter()
    capacity.leave(recognised=False)
    assert (capacity.known, capacity.unknown) == (1, 3)
    capacity.leave(recognised=True)
    assert (capacity.known, capacity.unknown) == (0, 3)


def test_no_place_is_given_twice() -> None:
    capacity = room(places=3, strangers=3)
    for _ in range(3):
        assert capacity.enter()
        capacity.recognise()
    assert not capacity.enter()
    capacity.leave(recognised=True)
    assert capacity.enter()


def test_the_last_places_are_for_those_who_hold_a_ticket() -> None:
    capacity = room(places=10, strangers=10, reserve=3)
    for _ in range(6):
        assert capacity.enter()
    capacity.recognise()
    assert capacity.admits_newcomer(), "six are here, the seventh place is the last for a newcomer"
    assert capacity.enter()
    assert not capacity.admits_newcomer()
    assert capacity.enter(), "who holds a ticket still comes in"
