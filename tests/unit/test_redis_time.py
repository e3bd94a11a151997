"""The house's wall clock follows Redis, whatever happens to the machine's own."""

from chat.redis_time import RedisClock


class Clocks:
    """Two clocks moved by hand, in nanoseconds."""

    def __init__(self) -> None:
        self.steady, self.machine = 5_000_000_000, 1_700_000_000_000_000_000
        self.wall = RedisClock(lambda: self.steady, lambda: self.machine)

    def pass_ms(self, ms: int) -> None:
        self.steady += ms * 1_000_000
        self.machine += ms * 1_000_000


def test_it_is_the_machines_until_redis_was_asked() -> None:
    clocks = Clocks()
    assert clocks.wall.now_ms() == 1_700_000_000_000
    clocks.pass_ms(250)
    assert clocks.wall.now_ms() == 1_700_000_000_250


def test_a_jump_of_the_machines_clock_is_not_noticed() -> None:
    clocks = Clocks()
    clocks.wall.put(1_700_000_100_000)
    clocks.machine -= 3_600_000_000_000
    clocks.pass_ms(1_500)
    assert clocks.wall.now_ms() == 1_700_000_101_500
