"""How long records are kept: the defaults that we promise, and what a setting may say."""

from typing import Any

import pytest

from storage.errors import BadInput
from storage.keeping import KEEP_DAYS, keep_days

YEARS = 365


def test_what_we_promise_where_nothing_is_set() -> None:
    assert keep_days({}) == KEEP_DAYS == {
        "keep_sessions_days": 3 * YEARS, "keep_surveys_days": 3 * YEARS, "keep_hourly_days": 3 * YEARS,
        "keep_counts_days": 10 * YEARS, "keep_audit_days": 2 * YEARS, "keep_sign_ins_days": 30,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "days"),
    [("keep_sessions_days", 1), ("keep_counts_days", 36_500), ("keep_audit_days", 31), ("keep_audit_days", 36_500)],
)
def test_a_setting_counts_from_the_least_to_the_longest(name: str, days: int) -> None:
    assert keep_days({name: days, "offer_ms": 5}) == {**KEEP_DAYS, name: days}


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("keep_sessions_days", 0), ("keep_sessions_days", 36_501), ("keep_audit_days", 30),
        ("keep_sign_ins_days", "30"), ("keep_surveys_days", 1.5), ("keep_surveys_days", True),
        ("keep_surveys_days", None),
    ],
)  # fmt: skip
def test_what_is_refused_is_named(name: str, days: Any) -> None:
    with pytest.raises(BadInput) as refused:
        keep_days({name: days})
    assert refused.value.field == name
