"""A published quarter, worked out by hand: which table stands where, how figures are rounded, when nothing is said."""

from typing import Any

import pytest

from storage.reports.counts import Counts, Exact
from storage.reports.disclosure import CrossTable, hide_one_way, rounded
from storage.reports.publication import one_way_table, rates_of, share, tables_of

SUMS = {"wait": Exact(100, 6_100_000, 1), "handle": Exact(100, 151_000_000, 1)}


def counts(**measures: dict[str, int]) -> Counts:
    """By measure and `code` or `language code`; Dutch unless said otherwise."""
    found: Counts = {}
    for name, codes in measures.items():
        for code, n in codes.items():
            language, _, last = code.rpartition(" ")
            found[0, name.replace("__", "*"), language or "nl", last] = n
    return found


QUARTER = counts(
    result={"answered": 60, "fr answered": 40, "abandoned": 20, "fr abandoned": 12, "lost": 15, "fr lost": 11},
    target={"in": 80, "late": 20},
    outcome={"counselling": 70, "silent": 30},
    quit={"short": 12, "after": 20},
    category={"grooming": 30, "fr grooming": 22, "sexting": 41, "fr sexting": 13, "none": 30},
    risk={"low": 50, "high": 20, "none": 30},
    category__age={"grooming*14_15": 33, "grooming*lt12": 19, "sexting*14_15": 20, "sexting*lt12": 34, "none*lt12": 30},
)


def tables(given: Counts) -> dict[tuple[str, str], dict[str, Any]]:
    return {(table["group"], table["name"]): table for table in tables_of(given, SUMS)["tables"]}


def figures(table: dict[str, Any]) -> dict[str, int | None]:
    return {row["code"]: row["n"] for row in table["rows"]} | {"total": table["total"]}


def test_every_table_of_a_full_quarter_in_its_order() -> None:
    found = tables(QUARTER)
    assert list(found) == [
        ("attempts", "result"), ("answered", "outcome"), ("answered", "target"), ("counselling", "category"),
        ("counselling", "language"), ("counselling", "category*language"), ("counselling", "age"),
        ("counselling", "category*age"), ("counselling", "risk"), ("abandoned", "quit"), ("unserved", "language"),
        ("unserved", "result*language"),
    ]  # fmt: skip
    assert tables_of(QUARTER, SUMS)["format"] == 1


def test_figures_are_sums_over_languages_rounded_to_five() -> None:
    found = tables(QUARTER)
    assert figures(found["attempts", "result"]) == {"abandoned": 30, "answered": 100, "lost": 25, "total": 160}
    assert figures(found["counselling", "category"]) == {"grooming": 50, "sexting": 55, "total": 105}
    assert figures(found["counselling", "language"]) == {"fr": 35, "nl": 70, "total": 105}
    assert figures(found["counselling", "risk"]) == {"high": 20, "low": 50, "total": 70}
    assert figures(found["unserved", "language"]) == {"fr": 25, "nl": 35, "total": 60}
    assert figures(found["answered", "target"]) == {"in": 80, "late": 20, "total": 100}


def test_crossed_tables_have_bands_in_order_and_leave_out_who_had_no_category() -> None:
    found = tables(QUARTER)
    crossed = found["counselling", "category*age"]
    assert (crossed["rows"], crossed["columns"]) == (["grooming", "sexting"], ["lt12", "14_15"])
    assert crossed["cells"] == [[20, 35], [35, 20]]
    assert figures(found["counselling", "age"]) == {"lt12": 55, "14_15": 55, "total": 105}
    assert found["counselling", "category*language"]["cells"] == [[20, 30], [15, 40]]
    assert found["unserved", "result*language"]["rows"] == ["abandoned", "lost"]
    assert found["unserved", "result*language"]["cells"] == [[10, 20], [10, 15]]


def test_the_category_is_crossed_with_each_of_six() -> None:
    spokes = ("age", "gender", "contact", "place", "channel")
    codes = {"grooming*a": 33, "grooming*b": 19, "sexting*a": 20, "sexting*b": 34}
    found = tables({**QUARTER, **counts(**{f"category__{name}": codes for name in spokes})})
    assert [name for group, name in found if group == "counselling" and "*" in name] == [
        f"category*{name}" for name in ("language", *spokes)
    ]


def test_what_was_answered_and_counselled_has_a_table_for_each_question() -> None:
    given = {name: {"a": 40, "b": 60} for name in ("wait", "duration", "end", "escalation")}
    found = tables({**QUARTER, **counts(**given)})
    of = [name for group, name in found if group == "answered"]
    assert of == ["outcome", "target", "wait", "duration", "end"]
    assert [name for group, name in found if group == "counselling"][-2:] == ["risk", "escalation"]


def without(*measures: str) -> Counts:
    return {key: n for key, n in QUARTER.items() if key[1] not in measures}


def test_a_group_that_is_hidden_has_no_tables_of_its_own() -> None:
    few = {**QUARTER, (0, "result", "nl", "abandoned"): 5, (0, "result", "fr", "abandoned"): 4}
    assert ("abandoned", "quit") not in tables(few)
    assert figures(tables(few)["attempts", "result"])["abandoned"] is None
    assert not [name for group, name in tables(without("result")) if group != "unserved"]
    silent = {**without("outcome"), (0, "outcome", "nl", "silent"): 100}
    assert not [name for group, name in tables(silent) if group == "counselling"]


def test_less_than_ten_in_all_is_no_table() -> None:
    assert tables_of(counts(result={"answered": 9}), {}) == {
        "format": 1, "tables": [],
        "rates": {"service_level": None, "abandonment": None, "speed_of_answer": None, "handle_time": None},
    }  # fmt: skip
    assert [table["total"] for table in tables_of(counts(result={"answered": 10}), {})["tables"]] == [10]


