"""What is hidden stays hidden: every table that fits what is shown is tried, on tables small enough for that."""

import itertools
import random
import time

import pytest

from storage.reports.disclosure import LEAST, WIDTH, CrossTable, hide_one_way, rounded

MOST = 24


@pytest.mark.parametrize(("n", "shown"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (0, 0)])
def test_rounding_is_to_the_nearest_five(n: int, shown: int) -> None:
    assert rounded(n) == shown


def fits(n: int, code: object, hidden: set[object], truth: int) -> bool:
    """What a reader knows of one figure: rounded if shown; small if hidden for being small."""
    if code not in hidden:
        return n >= LEAST and rounded(n) == rounded(truth)
    return n < LEAST or truth >= LEAST


@pytest.mark.parametrize("seed", range(30))
def test_one_way_leaves_six_values_or_more(seed: int) -> None:
    draw = random.Random(seed)
    counts = {code: draw.choice([0, 1, 3, 9, 10, 12, 20]) for code in "abcd"}
    hidden = hide_one_way(counts)
    if hidden is None:
        return
    assert all(n >= LEAST or code in hidden for code, n in counts.items())
    total, possible = sum(counts.values()), {code: set[int]() for code in counts}
    for values in itertools.product(range(MOST), repeat=len(counts) - 1):
        world = dict(zip(counts, (*values, total - sum(values)), strict=True))
        if all(n >= 0 and fits(n, code, set(hidden), counts[code]) for code, n in world.items()):
            for code, n in world.items():
                possible[code].add(n)
    for code in hidden:
        if counts[code] < LEAST:
            assert len(possible[code]) > WIDTH, (counts, hidden, code)


def test_two_nines_alone_cannot_be_shown_with_their_total() -> None:
    assert hide_one_way({"a": 9, "b": 9}) is None
    assert hide_one_way({"a": 4, "b": 4}) == {"a", "b"}


def cross(draw: random.Random, rows: int, columns: int, values: list[int]) -> CrossTable:
    counts = {(f"r{row}", f"c{column}"): draw.choice(values) for row in range(rows) for column in range(columns)}
    names = tuple(f"r{row}" for row in range(rows)), tuple(f"c{column}" for column in range(columns))
    return CrossTable(counts, *names, frozenset(), frozenset())


@pytest.mark.parametrize("seed", range(25))
def test_two_by_three_leaves_six_values_or_more(seed: int) -> None:
    table = cross(random.Random(seed), 2, 3, [0, 1, 4, 9, 10, 13, 18])
    if not table.protect():
        return
    truth = {cell: table.n(cell) for cell in table.cells()}
    possible = {cell: set[int]() for cell in table.hidden}
    column_total = {column: sum(truth[row, column] for row in table.rows) for column in table.columns}
    row_total = sum(truth["r0", column] for column in table.columns)
    for first, second in itertools.product(range(column_total["c0"] + 1), range(column_total["c1"] + 1)):
        third = row_total - first - second
        if not 0 <= third <= column_total["c2"]:
            continue
        world = {("r0", "c0"): first, ("r0", "c1"): second, ("r0", "c2"): third}
        world |= {("r1", column): column_total[column] - world["r0", column] for column in table.columns}
        if all(fits(n, cell, set(table.hidden), truth[cell]) for cell, n in world.items()):
            for cell in table.hidden:
                possible[cell].add(world[cell])
    for cell in table.hidden:
        if truth[cell] < LEAST:
            assert len(possible[cell]) > WIDTH, (truth, table.hidden, cell)


def test_a_hidden_total_hides_its_row() -> None:
    counts = {(row, column): 40 for row in ("a", "b", "c") for column in ("x", "y", "z")}
    table = CrossTable(counts, ("a", "b", "c"), ("x", "y", "z"), frozenset({"b"}), frozenset())
    assert table.protect()
    assert {("b", "x"), ("b", "y"), ("b", "z")} <= table.hidden


def test_a_large_table_is_protected_in_good_time() -> None:
    table = cross(random.Random(7), 24, 8, [0, 0, 1, 2, 3, 5, 8, 12, 30, 80])
    assert table.protect()
    assert any(cell not in table.hidden for cell in table.cells())


def test_a_desk_with_thirty_languages_is_protected_in_good_time() -> None:
    """A table of which nearly all is small: each small cell is looked at, and most need helpers."""
    table = cross(random.Random(3), 22, 30, [*[0] * 12, *[1] * 6, 2, 3, 5, 11, 12, 14, 30])
    begun = time.process_time()
    table.protect()
    assert time.process_time() - begun < 10
