"""Which figures may be published, so that no small one can be worked out from the others. Pure.

Why this is enough, and why no library is used: docs/decisions/0502-disclosure-control.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

LEAST: Final = 10
BASE: Final = 5
SLACK: Final = BASE // 2
WIDTH: Final = BASE
PLENTY: Final = 10**9

OneWay = Mapping[str, int]
Cross = Mapping[tuple[str, str], int]


def rounded(n: int) -> int:
    """To the nearest multiple of 5."""
    return (n + SLACK) // BASE * BASE


@dataclass(frozen=True, slots=True)
class Range:
    """What a figure may be as far as a reader can tell, beside its true value."""

    n: int
    low: int
    high: int

    @property
    def down(self) -> int:
        return self.n - self.low

    @property
    def up(self) -> int:
        return self.high - self.n


def shown_range(n: int) -> Range:
    middle = rounded(n)
    return Range(n, max(LEAST, middle - SLACK), middle + SLACK)


def hidden_range(n: int) -> Range:
    """A small one is known to be small; one that is hidden to protect others may be anything."""
    return Range(n, 0, LEAST - 1 if n < LEAST else PLENTY)


def hide_one_way(counts: OneWay) -> frozenset[str] | None:
    """Codes not to be shown, taking the total as known. None: nothing of this table may be shown.

    Only hidden figures are assumed to give way to each other, so that the rounding is room to spare.
    """
    hidden = {code for code, n in counts.items() if n < LEAST}
    while not all(_safe_one_way(code, counts, hidden) for code in hidden):
        shown = [code for code in counts if code not in hidden]
        if not shown:
            return None
        hidden.add(min(shown, key=lambda code: (counts[code], code)))
    return frozenset(hidden)


def _safe_one_way(code: str, counts: OneWay, hidden: set[str]) -> bool:
    own = hidden_range(counts[code])
    if own.n >= LEAST:
        return True
    others = [hidden_range(counts[other]) for other in hidden if other != code]
    up = min(own.up, sum(other.down for other in others))
    down = min(own.down, sum(other.up for other in others))
    return up + down >= WIDTH


@dataclass(slots=True)
class CrossTable:
    """Two dimensions whose own totals are published too. Rows and columns hidden there are hidden here."""

    counts: Cross
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    hidden_rows: frozenset[str]
    hidden_columns: frozenset[str]
    hidden: set[tuple[str, str]] = field(default_factory=set)

    def protect(self) -> bool:
        """Hide what must be; False when nothing of this table may be shown.

        A small cell is safe when it can take six values or more while every total keeps its true value and every
        shown cell its rounded one. Hiding only widens ranges, so a cell found safe stays so.
        """
        self.hidden = {cell for cell in self.cells() if self._must_hide(cell)}
        for cell in sorted(cell for cell in self.hidden if self.n(cell) < LEAST):
            while not self._safe(cell):
                helper = self._helper(cell)
                if helper is None:
                    return False
                self.hidden.add(helper)
        return True

    def cells(self) -> Iterator[tuple[str, str]]:
        return ((row, column) for row in self.rows for column in self.columns)

    def n(self, cell: tuple[str, str]) -> int:
        return self.counts.get(cell, 0)

    def _must_hide(self, cell: tuple[str, str]) -> bool:
        return self.n(cell) < LEAST or cell[0] in self.hidden_rows or cell[1] in self.hidden_columns

    def _helper(self, cell: tuple[str, str]) -> tuple[str, str] | None:
        """The next to be hidden: of the same row, else of the same column, else any; the smallest first."""
        shown = [other for other in self.cells() if other not in self.hidden]
        near = (
            [other for other in shown if other[0] == cell[0]] or [other for other in shown if other[1] == cell[1]]
        ) or shown
        return min(near, key=lambda other: (self.n(other), other), default=None)

    def _safe(self, cell: tuple[str, str]) -> bool:
        own = hidden_range(self.n(cell))
        up = self._give(cell, 1, min(own.up, WIDTH))
        return up >= WIDTH or up + self._give(cell, -1, min(own.down, WIDTH)) >= WIDTH

    def _give(self, cell: tuple[str, str], sign: int, most: int) -> int:
        """How far the cell can move one way while all totals stay: a flow through the other cells, step by step."""
        moved: dict[tuple[str, str], int] = {}
        for step in range(most):
            path = self._path(cell, sign, moved)
            if path is None:
                return step
            for other, change in path:
                moved[other] = moved.get(other, 0) + change
        return most

    def _path(
        self, cell: tuple[str, str], sign: int, moved: Mapping[tuple[str, str], int]
    ) -> list[tuple[tuple[str, str], int]] | None:
        """Cells that move by one each so that row and column of `cell` keep their totals; the shortest such chain."""
        row, column = cell
        came: dict[tuple[str, str], tuple[tuple[str, str], tuple[str, str], int]] = {}
        here = [("row", row)]
        while here and ("column", column) not in came:
            here = self._reach(here, came, cell, sign, moved)
        if ("column", column) not in came:
            return None
        path = []
        node = ("column", column)
        while node != ("row", row):
            node, other, change = came[node]
            path.append((other, change))
        return path

    def _reach(
        self,
        here: list[tuple[str, str]],
        came: dict[tuple[str, str], tuple[tuple[str, str], tuple[str, str], int]],
        cell: tuple[str, str],
        sign: int,
        moved: Mapping[tuple[str, str], int],
    ) -> list[tuple[str, str]]:
        """One step further: from a row through a cell that moves against the first, from a column along with it."""
        found = []
        for kind, name in here:
            change = -sign if kind == "row" else sign
            for other, node in self._beside(kind, name):
                fresh = node not in came and node != ("row", cell[0]) and other != cell
                if fresh and self._room(other, change, moved) > 0:
                    came[node] = ((kind, name), other, change)
                    found.append(node)
        return found

    def _beside(self, kind: str, name: str) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
        if kind == "row":
            return (((name, column), ("column", column)) for column in self.columns)
        return (((row, name), ("row", row)) for row in self.rows)

    def _room(self, cell: tuple[str, str], change: int, moved: Mapping[tuple[str, str], int]) -> int:
        n = self.n(cell)
        given = hidden_range(n) if cell in self.hidden else shown_range(n)
        room = given.up if change > 0 else given.down
        return room - moved.get(cell, 0) * change
