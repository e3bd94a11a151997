"""Tables as people open them: CSV with their separator and decimal sign, or a workbook. Pure, so the same wherever."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from storage.errors import BadInput

BOM: Final = "\ufeff"
SEPARATORS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
DECIMALS: Final = {"point": ".", "comma": ","}
# Separator and decimal sign as a spreadsheet of that language reads them.
USUAL: Final = {
    "en": ("comma", "point"),
    "nl": ("semicolon", "comma"),
    "fr": ("semicolon", "comma"),
    "de": ("semicolon", "comma"),
}
# What a spreadsheet takes for the beginning of a formula, full-width forms included.
FORMULA: Final = "=+-@|%\t\r\n＝＋－＠"
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Line = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Style:
    """How a CSV file is written."""

    separator: str = ","
    decimal: str = "."


def style_of(locale: str = "", separator: str = "", decimal: str = "") -> Style:
    """As is usual in a language (English by default), or as is asked for. Raises BadInput, naming the field."""
    usual = USUAL.get(locale or "en")
    if usual is None:
        raise BadInput(f"must be one of {', '.join(USUAL)}", "locale")
    style = Style(
        _one_of(separator or usual[0], SEPARATORS, "separator"), _one_of(decimal or usual[1], DECIMALS, "decimal")
    )
    if style.separator == style.decimal:
        raise BadInput("must be another sign than the separator", "decimal")
    return style


def asked_style(asked: Mapping[str, str]) -> Style:
    """By `locale`, `separator` and `decimal`. Raises BadInput, naming the field."""
    return style_of(*(asked.get(part, "") for part in ("locale", "separator", "decimal")))


def _one_of(name: str, known: dict[str, str], field: str) -> str:
    if name not in known:
        raise BadInput(f"must be one of {', '.join(known)}", field)
    return known[name]


def as_csv(lines: Iterable[Line], style: Style) -> bytes:
    """UTF-8 with its mark, by which spreadsheets know it; a figure that is not shown is an empty field."""
    return (BOM + "".join(csv_line(line, style) for line in lines)).encode()


def csv_line(line: Line, style: Style) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=style.separator, lineterminator="\r\n")
    writer.writerow([_written(value, style.decimal) for value in line])
    return out.getvalue()


def _written(value: Any, decimal: str) -> Any:
    if isinstance(value, float):
        return str(value).replace(".", decimal)
    return "" if value is None else harmless(value)


def harmless(value: Any) -> Any:
    """No spreadsheet may take a text for a formula."""
    if isinstance(value, str) and value.lstrip(" \ufeff\u00a0\0")[:1] in tuple(FORMULA):
        return f"'{value}"
    return value


def as_xlsx(lines: Iterable[Line], name: str, day: str) -> bytes:
    """A workbook with one sheet; numbers are numbers, texts are only ever texts. `day` (ISO) dates it."""
    import xlsxwriter  # few ask for one: no start waits for it

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    # Of the report, not of the moment: so that the same table is the same file.
    book.set_properties({"created": datetime.fromisoformat(day).replace(tzinfo=UTC)})
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True})
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            _cell(sheet, row, column, value, None if row else bold)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return out.getvalue()


def _cell(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, look)
    elif value is not None:
        sheet.write_string(row, column, str(value), look)


def written(form: str, lines: Iterable[Line], style: Style, name: str, day: str) -> bytes:
    """As `form` asks: csv or xlsx."""
    return as_xlsx(lines, name, day) if form == "xlsx" else as_csv(lines, style)
