"""A report as a value: columns and rows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Column = tuple[str, str]


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


def lines_of(report: Report) -> list[Sequence[Any]]:
    """As a table: the names of the columns, the rows, and all of the time."""
    total = [report.total] if report.total else []
    return [[key for key, _ in report.columns], *report.rows, *total]
