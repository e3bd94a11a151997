"""A report as a value: columns, rows, and how it is written as CSV. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Column = tuple[str, str]
_FORMULA: Final = tuple("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Report:
    """`columns` are (key, kind); kind is code, period, count, percent or seconds. `rows` follow the columns.

    `total`, `before` and `change` are rows too: all of the time, the time before it, and the change in percent
    (of rates: in points). `view` is internal or published.
    """

    name: str
    desk: str
    first: str
    last: str
    zone: str
    view: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any] = ()
    before: Sequence[Any] = ()
    change: Sequence[Any] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def as_json(report: Report) -> dict[str, Any]:
    return {
        "name": report.name, "desk": report.desk, "from": report.first, "to": report.last, "zone": report.zone,
        "view": report.view, "columns": [{"key": key, "kind": kind} for key, kind in report.columns],
        "rows": [list(row) for row in report.rows], "total": list(report.total), "before": list(report.before),
        "change": list(report.change), "notes": list(report.notes),
    }  # fmt: skip


def as_csv(report: Report) -> str:
    """UTF-8 with a header row; a figure that is not shown is an empty field."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([key for key, _ in report.columns])
    for row in report.rows:
        writer.writerow([_field(value) for value in row])
    if report.total:
        writer.writerow([_field(value) for value in report.total])
    return out.getvalue()


def _field(value: Any) -> Any:
    """No spreadsheet may take a code for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
