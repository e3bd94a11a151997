"""What one connection may cost, with the clock as an argument."""

from hypothesis import given
from hypothesis import strategies as st

from chat.gateway.websocket.traffic import KNOWN, STRANGER, Traffic


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(1, 400_000)), max_size=60))
def test_no_more_work_than_burst_and_rate(steps: list[tuple[float, int]]) -> None:
    """Filled only when it is spent, an account gives twice its burst at most, and its rate."""
    traffic, now, done = Traffic(STRANGER, 0.0), 0.0, 0
    rate, burst = STRANGER.work
    for wait, work in steps:
        now += wait
        done += work
        if not traffic.spend(work):
            now += traffic.wait_s(now)
            assert traffic.wait_s(now) == 0.0
    assert done <= 2 * burst + rate * now + 400_000


def test_a_wait_is_long_enough_to_be_worth_it() -> None:
    traffic = Traffic(KNOWN, 0.0)
    assert not traffic.spend(int(KNOWN.work[1]) + 1)
    assert traffic.wait_s(0.0) >= 0.1


def test_a_console_may_do_the_work_of_several() -> None:
    traffic = Traffic(KNOWN.times(4), 0.0)
    assert traffic.spend(4 * int(KNOWN.work[1]))
    assert not traffic.spend(1)


def test_strangers_get_few_control_frames_and_fragments() -> None:
    traffic = Traffic(STRANGER, 0.0)
    assert [traffic.control(0.0) for _ in range(11)] == [True] * 10 + [False]
    assert [traffic.fragment(0.0) for _ in range(41)] == [True] * 40 + [False]
    assert traffic.control(1.0)