def test_rates_come_from_what_is_shown() -> None:
    assert tables_of(QUARTER, SUMS)["rates"] == {
        "service_level": 67, "abandonment": 23, "speed_of_answer": 60, "handle_time": 1500,
    }  # fmt: skip
    assert tables_of(without("target"), SUMS)["rates"]["service_level"] is None
    assert tables_of(without("quit"), SUMS)["rates"]["service_level"] is None
    assert tables_of(without("quit"), SUMS)["rates"]["abandonment"] == 23


@pytest.mark.parametrize(
    ("exact", "speed", "handle"),
    [
        (Exact(10, 10 * 67_000, 1), 60, 60), (Exact(10, 10 * 68_000, 1), 75, 60), (Exact(9, 9 * 67_000, 1), None, None),
        (Exact(10, 10 * 91_000, 1), 90, 120), (Exact(), None, None),
    ],
)  # fmt: skip
def test_mean_times_are_of_ten_or_more_to_fifteen_seconds_and_to_minutes(
    exact: Exact, speed: int | None, handle: int | None
) -> None:
    rates = rates_of([], {"wait": exact, "handle": exact})
    assert (rates["speed_of_answer"], rates["handle_time"]) == (speed, handle)


@pytest.mark.parametrize(
    ("n", "total", "percent"), [(1, 3, 33), (2, 3, 67), (55, 50, 100), (None, 3, None), (0, 5, 0), (5, 0, None)]
)
def test_a_share_is_whole_percent_of_what_is_shown(n: int | None, total: int, percent: int | None) -> None:
    assert share(n, total) == percent


def test_a_hidden_figure_has_no_share_either() -> None:
    table = one_way_table("attempts", "result", {"b": 12, "a": 40}, frozenset({"b"}))
    assert table["rows"] == [{"code": "a", "n": 40, "share": 80}, {"code": "b", "n": None, "share": None}]
    assert (table["group"], table["name"], table["total"]) == ("attempts", "result", 50)


# --- no more is hidden than must be ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "hidden"),
    [
        ({"a": 10, "b": 40}, ""), ({"a": 9, "b": 12, "c": 40}, "ab"), ({"a": 9, "b": 9, "c": 40}, "abc"),
        ({"a": 5, "b": 5, "c": 40}, "ab"), ({"a": 4, "b": 0, "c": 30}, "abc"), ({"a": 9, "b": 1, "c": 30}, "ab"),
        ({"a": 5, "b": 11, "c": 11}, "ab"), ({"a": 0, "b": 40}, "ab"), ({"a": 1, "b": 50, "c": 60}, "ab"),
        ({"a": 9}, None), ({}, ""),
    ],
)  # fmt: skip
def test_the_smallest_is_hidden_beside_a_small_one_where_that_one_could_be_told(
    figures: dict[str, int], hidden: str | None
) -> None:
    found = hide_one_way(figures)
    assert found == (None if hidden is None else frozenset(hidden))


def crossed(rows: list[list[int]], hidden_rows: str = "", hidden_columns: str = "") -> tuple[bool, list[str]]:
    """Whether it may be shown, and what is hidden then, as `row column`."""
    names = "rst"[: len(rows)], "xyz"[: len(rows[0])]
    cells = {(row, column): rows[i][j] for i, row in enumerate(names[0]) for j, column in enumerate(names[1])}
    table = CrossTable(cells, tuple(names[0]), tuple(names[1]), frozenset(hidden_rows), frozenset(hidden_columns))
    return table.protect(), sorted(map("".join, table.hidden))


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        ([[40, 40], [40, 40]], ""), ([[10, 40], [40, 40]], ""), ([[3, 40], [40, 40]], "rx ry sx sy"),
        ([[3, 40, 40], [40, 40, 40], [40, 40, 40]], "rx"), ([[3, 40, 40], [40, 3, 40], [40, 40, 40]], "rx sy"),
        ([[3, 3, 40], [3, 3, 40], [40, 40, 40]], "rx ry sx sy"), ([[3, 9], [9, 3]], "rx ry sx sy"),
        ([[3, 12, 50], [12, 12, 50], [60, 70, 80]], "rx"), ([[3, 9, 50], [40, 40, 40]], "rx ry rz sx sy"),
        ([[12, 13, 17], [14, 9, 22], [16, 18, 11]], "sx sy"),
    ],
)  # fmt: skip
def test_rounding_is_room_enough_in_a_large_table_and_a_small_one_hides_more(
    rows: list[list[int]], hidden: str
) -> None:
    assert crossed(rows) == (True, hidden.split())


@pytest.mark.parametrize("rows", [[[9, 9], [9, 9]], [[0, 0], [0, 0]], [[3, 40]]])
def test_a_table_that_tells_its_small_cells_whatever_is_hidden_is_not_shown(rows: list[list[int]]) -> None:
    assert crossed(rows)[0] is False


def test_a_hidden_row_or_column_is_hidden_whole() -> None:
    assert crossed([[40, 40], [40, 40]], hidden_rows="r") == (True, ["rx", "ry"])
    assert crossed([[40] * 3] * 3, hidden_columns="y") == (True, ["ry", "sy", "ty"])


@pytest.mark.parametrize(("n", "shown"), [(2, 0), (3, 5), (7, 5), (8, 10), (1_002, 1_000), (1_003, 1_005)])
def test_rounding_goes_to_the_nearest_multiple_of_five(n: int, shown: int) -> None:
    assert rounded(n) == shown
