"""Draws one day: who comes when, how long they wait, how long they talk, who is on duty. Pure, from a seed."""

from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random
from typing import TypeVar

T = TypeVar("T")

HOUR_MS = 3_600_000
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Shift:
    """One counsellor on duty from `start_ms` to `end_ms` of the day."""

    staff: str
    languages: tuple[str, ...]
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """One teen: joins at `at_ms`, leaves unanswered after `patience_ms`, talks for `talk_ms`."""

    chat: str
    at_ms: int
    language: str
    priority: int
    patience_ms: int
    talk_ms: int
    wrap_ms: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of day. `hourly`: arrivals per hour from `opens`; spread: coefficient of variation."""

    name: str
    opens: int
    hourly: tuple[float, ...]
    shifts: tuple[tuple[str, int, int], ...]
    patience_min: float = 25
    talk_min: float = 28
    talk_spread: float = 0.6
    wrap_min: float = 6


@dataclass(frozen=True, slots=True)
class Day:
    """What a profile and a seed make; times in ms after midnight, arrivals in order."""

    profile: Profile
    arrivals: tuple[Arrival, ...]
    shifts: tuple[Shift, ...]

    @property
    def closes_ms(self) -> int:
        return (self.profile.opens + len(self.profile.hourly)) * HOUR_MS


def _crew(*shifts: tuple[int, str, int, int]) -> tuple[tuple[str, int, int], ...]:
    """How many have each shift; its languages, its first and last hour."""
    return tuple((languages, start, end) for count, languages, start, end in shifts for _ in range(count))


_SCHOOL = _crew((3, "nl", 14, 19), (2, "nl fr", 14, 19), (2, "fr", 14, 22), (4, "nl", 17, 22), (1, "nl fr de", 17, 22))
_FREE = _crew((3, "nl", 10, 16), (2, "nl fr", 10, 16), (4, "nl", 16, 22), (2, "nl fr", 16, 22), (1, "fr de", 16, 22))
_MANY = _crew((4, "nl", 14, 22), (3, "nl fr", 14, 22), (2, "fr", 14, 22), (5, "nl fr", 18, 22), (1, "nl fr de", 17, 22))
PROFILES = {
    profile.name: profile
    for profile in (
        Profile("school-day", 14, (8, 12, 16, 14, 12, 14, 16, 10), _SCHOOL),
        Profile("weekend", 10, (5, 6, 7, 7, 8, 8, 9, 10, 11, 12, 12, 9), _FREE),
        Profile("campaign", 14, (8, 12, 16, 14, 14, 60, 45, 20), _MANY, patience_min=20),
    )
}

LANGUAGES = (("nl", 0.62), ("fr", 0.34), ("de", 0.04))
PRIORITIES = ((3, 0.82), (2, 0.14), (1, 0.04))


def draw(profile: Profile, seed: int) -> Day:
    """The same profile and seed always give the same day."""
    rng = Random(f"{profile.name}/{seed}")
    times = [at for hour, rate in enumerate(profile.hourly) for at in _times(rng, profile.opens + hour, rate)]
    arrivals = tuple(_arrival(rng, profile, f"c{index}", at) for index, at in enumerate(sorted(times)))
    return Day(profile, arrivals, tuple(_shifts(rng, profile)))


def _times(rng: Random, hour: int, per_hour: float) -> list[int]:
    """Poisson arrivals within one hour."""
    at, times = rng.expovariate(per_hour), []
    while at < 1:
        times.append(int((hour + at) * HOUR_MS))
        at += rng.expovariate(per_hour)
    return times


def _arrival(rng: Random, profile: Profile, chat: str, at_ms: int) -> Arrival:
    return Arrival(
        chat,
        at_ms,
        language=_pick(rng, LANGUAGES),
        priority=_pick(rng, PRIORITIES),
        patience_ms=int(rng.expovariate(1 / profile.patience_min) * MINUTE_MS),
        talk_ms=_lognormal_ms(rng, profile.talk_min, profile.talk_spread),
        wrap_ms=_lognormal_ms(rng, profile.wrap_min, 0.5),
    )


def _shifts(rng: Random, profile: Profile) -> list[Shift]:
    """Shifts start a few minutes early or late, as shifts do."""
    shifts = []
    for index, (languages, start, end) in enumerate(profile.shifts):
        late = int(rng.uniform(-5, 5) * MINUTE_MS)
        shifts.append(Shift(f"s{index}", tuple(languages.split()), start * HOUR_MS + late, end * HOUR_MS))
    return shifts


def _lognormal_ms(rng: Random, mean_min: float, spread: float) -> int:
    sigma = sqrt(log(1 + spread**2))
    return int(mean_min * exp(rng.gauss(-sigma * sigma / 2, sigma)) * MINUTE_MS)


def _pick(rng: Random, weighted: tuple[tuple[T, float], ...]) -> T:
    return rng.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]
