"""Reports as they leave the house: JSON, lines of a table, and the page to print."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from storage.reports import insafe, report
from storage.reports.report import Report

PLAIN = Report(
    name="service", desk="main", first="2026-11-01", last="2026-11-30", zone="Europe/Brussels", view="internal",
    columns=(("period", "period"), ("joined", "count")), rows=(("2026-11-01", 12), ("2026-11-02", None)),
)  # fmt: skip
PUBLISHED: dict[str, Any] = {
    "desk": "main", "quarter": "2026-Q3", "from": "2026-07-01", "to": "2026-09-30",
    "rates": {"service_level": 85, "abandonment": None},
    "tables": [
        {"group": "attempts", "name": "result", "total": 40, "rows": [
            {"code": "grooming", "n": 30, "share": 75}, {"code": "sexting", "n": None, "share": None}]},
        {"group": "answered", "name": "category*risk", "rows": ["grooming", "sexting"], "columns": ["low", "high"],
         "cells": [[15, None], [10, 20]]},
    ],
}  # fmt: skip


def test_a_report_as_json_has_every_part_by_its_name() -> None:
    whole = Report(
        *("service", "main", "2026-11-01", "2026-11-30", "Europe/Brussels", "published"),
        columns=(("joined", "count"),), rows=((1,), (2,)), total=(3,), before=(4,), change=(5,), notes=("hidden",),
    )  # fmt: skip
    assert report.as_json(whole) == {
        "name": "service", "desk": "main", "from": "2026-11-01", "to": "2026-11-30", "zone": "Europe/Brussels",
        "view": "published", "columns": [{"key": "joined", "kind": "count"}], "rows": [[1], [2]], "total": [3],
        "before": [4], "change": [5], "notes": ["hidden"],
    }  # fmt: skip
    assert {report.as_json(PLAIN)[part] == [] for part in ("total", "before", "change", "notes")} == {True}


def test_as_a_table_it_has_a_line_of_names_its_rows_and_its_total() -> None:
    names, first, second = report.lines_of(PLAIN)
    assert (list(names), first, second) == (["period", "joined"], ("2026-11-01", 12), ("2026-11-02", None))
    whole = Report(*_head(), columns=(("a", "code"),), rows=(("x",),), total=(None,))
    assert report.lines_of(whole) == [["a"], ("x",), (None,)]


def _head() -> tuple[str, ...]:
    return ("service", "main", "2026-11-01", "2026-11-30", "Europe/Brussels", "internal")


def test_a_publication_as_a_table_has_one_line_for_each_figure() -> None:
    head = ("main", "2026-Q3")
    lines = insafe.lines_of([PUBLISHED])
    assert lines == [
        ("desk", "quarter", "group", "dimension", "code", "crossed_with", "crossed_code", "n"),
        (*head, "attempts", "result", "grooming", "", "", 30),
        (*head, "attempts", "result", "sexting", "", "", None),
        (*head, "attempts", "result", "total", "", "", 40),
        (*head, "answered", "category", "grooming", "risk", "low", 15),
        (*head, "answered", "category", "grooming", "risk", "high", None),
        (*head, "answered", "category", "sexting", "risk", "low", 10),
        (*head, "answered", "category", "sexting", "risk", "high", 20),
        (*head, "rates", "service_level", "", "", "", 85),
        (*head, "rates", "abandonment", "", "", "", None),
    ]
    assert insafe.lines_of([PUBLISHED, PUBLISHED]) == [*lines, *lines[1:]]


class Page(HTMLParser):
    """The texts of each table as rows, the headings, and what was never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1], []).append(data)
        if self.open[-1] in {"td", "th"}:
            self.tables[-1][-1][-1] += data


def test_the_page_to_print_shows_every_figure_under_its_words() -> None:
    page = Page(insafe.as_page(PUBLISHED, "en"))
    words = insafe._words("en")
    rates, topics, crossed = page.tables
    assert page.open == []
    assert rates == [[words["service_level"], "85"], [words["abandonment"], "–"]]
    assert topics == [[words["grooming"], "30", "75 %"], [words["sexting"], "–", "–"], [words["total"], "40", ""]]
    assert crossed == [
        ["", words["low"], words["high"]], [words["grooming"], "15", "–"], [words["sexting"], "10", "20"],
    ]  # fmt: skip
    title = f"{words['title']} · main · 2026-Q3"
    assert page.texts["title"] == page.texts["h1"] == [title]
    assert page.texts["p"] == ["2026-07-01 – 2026-09-30", words["note"].format(least=10)]
    assert " ".join(page.texts["caption"]).split() == [
        *words["rates"].split(), *f"{words['result']} {words['category']} × {words['risk']}".split(),
    ]  # fmt: skip
    assert "table" not in page.texts, "no text stands between the rows"
    assert page.texts["small"] == [words["attempts"], words["answered"]]


def test_the_page_is_whole_in_its_language_and_needs_only_its_own_style() -> None:
    for language in ("nl", "fr", "de", "en"):
        page = Page(insafe.as_page(PUBLISHED, language))
        assert ("html", {"lang": language}) in page.attributes
        assert ("meta", {"charset": "utf-8"}) in page.attributes
        assert ("meta", {"name": "viewport", "content": "width=device-width"}) in page.attributes
        assert [attributes for tag, attributes in page.attributes if tag == "table"] == [{}, {}, {"class": "wide"}]
        scopes = [attributes["scope"] for tag, attributes in page.attributes if tag == "th"]
        assert sorted(set(scopes)) == ["col", "row"]
        style = page.texts["style"]
        assert b64encode(sha256("".join(style).encode()).digest()).decode() == insafe.STYLE_SHA256
    assert insafe.as_page(PUBLISHED, "nl").startswith("<!doctype html><html")


def test_a_code_without_a_word_is_shown_as_text_and_never_as_markup() -> None:
    rows = [{"code": "a_b<c", "n": 10, "share": 100}]
    odd = {**PUBLISHED, "desk": "<i>", "tables": [{"group": "attempts", "name": "result", "total": 10, "rows": rows}]}
    page = Page(insafe.as_page(odd, "en"))
    assert page.tables[1][0][0] == "a b<c"
    assert "<i>" not in insafe.as_page(odd, "en")
    assert "<i>" in page.texts["h1"][0]
