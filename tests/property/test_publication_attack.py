"""A seeded attack on published quarters: an attacker with a pencil, every table and some help recovers nothing."""

import random
from collections import Counter, defaultdict
from typing import Any

import pytest

from storage.records.events import Attempt
from storage.records.row import form_columns, row_of
from storage.records.tallies import Tallies, add_row
from storage.reports.counts import Counts
from storage.reports.disclosure import LEAST, SLACK, WIDTH
from storage.reports.publication import MEASURES, tables_of
from tests.unit.storage.events import NOON

Figure = tuple[str, ...]
Bounds = dict[Figure, tuple[float, float]]
SEEDS = range(12)
INFINITY = float("inf")
CATEGORIES = [
    "cyberbullying", "sexting", "grooming", "suicide", "self_harm", "gaming", "e_crime", "other", "hate_speech",
    "fake_news",
]  # fmt: skip
SHARES = [40, 25, 6, 9, 5, 12, 8, 20, 1, 1]


def quarter(draw: random.Random, chats: int) -> Tallies:
    """A quarter of chats as they might come: a few large cells, many small ones."""
    tallies: Tallies = Counter()
    for n in range(chats):
        answered = draw.random() < 0.7
        end = "finished" if answered else draw.choices(["abandoned", "lost", "turned_away"], [20, 2, 1])[0]
        attempt = Attempt(
            f"record-{n}", NOON, draw.choices(["nl", "fr", "de", "en"], [60, 30, 3, 7])[0],
            draw.choice(["web", "embed"]), "other", draw.choices(["lt12", "12_13", "14_15", "16_18"], [1, 5, 8, 4])[0],
            3, end, answered, draw.randrange(900_000), active_ms=draw.randrange(3_000_000),
        )  # fmt: skip
        add_row(tallies, row_of("main", attempt, _form(draw) if answered else None), "Europe/Brussels")
    return tallies


def _form(draw: random.Random) -> dict[str, Any]:
    if draw.random() < 0.15:
        return form_columns(1, {"outcome": draw.choice(["silent", "test_joke"])})
    category = draw.choices(CATEGORIES, SHARES)[0]
    gender = draw.choices(["girl", "boy", "other", "unknown"], [50, 30, 2, 18])[0]
    risk = draw.choices(["none", "low", "high"], [60, 30, 3])[0]
    return form_columns(
        1, {"outcome": "counselling", "category": category, "gender": gender, "risk": risk, "escalation": "none"}
    )


def as_counts(tallies: Tallies) -> Counts:
    counts: Counts = defaultdict(int)
    for (_, measure, grain, _, language, code), n in tallies.items():
        if grain == "month" and measure in MEASURES:
            counts[0, measure, language, code] += n
    return counts


def truths(counts: Counts) -> dict[Figure, int]:
    """Every figure of every table as it really is, named as the attacker names it."""
    found: dict[Figure, int] = defaultdict(int)
    for (_, measure, language, code), n in counts.items():
        if measure == "category" and code != "none":
            found["counselling", f"category={code}", f"language={language}"] += n
            found["counselling", f"language={language}"] += n
        if measure == "result" and code != "answered":
            found["unserved", f"result={code}", f"language={language}"] += n
            found["unserved", f"language={language}"] += n
        if "*" in measure and not code.startswith("none*"):
            spoke, (first, second) = measure.split("*")[1], code.split("*")
            found["counselling", f"category={first}", f"{spoke}={second}"] += n
            found["counselling", f"{spoke}={second}"] += n
        for group in ("attempts", "answered", "abandoned", "counselling"):
            if "*" not in measure:
                found[group, f"{measure}={code}"] += n
    return found


