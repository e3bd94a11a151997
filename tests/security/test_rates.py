"""Per-connection rates with the clock as an argument."""

from hypothesis import given
from hypothesis import strategies as st

from chat.entry.cooldown import FORGET_S, MOST, Cooldown
from chat.entry.rates import Bucket, FrameRates, Limits


def test_a_person_typing_fast_is_never_slowed() -> None:
    rates, now = FrameRates(Limits()), 0.0
    for _ in range(600):
        now += 0.5
        assert rates.judge("send", 900, now) == "ok"
        assert rates.judge("typing", 60, now) == "ok"
        assert rates.judge("seen", 60, now + 0.1) == "ok"


def test_an_outbox_after_a_tunnel_passes_at_once() -> None:
    rates = FrameRates(Limits())
    assert {rates.judge("send", 12_000, 5.0) for _ in range(60)} == {"ok"}


def test_a_flood_is_slowed_then_ended() -> None:
    rates = FrameRates(Limits())
    verdicts = [rates.judge("send", 300, index / 10_000) for index in range(1_000)]
    assert verdicts[0] == "ok"
    assert "slow" in verdicts
    assert verdicts[-1] == "abuse"
    assert verdicts.index("abuse") < 200


def test_typing_is_dropped_without_a_word() -> None:
    rates = FrameRates(Limits())
    verdicts = [rates.judge("typing", 60, 1.0) for _ in range(60)]
    assert verdicts[:40] == ["ok"] * 40
    assert set(verdicts[40:]) == {"drop"}
    assert rates.judge("send", 300, 1.0) == "ok", "typing never costs the message behind it"


def test_frames_that_cannot_be_read_end_it_too() -> None:
    rates = FrameRates(Limits())
    assert [rates.bad(1.0) for _ in range(41)] == ["slow"] * 40 + ["abuse"]


def test_a_refill_has_its_own_allowance() -> None:
    rates = FrameRates(Limits())
    assert {rates.judge("refill", 15_000, 1.0) for _ in range(300)} == {"ok"}
    assert rates.judge("send", 300, 1.0) == "ok"


def test_a_flood_of_small_refills_is_one_too() -> None:
    rates = FrameRates(Limits())
    verdicts = [rates.judge("refill", 60, 1.0) for _ in range(2_500)]
    assert verdicts[0] == "ok"
    assert verdicts[-1] == "abuse"


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 10)), max_size=60))
def test_a_bucket_never_gives_more_than_burst_plus_rate(steps: list[tuple[float, float]]) -> None:
    bucket, now, taken = Bucket(rate=2.0, burst=10.0), 0.0, 0.0
    for wait, amount in steps:
        now += wait
        if bucket.take(now, amount):
            taken += amount
    assert taken <= 10.0 + 2.0 * now + 1e-6


def test_a_clock_that_goes_back_gives_nothing() -> None:
    bucket = Bucket(1.0, 2.0)
    assert bucket.take(100.0, 2.0)
    assert not bucket.take(50.0)
    assert not bucket.take(100.5)
    assert bucket.take(101.0)


def test_who_is_sent_away_again_and_again_waits_longer_each_time() -> None:
    cooldown, now = Cooldown(), 100.0
    assert not cooldown.barred("a", now)
    for wait in (2, 4, 8, 16, 32, 64, 128, 256, 300, 300):
        cooldown.punish("a", now)
        assert cooldown.barred("a", now + wait - 0.1)
        assert not cooldown.barred("a", now + wait)
        now += wait
    assert not cooldown.barred("b", now)
    cooldown.punish("a", now + FORGET_S)
    assert not cooldown.barred("a", now + FORGET_S + 2)


def test_remembering_is_bounded() -> None:
    cooldown = Cooldown()
    for place in range(MOST + 100):
        cooldown.punish(str(place), 1.0)
    assert not cooldown.barred("0", 1.0)
    assert cooldown.barred(str(MOST + 99), 1.0)
