"""The Insafe quarterly report: published tables as CSV and as a page to print. Pure."""

import csv
import io
import json
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from storage.forms.codes import code_lists, options
from storage.reports.disclosure import LEAST

WORDS: Final = Path(__file__).parent.parent / "profiles" / "report_words.json"
HEADER: Final = ("desk", "quarter", "group", "dimension", "code", "crossed_with", "crossed_code", "n")


def as_csv(publications: list[dict[str, Any]]) -> str:
    """One line for each figure; an empty `n` is under 10, or hidden to protect one that is."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for published in publications:
        head = (published["desk"], published["quarter"])
        for table in published["tables"]:
            writer.writerows((*head, *line) for line in _lines(table))
        for name, value in published["rates"].items():
            writer.writerow((*head, "rates", name, "", "", "", "" if value is None else value))
    return out.getvalue()


def _lines(table: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    group, name = table["group"], table["name"]
    if "cells" not in table:
        rows = [(group, name, row["code"], "", "", "" if row["n"] is None else row["n"]) for row in table["rows"]]
        return [*rows, (group, name, "total", "", "", table["total"])]
    first, _, second = name.partition("*")
    return [
        (group, first, row, second, column, "" if n is None else n)
        for row, cells in zip(table["rows"], table["cells"], strict=True)
        for column, n in zip(table["columns"], cells, strict=True)
    ]


def as_page(published: dict[str, Any], language: str) -> str:
    """A whole HTML page without script or style of its own."""
    words = _words(language)
    title = f"{words['title']} · {published['desk']} · {published['quarter']}"
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(words['note'].format(least=LEAST))}</p>"]
    parts += [_rates(published["rates"], words)]
    parts += [_table(table, words) for table in published["tables"]]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{"".join(parts)}</body></html>'


def _rates(rates: Mapping[str, int | None], words: Mapping[str, str]) -> str:
    rows = [
        f"<tr><th scope=row>{_word(name, words)}</th><td>{_figure(value)}</td></tr>" for name, value in rates.items()
    ]
    return f"<table border=1><caption>{_word('rates', words)}</caption>{''.join(rows)}</table>"


def _table(table: Mapping[str, Any], words: Mapping[str, str]) -> str:
    group = _word(table["group"], words)
    name = " × ".join(_word(part, words) for part in table["name"].split("*"))
    caption = f"<caption>{group}: {name}</caption>"
    if "cells" in table:
        heads = "".join(f"<th scope=col>{_word(code, words)}</th>" for code in table["columns"])
        rows = [
            f"<tr><th scope=row>{_word(code, words)}</th>{''.join(f'<td>{_figure(n)}</td>' for n in cells)}</tr>"
            for code, cells in zip(table["rows"], table["cells"], strict=True)
        ]
        return f"<table border=1>{caption}<tr><td></td>{heads}</tr>{''.join(rows)}</table>"
    rows = [
        f"<tr><th scope=row>{_word(row['code'], words)}</th><td>{_figure(row['n'])}</td>"
        f"<td>{_figure(row['share'])} %</td></tr>"
        for row in table["rows"]
    ]
    total = f"<tr><th scope=row>{_word('total', words)}</th><td>{table['total']}</td><td></td></tr>"
    return f"<table border=1>{caption}{''.join(rows)}{total}</table>"


def _figure(n: int | None) -> str:
    return "–" if n is None else str(n)


def _word(code: str, words: Mapping[str, str]) -> str:
    return escape(words.get(code, code.replace("_", " ")))


@cache
def _words(language: str) -> dict[str, str]:
    own = json.loads(WORDS.read_text(encoding="utf-8"))
    lists = {option["code"]: option["label"][language] for name in code_lists() for option in options(name)}
    return lists | {code: labels[language] for code, labels in own.items()}
