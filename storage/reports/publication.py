"""What may leave the house: tables of one calendar quarter, protected as a whole. Pure.

Every chat is in exactly one of the groups below, and no two groups share a dimension, so that no table can be
held against another but through totals that the protection takes as known (docs/decisions/0502).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from storage.records.bands import in_order
from storage.records.tallies import NONE
from storage.reports.counts import Counts, Exact
from storage.reports.disclosure import LEAST, CrossTable, hide_one_way, rounded

FORMAT: Final = 1
SPOKES: Final = ("language", "age", "gender", "contact", "place", "channel")
ANSWERED: Final = ("outcome", "target", "wait", "duration", "end")
COUNSELLING: Final = ("risk", "escalation")
CROSSED: Final = tuple(f"category*{name}" for name in SPOKES if name != "language")
MEASURES: Final = ("result", "quit", "category", *ANSWERED, *COUNSELLING, *CROSSED)
Hidden = frozenset[str] | None


def tables_of(counts: Counts, sums: Mapping[str, Exact]) -> dict[str, Any]:
    """All tables and rates of a quarter. A figure that is not shown is None; a table that cannot be is left out."""
    attempts = _one_way(counts, "result")
    hidden = _hide(attempts)
    tables = _tables("attempts", {"result": attempts}, hidden)
    if _is_shown("answered", attempts, hidden):
        tables += _tables("answered", {name: _one_way(counts, name) for name in ANSWERED})
        tables += _counselling(counts)
    if _is_shown("abandoned", attempts, hidden):
        tables += _tables("abandoned", {"quit": _one_way(counts, "quit")})
    if hidden is not None:
        tables += _unserved(counts, attempts, hidden)
    return {"format": FORMAT, "tables": tables, "rates": rates_of(tables, sums)}


def _is_shown(code: str, counts: Mapping[str, int], hidden: Hidden) -> bool:
    return hidden is not None and code not in hidden and counts.get(code, 0) >= LEAST


def _one_way(counts: Counts, measure: str) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for (_, name, _, code), n in counts.items():
        if name == measure:
            found[code] += n
    return dict(found)


def _hide(counts: Mapping[str, int]) -> Hidden:
    return hide_one_way(counts) if sum(counts.values()) >= LEAST else None


def _tables(group: str, found: Mapping[str, Mapping[str, int]], hidden: Hidden = None) -> list[dict[str, Any]]:
    tables = []
    for name, counts in found.items():
        concealed = hidden if hidden is not None else _hide(counts)
        if concealed is not None:
            tables.append(one_way_table(group, name, counts, concealed))
    return tables


def one_way_table(group: str, name: str, counts: Mapping[str, int], hidden: frozenset[str]) -> dict[str, Any]:
    total = rounded(sum(counts.values()))
    rows = []
    for code in sorted(counts, key=in_order):
        n = None if code in hidden else rounded(counts[code])
        rows.append({"code": code, "n": n, "share": share(n, total)})
    return {"group": group, "name": name, "total": total, "rows": rows}


def share(n: int | None, total: int) -> int | None:
    """Whole percent, made of what is shown and of nothing else."""
    return min(100, round(100 * n / total)) if n is not None and total else None


def _counselling(counts: Counts) -> list[dict[str, Any]]:
    """The star: the category, crossed with each of the others."""
    outcome = _one_way(counts, "outcome")
    if not _is_shown("counselling", outcome, _hide(outcome)):
        return []
    crosses = {name: _cross(counts, name) for name in SPOKES}
    categories = {code: n for code, n in _one_way(counts, "category").items() if code != NONE}
    tables = _star("counselling", "category", categories, _hide(categories), crosses)
    plain = {name: _without_none(_one_way(counts, name)) for name in COUNSELLING}
    return tables + _tables("counselling", plain)


def _without_none(counts: Mapping[str, int]) -> dict[str, int]:
    return {code: n for code, n in counts.items() if code != NONE}


def _cross(counts: Counts, name: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (_, measure, language, code), n in counts.items():
        if name == "language" and measure == "category":
            found[code, language] += n
        elif measure == f"category*{name}":
            first, _, second = code.partition("*")
            found[first, second] += n
    return {cell: n for cell, n in found.items() if cell[0] != NONE}


def _unserved(counts: Counts, attempts: Mapping[str, int], hidden: frozenset[str]) -> list[dict[str, Any]]:
    hub = {code: n for code, n in attempts.items() if code != "answered"}
    cross: dict[tuple[str, str], int] = defaultdict(int)
    for (_, measure, language, code), n in counts.items():
        if measure == "result" and code != "answered":
            cross[code, language] += n
    tables = _star("unserved", "result", hub, hidden - {"answered"}, {"language": cross})
    return [table for table in tables if table["name"] != "result"]


def _star(
    group: str, hub: str, rows: Mapping[str, int], hidden: Hidden, crosses: Mapping[str, Mapping[tuple[str, str], int]]
) -> list[dict[str, Any]]:
    if hidden is None:
        return []
    tables = [one_way_table(group, hub, rows, hidden)]
    for name, cross in crosses.items():
        columns: dict[str, int] = defaultdict(int)
        for (_, column), n in cross.items():
            columns[column] += n
        concealed = _hide(columns)
        if concealed is None:
            continue
        tables.append(one_way_table(group, name, columns, concealed))
        table = CrossTable(cross, tuple(sorted(rows)), tuple(sorted(columns, key=in_order)), hidden, concealed)
        if table.protect():
            tables.append(cross_table(group, f"{hub}*{name}", table))
    return tables


def cross_table(group: str, name: str, table: CrossTable) -> dict[str, Any]:
    cells = [
        [None if (row, column) in table.hidden else rounded(table.n((row, column))) for column in table.columns]
        for row in table.rows
    ]
    return {"group": group, "name": name, "rows": list(table.rows), "columns": list(table.columns), "cells": cells}


def rates_of(tables: Iterable[Mapping[str, Any]], sums: Mapping[str, Exact]) -> dict[str, int | None]:
    """Rates from shown figures alone; mean times of ten or more, to 15 seconds and to whole minutes."""
    shown = {
        (table["name"], row["code"]): row["n"]
        for table in tables
        if table["group"] in {"attempts", "answered", "abandoned"}
        for row in table["rows"]
    }
    answered, abandoned = shown.get(("result", "answered")), shown.get(("result", "abandoned"))
    return {
        "service_level": _rate(shown.get(("target", "in")), [answered, shown.get(("quit", "after"))]),
        "abandonment": _rate(abandoned, [answered, abandoned]),
        "speed_of_answer": _mean(sums.get("wait"), 15),
        "handle_time": _mean(sums.get("handle"), 60),
    }


def _rate(part: int | None, whole: list[int | None]) -> int | None:
    if part is None or any(n is None for n in whole):
        return None
    return share(part, sum(n for n in whole if n is not None))


def _mean(exact: Exact | None, step_s: int) -> int | None:
    if exact is None or exact.n < LEAST or exact.mean_s is None:
        return None
    return round(exact.mean_s / step_s) * step_s
