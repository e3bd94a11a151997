"""Counts and exact sums as they were read, before they become figures. Pure."""

from dataclasses import dataclass

# (bucket, measure, language, code) → n; a bucket is what a period was mapped to, or 0.
Counts = dict[tuple[int, str, str, str], int]


@dataclass(slots=True)
class Exact:
    """A sum of exact times in ms: of how many, and the longest."""

    n: int = 0
    total: int = 0
    longest: int = 0

    def add(self, n: int, total: int, longest: int) -> None:
        self.n += n
        self.total += total
        self.longest = max(self.longest, longest)

    @property
    def mean_s(self) -> int | None:
        return round(self.total / self.n / 1000) if self.n else None


Sums = dict[tuple[int, str], Exact]
