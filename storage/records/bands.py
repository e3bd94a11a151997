"""Bands: the only form in which a row knows a length or a number."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

MINUTE: Final = 60_000
SHORT_MS: Final = MINUTE // 2


class Bands(NamedTuple):
    """`codes[i]` holds values from `edges[i - 1]` up to, not with, `edges[i]`."""

    edges: tuple[int, ...]
    codes: tuple[str, ...]

    def of(self, value: int) -> str:
        return self.codes[bisect_right(self.edges, value)]


WAIT: Final = Bands(
    (SHORT_MS, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 60 * MINUTE),
    ("lt30s", "30s_2m", "2m_5m", "5m_10m", "10m_20m", "20m_40m", "40m_60m", "ge60m"),
)
DURATION: Final = Bands(
    (1, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 45 * MINUTE, 60 * MINUTE, 90 * MINUTE),
    ("none", "lt5m", "5m_15m", "15m_30m", "30m_45m", "45m_60m", "60m_90m", "ge90m"),
)
MESSAGES: Final = Bands((1, 6, 21, 51, 101), ("0", "1_5", "6_20", "21_50", "51_100", "ge101"))
COUNSELLORS: Final = Bands((1, 2, 3), ("0", "1", "2", "ge3"))
RECONNECTS: Final = Bands((1, 2, 5), ("0", "1", "2_4", "ge5"))

# Bins of the exact histograms, in seconds: percentiles are read from them by interpolation.
_WAIT_BINS = (
    *range(15, 120, 15),
    *range(120, 300, 30),
    *range(300, 1200, 60),
    *range(1200, 3600, 300),
    *range(3600, 14401, 900),
)
BINS: Final = {"wait": _WAIT_BINS}


def bin_of(measure: str, ms: int) -> str:
    """The lower edge, in seconds, of the bin that holds a time."""
    edges = BINS[measure]
    place = bisect_right(edges, ms // 1000)
    return str(edges[place - 1] if place else 0)


class Targets(NamedTuple):
    """Within what time a chat should be answered: one of priority 1, and any other."""

    first_ms: int = 2 * MINUTE
    other_ms: int = 5 * MINUTE

    def of(self, priority: int) -> int:
        return self.first_ms if priority == 1 else self.other_ms


TARGETS: Final = Targets()


def targets_of(settings: Mapping[str, Any]) -> Targets:
    """Those that routing was given; a spoilt setting, as an import may bring, must not hold up the records."""
    return Targets(
        _ms(settings.get("target_first_ms"), TARGETS.first_ms), _ms(settings.get("target_ms"), TARGETS.other_ms)
    )


def _ms(given: object, usual: int) -> int:
    return int(given) if isinstance(given, int | float) and 0 <= given < 2**53 else usual


def quit_code(wait_band: str, in_target: bool) -> str:
    """When somebody left while waiting: after the target, else at once (short), else within it."""
    if not in_target:
        return "after"
    return "short" if wait_band == WAIT.codes[0] else "within"


_PLACES: Final = {
    code: place
    for scale in (WAIT, DURATION, MESSAGES, COUNSELLORS, RECONNECTS)
    for place, code in enumerate(scale.codes)
} | {code: place for place, code in enumerate(("lt12", "12_13", "14_15", "16_18", "adult", "unknown"))}


def in_order(code: str) -> tuple[int, str]:
    """How codes are sorted where they are shown: bands from small to large, all others by name."""
    return _PLACES.get(code, 0), code
