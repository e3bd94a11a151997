"""The time a report covers: what is refused, what stands before it, and that no day is read twice or left out."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadInput
from storage.records.calendar import first_of_month, month_of
from storage.reports.periods import Segment, Span, buckets, cover, read_span, segments_by

DAY = timedelta(days=1)


def span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))


def test_both_ends_count() -> None:
    assert span("2026-11-01", "2026-11-01").days == 1
    assert span("2026-11-01", "2026-11-30").days == 30


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-31")),
        (("2026-03-01", "2026-05-31"), ("2025-12-01", "2026-02-28")),
        (("2026-11-01", "2026-11-29"), ("2026-10-03", "2026-10-31")),
        (("2026-11-02", "2026-11-30"), ("2026-10-04", "2026-11-01")),
        (("2026-11-18", "2026-11-18"), ("2026-11-17", "2026-11-17")),
    ],
)
def test_the_time_before_is_as_long_and_of_whole_months_as_many_months(
    now: tuple[str, str], before: tuple[str, str]
) -> None:
    assert span(*now).before() == span(*before)


def test_what_can_be_read() -> None:
    assert read_span("2026-11-01", "2026-11-30") == span("2026-11-01", "2026-11-30")
    assert read_span("2000-01-01", "2000-01-01").days == 1
    assert read_span("2099-12-31", "2099-12-31").days == 1


@pytest.mark.parametrize(
    ("first", "last", "by", "field"),
    [
        ("2026-11-02", "2026-11-01", "total", "to"), ("soon", "2026-11-01", "total", "from"),
        ("2026-11-01", "2026-11-31", "total", "to"), ("1999-12-31", "2026-11-01", "total", "from"),
        ("2026-11-01", "2100-01-01", "total", "to"), ("2026-11-01", "2026-11-30", "year", "by"),
        ("2026-01-01", "2046-01-16", "total", "to"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(first: str, last: str, by: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_span(first, last, by)
    assert refused.value.field == field


def test_none_is_no_date() -> None:
    with pytest.raises(BadInput) as refused:
        read_span(None, "2026-11-30")  # type: ignore[arg-type]
    assert refused.value.field == "from"


@pytest.mark.parametrize(
    ("by", "service", "days"),
    [
        ("hour", True, 31), ("day", True, 400), ("week", True, 208 * 7 + 6), ("week", False, 58 * 7 + 6),
        ("total", True, 20 * 366),
    ],
)  # fmt: skip
def test_a_report_shows_so_many_periods_and_not_one_more(by: str, service: bool, days: int) -> None:
    first = date(2024, 2, 10)
    assert read_span(str(first), str(first + (days - 1) * DAY), by, service=service).days == days
    with pytest.raises(BadInput) as refused:
        read_span(str(first), str(first + days * DAY), by, service=service)
    assert refused.value.field == "to"


@pytest.mark.parametrize(
    ("by", "last", "after"), [("month", "2043-12-31", "2044-01-01"), ("quarter", "2043-08-31", "2043-09-01")]
)
def test_of_months_and_quarters_too(by: str, last: str, after: str) -> None:
    assert read_span("2024-01-01", last, by).last == date.fromisoformat(last)
    with pytest.raises(BadInput, match=f"periods by {by}"):
        read_span("2024-01-01", after, by)


@pytest.mark.parametrize(
    ("first", "last", "segments"),
    [
        ("2026-11-01", "2026-11-30", [("month", "2026-11", "2026-11")]),
        ("2026-10-31", "2026-12-01", [("day", "2026-10-31", "2026-10-31"), ("month", "2026-11", "2026-11"),
                                      ("day", "2026-12-01", "2026-12-01")]),
        ("2026-11-02", "2026-11-29", [("day", "2026-11-02", "2026-11-29")]),
        ("2026-11-02", "2026-12-30", [("day", "2026-11-02", "2026-12-30")]),
        ("2026-11-01", "2026-12-30", [("month", "2026-11", "2026-11"), ("day", "2026-12-01", "2026-12-30")]),
        ("2025-12-31", "2026-12-31", [("day", "2025-12-31", "2025-12-31"), ("month", "2026-01", "2026-12")]),
    ],
)  # fmt: skip
def test_whole_months_are_read_as_months(first: str, last: str, segments: list[tuple[str, str, str]]) -> None:
    assert cover(span(first, last)) == [Segment(grain, number(a), number(b)) for grain, a, b in segments]


def number(text: str) -> int:
    return date.fromisoformat(text).toordinal() if len(text) == 10 else month_of(date.fromisoformat(f"{text}-01"))


days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
spans = st.tuples(days, st.integers(0, 420)).map(lambda drawn: Span(drawn[0], drawn[0] + drawn[1] * DAY))


def days_of(grain: str, period: int) -> list[int]:
    """The days of one period, by their ordinal."""
    if grain == "day":
        return [period]
    if grain == "week":
        return list(range(period, period + 7))
    return list(range(first_of_month(period).toordinal(), first_of_month(period + 1).toordinal()))


@given(spans)
def test_what_is_read_is_each_day_once(asked: Span) -> None:
    read = [
        day
        for each in cover(asked)
        for period in range(each.first, each.last + 1)
        for day in days_of(each.grain, period)
    ]
    assert sorted(read) == list(range(asked.first.toordinal(), asked.last.toordinal() + 1))


@given(spans, st.sampled_from(["day", "week", "month", "quarter"]))
def test_buckets_follow_one_another_and_each_is_of_one_period(asked: Span, by: str) -> None:
    found = buckets(asked, by)
    assert found[0][1].first == asked.first
    assert found[-1][1].last == asked.last
    for (earlier, part), (later, following) in pairwise(found):
        assert part.last + DAY == following.first
        assert earlier < later
    for period, part in found:
        assert {bucket_of(day, by) for day in (part.first, part.last)} == {period}


def bucket_of(day: date, by: str) -> int:
    if by == "day":
        return day.toordinal()
    if by == "week":
        return day.toordinal() - day.weekday()
    return day.year * 12 + day.month - 1 if by == "month" else day.year * 4 + (day.month - 1) // 3


@given(spans, st.sampled_from(["day", "week", "month", "quarter"]), st.booleans())
def test_each_day_is_read_once_for_the_bucket_it_is_in(asked: Span, by: str, weeks: bool) -> None:
    found: dict[int, int] = {}
    for segment, mapping in segments_by(asked, by, weeks=weeks):
        assert (segment.first, segment.last) == (min(mapping), max(mapping))
        assert weeks or segment.grain != "week"
        for period, bucket in mapping.items():
            for day in days_of(segment.grain, period):
                assert day not in found
                found[day] = bucket
    assert sorted(found) == list(range(asked.first.toordinal(), asked.last.toordinal() + 1))
    assert all(bucket == bucket_of(date.fromordinal(day), by) for day, bucket in found.items())


@pytest.mark.parametrize(
    ("by", "weeks", "grains"),
    [
        ("day", True, ["day"]), ("week", True, ["day", "day", "week"]), ("week", False, ["day"]),
        ("month", True, ["day", "day", "month"]), ("quarter", True, ["day", "day", "month"]),
    ],
)  # fmt: skip
def test_what_is_whole_is_read_as_one(by: str, weeks: bool, grains: list[str]) -> None:
    asked = span("2026-03-05", "2026-11-18")
    assert [segment.grain for segment, _ in segments_by(asked, by, weeks=weeks)] == grains


@pytest.mark.parametrize(
    ("first", "last", "by", "grain"),
    [
        ("2026-11-16", "2026-11-22", "week", "week"), ("2026-11-16", "2026-11-21", "week", "day"),
        ("2026-11-17", "2026-11-22", "week", "day"), ("2026-11-01", "2026-11-30", "month", "month"),
        ("2026-11-02", "2026-11-30", "month", "day"), ("2026-11-01", "2026-11-29", "month", "day"),
        ("2026-10-01", "2026-12-31", "quarter", "month"), ("2026-11-02", "2026-12-31", "quarter", "day"),
        ("2026-10-01", "2026-12-30", "quarter", "day"), ("2026-11-01", "2026-12-31", "quarter", "month"),
    ],
)  # fmt: skip
def test_a_period_is_whole_from_its_first_day_to_its_last(first: str, last: str, by: str, grain: str) -> None:
    assert [segment.grain for segment, _ in segments_by(span(first, last), by)] == [grain]


@pytest.mark.parametrize(
    "text", ["20260101", "2026-W01-1", "2026-001", "2026-1-1", " 2026-01-01", "２０２６-01-01", ""]
)
def test_a_day_is_written_in_one_way(text: str) -> None:
    """It stands in the report as it was asked for, where programs and spreadsheets read it as a date."""
    with pytest.raises(BadInput, match="must be a date such as"):
        read_span(text, "2026-12-31")
