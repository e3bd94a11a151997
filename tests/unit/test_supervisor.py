"""When a gateway that died comes back, and when its supervisor gives up."""

import errno
from dataclasses import dataclass, field

import pytest

from chat.server import cannot_listen, listen
from chat.settings import load
from chat.supervisor import LONGEST_S, YOUNG_S, Gateway, Supervisor, pause


@dataclass
class Fake:
    """A child that ends when it is told to."""

    code: int | None = None
    heard: list[int] = field(default_factory=list)

    def poll(self) -> int | None:
        return self.code

    def send_signal(self, number: int) -> None:
        self.heard.append(number)


@pytest.mark.parametrize(
    ("deaths", "seconds"), [(0, 0), (1, 0), (2, 1), (3, 2), (4, 4), (6, 16), (7, LONGEST_S), (99, 30)]
)
def test_the_pause_grows_to_a_bound(deaths: int, seconds: float) -> None:
    assert pause(deaths) == seconds


def test_one_that_lived_long_comes_back_at_once() -> None:
    gateway = Gateway(since=100.0)
    gateway.died(100.0 + YOUNG_S - 0.1)
    assert (gateway.deaths, gateway.due) == (1, 100.0 + YOUNG_S - 0.1)
    gateway.since = 200.0
    gateway.died(201.0)
    assert (gateway.deaths, gateway.due) == (2, 202.0)
    gateway.since = 300.0
    gateway.died(300.0 + YOUNG_S)
    assert (gateway.deaths, gateway.due) == (1, 300.0 + YOUNG_S)


def test_each_seat_is_filled_and_filled_again() -> None:
    made: list[Fake] = []

    def start() -> Fake:
        made.append(Fake())
        return made[-1]

    it = Supervisor(3, start, lambda: True, clock=lambda: 0.0)  # type: ignore[arg-type]
    it._fill(0.0)
    assert len(made) == 3
    it._fill(1.0)
    assert len(made) == 3
    made[1].code = -9
    assert it.reap(40.0) is False
    it._fill(40.0)
    assert len(made) == 4
    assert it.gateways[1].child is made[3]  # type: ignore[comparison-overlap]


@pytest.mark.parametrize(("code", "failed"), [(None, False), (0, False), (-9, False), (1, True)])
def test_a_bad_start_is_told_from_a_death(code: int | None, failed: bool) -> None:
    child = Fake()
    it = Supervisor(1, lambda: child, lambda: False, clock=lambda: 0.0)  # type: ignore[arg-type, return-value]
    it._fill(0.0)
    child.code = code
    assert it.reap(1.0) is failed


def test_a_second_stop_is_at_once() -> None:
    child = Fake()
    it = Supervisor(1, lambda: child, lambda: True, clock=lambda: 0.0)  # type: ignore[arg-type, return-value]
    it._fill(0.0)
    it._stop(15)
    it._stop(15)
    assert child.heard == [15, 2]
    child.code = 0
    it.reap(1.0)
    it._fill(100.0)
    assert it.gateways[0].child is None


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM, errno.ENOENT, errno.EMFILE])
def test_one_that_cannot_be_started_again_now_takes_no_other_along(number: int) -> None:
    """Too little memory for a moment, or a program that is just being replaced by the next version."""
    made: list[Fake] = []

    def start() -> Fake:
        if len(made) == 2:
            raise OSError(number, "")
        made.append(Fake())
        return made[-1]

    it = Supervisor(2, start, lambda: bool(made), clock=lambda: 0.0)  # type: ignore[arg-type]
    it._fill(0.0)
    made[0].code = -9
    it.reap(1.0)
    for now in (1.0, 2.0, 3.0):
        it._fill(now)
    assert it.gateways[0].child is None
    assert it.gateways[1].child is made[1]  # type: ignore[comparison-overlap]
    assert it.gateways[0].due > 3.0, "ever more seldom"
    made.pop(0)
    it._fill(100.0)
    assert it.gateways[0].child is made[-1]  # type: ignore[comparison-overlap]


def test_where_none_could_ever_start_it_is_said() -> None:
    def start() -> Fake:
        raise OSError(errno.ENOENT, "")

    with pytest.raises(OSError):
        Supervisor(2, start, lambda: False, clock=lambda: 0.0)._fill(0.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1", "fe80::1"])
def test_where_nobody_can_listen_is_said_in_the_systems_words(host: str) -> None:
    settings = load({"HEARLINE_DEMO": "1", "HEARLINE_HOST": host})
    with pytest.raises(OSError) as refused:
        listen(settings)
    said = cannot_listen(settings, refused.value)
    assert said.startswith(f"Cannot listen on {host}:8000: ")
    assert "Unknown error" not in said
