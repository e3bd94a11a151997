"""Tables as spreadsheets in four languages open them; no text is ever a formula."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadInput
from storage.reports.table import FORMULA, TYPES, Style, as_csv, as_xlsx, style_of, written

LINES = [["code", "n", "share"], ["grooming", 12, 33.3], ["=HYPERLINK(1)", None, -0.5]]


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        ({}, "grooming,12,33.3"), ({"locale": "en"}, "grooming,12,33.3"), ({"locale": "nl"}, "grooming;12;33,3"),
        ({"locale": "fr"}, "grooming;12;33,3"), ({"locale": "de"}, "grooming;12;33,3"),
        ({"locale": "nl", "decimal": "point"}, "grooming;12;33.3"),
        ({"separator": "tab", "decimal": "comma"}, "grooming\t12\t33,3"),
    ],
)  # fmt: skip
def test_separator_and_decimal_sign_are_chosen_or_those_of_the_language(asked: dict[str, str], row: str) -> None:
    lines = as_csv(LINES, style_of(**asked)).decode().split("\r\n")
    assert lines[0].startswith("\ufeffcode")
    assert lines[1] == row
    assert lines[2].startswith("'=")
    assert lines[3] == ""


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"locale": "xx"}, "locale"), ({"separator": ";"}, "separator"), ({"decimal": "dot"}, "decimal"),
     ({"separator": "comma", "decimal": "comma"}, "decimal"), ({"locale": "nl", "separator": "comma"}, "decimal")],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field(asked: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        style_of(**asked)
    assert refused.value.field == field


@given(st.lists(st.lists(st.one_of(st.text(max_size=8), st.integers(), st.none()), min_size=1, max_size=4), max_size=8))
def test_whatever_stands_in_it_a_csv_is_read_back_and_begins_no_formula(lines: list[list[object]]) -> None:
    for separator in ",;\t":
        text = as_csv(lines, Style(separator)).decode("utf-8-sig")
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        assert len(read) == len(lines)
        for row, line in zip(read, lines, strict=True):
            assert len(row) == len(line)
            assert not [one for one, of in zip(row, line, strict=True) if isinstance(of, str) and one[:1] in [*FORMULA]]


def sheet(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode() + book.read("xl/sharedStrings.xml").decode()


def test_a_workbook_has_numbers_as_numbers_texts_as_texts_and_is_the_same_each_time() -> None:
    content = as_xlsx(LINES, "service", "2026-03-31")
    xml = sheet(content)
    assert "<v>33.3</v>" in xml
    assert "<v>12</v>" in xml
    assert "=HYPERLINK(1)" in xml
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert (
        content == as_xlsx(LINES, "service", "2026-03-31") == written("xlsx", LINES, Style(), "service", "2026-03-31")
    )


def test_a_table_is_written_in_the_form_that_is_asked_for() -> None:
    lines = [["a", "b"], [1, 2.5]]
    assert (
        written("csv", lines, Style(), "x", "2026-01-01") == as_csv(lines, Style()) == b"\xef\xbb\xbfa,b\r\n1,2.5\r\n"
    )
    assert written("xlsx", lines, Style(), "x", "2026-01-01") == as_xlsx(lines, "x", "2026-01-01")


def test_a_browser_is_told_what_it_gets() -> None:
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert {"csv": "text/csv; charset=utf-8", "xlsx": office} == TYPES