class Attacker:
    """Knows all tables, how they are rounded, and even which hidden figures are small; narrows every range."""

    def __init__(self, tables: list[dict[str, Any]], truth: dict[Figure, int]) -> None:
        self.bounds: Bounds = {}
        self.sums: list[tuple[Figure, list[Figure]]] = []
        for table in tables:
            self._cross(table, truth) if "cells" in table else self._one_way(table, truth)

    def _know(self, figure: Figure, shown: int | None, truth: dict[Figure, int]) -> Figure:
        if shown is not None:
            self.bounds[figure] = (max(LEAST, shown - SLACK), shown + SLACK)
        else:
            self.bounds.setdefault(figure, (0, LEAST - 1 if truth.get(figure, 0) < LEAST else INFINITY))
        return figure

    def _one_way(self, table: dict[str, Any], truth: dict[Figure, int]) -> None:
        group, name = table["group"], table["name"]
        parts = [self._know((group, f"{name}={row['code']}"), row["n"], truth) for row in table["rows"]]
        whole = self._know((group, f"all {name}"), table["total"], truth)
        self.sums.append((whole, parts))

    def _cross(self, table: dict[str, Any], truth: dict[Figure, int]) -> None:
        group, (hub, spoke) = table["group"], table["name"].split("*")
        by_column: dict[str, list[Figure]] = defaultdict(list)
        for row, cells in zip(table["rows"], table["cells"], strict=True):
            parts = []
            for column, n in zip(table["columns"], cells, strict=True):
                cell = self._know((group, f"{hub}={row}", f"{spoke}={column}"), n, truth)
                parts.append(cell)
                by_column[column].append(cell)
            whole = ("attempts" if group == "unserved" else group, f"{hub}={row}")
            self.sums.append((self._know(whole, None, truth) if whole not in self.bounds else whole, parts))
        for column, parts in by_column.items():
            self.sums.append(((group, f"{spoke}={column}"), parts))

    def narrow(self) -> None:
        """Each sum bounds its parts and its parts bound it, until nothing moves."""
        moved = True
        while moved:
            moved = sum(self._narrow(whole, parts) for whole, parts in self.sums) > 0

    def _narrow(self, whole: Figure, parts: list[Figure]) -> bool:
        lows, highs = zip(*(self.bounds[part] for part in parts), strict=True)
        moved = self._set(whole, sum(lows), sum(highs))
        low, high = self.bounds[whole]
        for part in parts:
            own_low, own_high = self.bounds[part]
            rest_high = sum(highs) - own_high if own_high < INFINITY else self._rest(parts, part)
            moved |= self._set(part, low - rest_high, high - (sum(lows) - own_low))
        return moved

    def _rest(self, parts: list[Figure], part: Figure) -> float:
        return sum(self.bounds[other][1] for other in parts if other != part)

    def _set(self, figure: Figure, low: float, high: float) -> bool:
        before = self.bounds[figure]
        self.bounds[figure] = (max(before[0], low), min(before[1], high))
        return self.bounds[figure] != before


@pytest.mark.parametrize("size", [60, 400, 3_000])
@pytest.mark.parametrize("seed", SEEDS)
def test_differencing_all_tables_recovers_no_small_figure(seed: int, size: int) -> None:
    counts = as_counts(quarter(random.Random(seed), size))
    tables, truth = tables_of(counts, {})["tables"], truths(counts)
    attacker = Attacker(tables, truth)
    attacker.narrow()
    for figure, (low, high) in attacker.bounds.items():
        n = truth.get(figure)
        if n is None:
            continue
        assert low <= n <= high, figure
        if n < LEAST:
            assert high - low >= WIDTH, (figure, n, low, high)


def test_the_attacker_wins_without_complementary_suppression() -> None:
    """So the attack can succeed: hide only what is small, and a small figure is found."""
    counts = as_counts(quarter(random.Random(1), 3_000))
    truth, found = truths(counts), 0
    for seed in SEEDS:
        counts = as_counts(quarter(random.Random(seed), 3_000))
        truth = truths(counts)
        tables = [_naive(table, truth) for table in tables_of(counts, {})["tables"]]
        attacker = Attacker(tables, truth)
        attacker.narrow()
        found += sum(
            attacker.bounds[figure][1] - attacker.bounds[figure][0] < WIDTH
            for figure in attacker.bounds
            if truth.get(figure, LEAST) < LEAST
        )
    assert found > 0


def _naive(table: dict[str, Any], truth: dict[Figure, int]) -> dict[str, Any]:
    """Exact totals and exact cells, only those under ten hidden: what people do by hand."""
    if "cells" not in table:
        return table
    hub, spoke = table["name"].split("*")
    cells = [
        [_above(truth.get((table["group"], f"{hub}={row}", f"{spoke}={column}"), 0)) for column in table["columns"]]
        for row in table["rows"]
    ]
    return {**table, "cells": cells}


def _above(n: int) -> int | None:
    return n if n >= LEAST else None


def test_shares_say_no_more_than_the_figures() -> None:
    tables = tables_of(as_counts(quarter(random.Random(3), 2_000)), {})["tables"]
    for table in (table for table in tables if "cells" not in table):
        for row in table["rows"]:
            assert (row["share"] is None) == (row["n"] is None or not table["total"])
            if row["n"] is not None:
                assert row["share"] == min(100, round(100 * row["n"] / table["total"]))


def test_nobody_can_be_singled_out() -> None:
    """Whoever knows all but one thing about a person finds no shown figure that is theirs alone."""
    tables = tables_of(as_counts(quarter(random.Random(5), 500)), {})["tables"]
    shown = [row["n"] for table in tables if "rows" in table and "cells" not in table for row in table["rows"]]
    shown += [n for table in tables if "cells" in table for cells in table["cells"] for n in cells]
    assert all(n is None or (n >= LEAST and n % 5 == 0) for n in shown)
    assert any(n is not None for n in shown)
