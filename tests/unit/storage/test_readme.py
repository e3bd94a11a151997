"""The table of all columns names them all."""

from pathlib import Path

import pytest
from sqlalchemy import Table

from storage.keeping import KEEP_DAYS
from storage.tables import metadata

README = (Path(__file__).parents[3] / "storage" / "README.md").read_text(encoding="utf-8")
RECORDS = ("session", "tally", "exact", "survey", "written", "publication")


@pytest.mark.parametrize("name", RECORDS)
def test_every_column_of_the_records_is_explained(name: str) -> None:
    part = README.partition(f"## `{name}`")[2].partition("\n## ")[0]
    missing = [column.name for column in metadata.tables[name].columns if f"`{column.name}`" not in part]
    assert missing == []


def test_every_table_is_named() -> None:
    tables: list[Table] = metadata.sorted_tables
    assert [table.name for table in tables if f"`{table.name}`" not in README] == []


def test_every_retention_is_named() -> None:
    assert [name for name in KEEP_DAYS if name not in README] == []
