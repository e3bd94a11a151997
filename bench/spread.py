"""What repeated rounds found: the least, the middle and the most. Pure."""

import statistics
from collections.abc import Iterable

Spread = list[float]


def spread(found: Iterable[float], digits: int = 1) -> Spread:
    """[least, middle, most]. Raises StatisticsError when nothing was found."""
    values = list(found)
    middle = statistics.median(values)
    return [round(value, digits) for value in (min(values), middle, max(values))]
