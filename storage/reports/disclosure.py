"""Which figures may be published, so that no small one can be worked out from the others. Pure.

Why this is enough, and why no library is used: docs/decisions/0502-disclosure-control.md.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

LEAST: Final = 10
BASE: Final = 5
SLACK: Final = BASE // 2
WIDTH: Final = BASE
PLENTY: Final = 10**9

OneWay = Mapping[str, int]
# A cell by its row and column.
Place = tuple[str, str]
Cross = Mapping[Place, int]
# Of each row columns, or of each column rows.
Nodes = dict[str, set[str]]


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
    hidden: set[Place] = field(default_factory=set)
    _rooms: dict[int, dict[Place, int]] = field(default_factory=lambda: {-1: {}, 1: {}}, init=False, repr=False)

    def protect(self) -> bool:
        """Hide what must be; False when nothing of this table may be shown.

        A small cell is safe when it can take six values or more while every total keeps its true value and every
        shown cell its rounded one. Hiding only widens ranges, so a cell found safe stays so.
        """
        self.hidden = {cell for cell in self.cells() if self._must_hide(cell)}
        for cell in self.cells():
            self._learn(cell)
        for cell in sorted(cell for cell in self.hidden if self.n(cell) < LEAST):
            while not self._safe(cell):
                helper = self._helper(cell)
                if helper is None:
                    return False
                self._hide(helper)
        return True

    def cells(self) -> Iterator[Place]:
        return ((row, column) for row in self.rows for column in self.columns)

    def n(self, cell: Place) -> int:
        return self.counts.get(cell, 0)

    def _must_hide(self, cell: Place) -> bool:
        return self.n(cell) < LEAST or cell[0] in self.hidden_rows or cell[1] in self.hidden_columns

    def _helper(self, cell: Place) -> Place | None:
        """The next to be hidden: of the same row, else of the same column, else any; the smallest first."""
        shown = [other for other in self.cells() if other not in self.hidden]
        near = (
            [other for other in shown if other[0] == cell[0]] or [other for other in shown if other[1] == cell[1]]
        ) or shown
        return min(near, key=lambda other: (self.n(other), other), default=None)

    def _safe(self, cell: Place) -> bool:
        own = hidden_range(self.n(cell))
        up = self._give(cell, 1, min(own.up, WIDTH))
        return up >= WIDTH or up + self._give(cell, -1, min(own.down, WIDTH)) >= WIDTH

    def _give(self, cell: Place, sign: int, most: int) -> int:
        """How far the cell can move one way while all totals stay: a flow through the other cells, step by step. A row
        makes up for it by a cell that moves against it, that cell's column by one that moves along with it."""
        against, along = self._able(sign)
        against[cell[0]].discard(cell[1])
        along[cell[1]].discard(cell[0])
        moved: dict[Place, int] = defaultdict(int)
        for step in range(most):
            path = _path(cell, against, along)
            if path is None:
                return step
            for place, (row, column) in enumerate(path):
                moved[row, column] += sign if place % 2 else -sign
                so_far = moved[row, column]
                _set(against[row], column, self._rooms[-sign][row, column] + sign * so_far > 0)
                _set(along[column], row, self._rooms[sign][row, column] - sign * so_far > 0)
        return most

    def _able(self, sign: int) -> tuple[Nodes, Nodes]:
        """Of each row the columns of its cells that can move against the sign, of each column the rows of those that
        can move along with it."""
        against: Nodes = {row: set() for row in self.rows}
        along: Nodes = {column: set() for column in self.columns}
        for (row, column), room in self._rooms[-sign].items():
            if room > 0:
                against[row].add(column)
        for (row, column), room in self._rooms[sign].items():
            if room > 0:
                along[column].add(row)
        return against, along

    def _hide(self, cell: Place) -> None:
        self.hidden.add(cell)
        self._learn(cell)

    def _learn(self, cell: Place) -> None:
        """How far a reader can tell that it may be less, or more."""
        n = self.n(cell)
        given = hidden_range(n) if cell in self.hidden else shown_range(n)
        self._rooms[-1][cell], self._rooms[1][cell] = given.down, given.up


def _path(cell: Place, against: Nodes, along: Nodes) -> list[Place] | None:
    """Cells that move by one each, by turns against `cell` and along with it, so that its row and column keep their
    totals; the shortest such chain."""
    row, column = cell
    by_row: dict[str, str] = {}
    by_column: dict[str, str] = {}
    rows, columns_left, rows_left = [row], set(along), set(against) - {row}
    while rows and column not in by_column:
        columns = _reach(rows, against, columns_left, by_column)
        rows = _reach(columns, along, rows_left, by_row)
    if column not in by_column:
        return None
    path = []
    while True:
        path.append((by_column[column], column))
        if by_column[column] == row:
            return path[::-1]
        path.append((by_column[column], by_row[by_column[column]]))
        column = by_row[by_column[column]]


def _reach(here: list[str], ways: Nodes, left: set[str], came: dict[str, str]) -> list[str]:
    """One step further; from where each was come to."""
    found: list[str] = []
    for name in here:
        fresh = ways[name] & left
        left -= fresh
        came.update(dict.fromkeys(fresh, name))
        found += fresh
    return found


def _set(names: set[str], name: str, there: bool) -> None:
    (names.add if there else names.discard)(name)
