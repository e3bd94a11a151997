"""The Insafe quarterly report: published tables as one long table and as a page to print. Pure."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any, Final

from storage.forms.codes import code_lists, options
from storage.reports.disclosure import LEAST

WORDS: Final = Path(__file__).parent.parent / "profiles" / "report_words.json"
STYLE: Final = (
    ":root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif}"
    "main{max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem}table{border-collapse:collapse;width:100%;max-width:34rem;margin:2rem 0;break-inside:avoid}"
    "table.wide{max-width:none;font-size:.85rem}caption{text-align:left;font-weight:600;padding-bottom:.4rem}"
    "small{font-weight:400;opacity:.75}th,td{padding:.3rem .5rem;border-bottom:1px solid #8886;vertical-align:bottom}"
    "th{text-align:left;font-weight:400}th[scope=col],td{text-align:right;font-variant-numeric:tabular-nums}"
    "tr:last-child th,tr:last-child td{border-bottom:2px solid #888}"
)
STYLE_SHA256: Final = b64encode(sha256(STYLE.encode()).digest()).decode()
HEADER: Final = ("desk", "quarter", "group", "dimension", "code", "crossed_with", "crossed_code", "n")


def lines_of(publications: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """A header, then one line for each figure; an `n` that is None is under 10, or hidden to protect one that is."""
    found: list[tuple[Any, ...]] = [HEADER]
    for published in publications:
        head = (published["desk"], published["quarter"])
        for table in published["tables"]:
            found += [(*head, *line) for line in _lines(table)]
        found += [(*head, "rates", name, "", "", "", value) for name, value in published["rates"].items()]
    return found


def _lines(table: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    group, name = table["group"], table["name"]
    if "cells" not in table:
        rows = [(group, name, row["code"], "", "", row["n"]) for row in table["rows"]]
        return [*rows, (group, name, "total", "", "", table["total"])]
    first, _, second = name.partition("*")
    return [
        (group, first, row, second, column, n)
        for row, cells in zip(table["rows"], table["cells"], strict=True)
        for column, n in zip(table["columns"], cells, strict=True)
    ]


def as_page(published: dict[str, Any], language: str) -> str:
    """A whole HTML page, made to be printed. Its one style sheet is allowed by STYLE_SHA256."""
    words = _words(language)
    title = f"{words['title']} · {published['desk']} · {published['quarter']}"
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{published['from']} – {published['to']}</p>"]
    parts += [f"<p>{escape(words['note'].format(least=LEAST))}</p>", _rates(published["rates"], words)]
    parts += [_table(table, words) for table in published["tables"]]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = f"<body><main>{''.join(parts)}</main></body>"
    return f'<!doctype html><html lang="{language}"><head>{head}<style>{STYLE}</style></head>{body}</html>'


def _rates(rates: Mapping[str, int | None], words: Mapping[str, str]) -> str:
    rows = [_row(_word(name, words), [value]) for name, value in rates.items()]
    return f"<table><caption>{_word('rates', words)}</caption>{''.join(rows)}</table>"


def _table(table: Mapping[str, Any], words: Mapping[str, str]) -> str:
    name = " × ".join(_word(part, words) for part in table["name"].split("*"))
    caption = f"<caption>{name} <small>{_word(table['group'], words)}</small></caption>"
    if "cells" in table:
        heads = "".join(f"<th scope=col>{_word(code, words)}</th>" for code in table["columns"])
        rows = [_row(_word(code, words), cells) for code, cells in zip(table["rows"], table["cells"], strict=True)]
        return f"<table class=wide>{caption}<tr><td></td>{heads}</tr>{''.join(rows)}</table>"
    rows = [_row(_word(row["code"], words), [row["n"], _percent(row["share"])]) for row in table["rows"]]
    total = _row(_word("total", words), [table["total"], ""])
    return f"<table>{caption}{''.join(rows)}{total}</table>"


def _row(head: str, figures: Iterable[object]) -> str:
    cells = "".join(f"<td>{'–' if figure is None else figure}</td>" for figure in figures)
    return f"<tr><th scope=row>{head}</th>{cells}</tr>"


def _percent(share: int | None) -> str | None:
    return None if share is None else f"{share} %"


def _word(code: str, words: Mapping[str, str]) -> str:
    return escape(words.get(code, code.replace("_", " ")))


@cache
def _words(language: str) -> dict[str, str]:
    own = json.loads(WORDS.read_text(encoding="utf-8"))
    lists = {option["code"]: option["label"][language] for name in code_lists() for option in options(name)}
    return lists | {code: labels[language] for code, labels in own.items()}
