"""A band's name says what it holds, to the millisecond; bins, targets and the order of codes."""

from itertools import pairwise

import pytest

from storage.records import bands
from storage.records.bands import BINS, Bands, Targets, bin_of, in_order, quit_code, targets_of

SECOND, MINUTE = 1_000, 60_000


def length_ms(text: str) -> int:
    return int(text[:-1]) * (SECOND if text.endswith("s") else MINUTE)


def said(code: str, lowest: int) -> tuple[int, int | None]:
    """From which value to which, both included, a code's name says it is."""
    if code == "none" or code == "0":
        return 0, 0
    if code.startswith("lt"):
        return lowest, length_ms(code[2:]) - 1
    if code.startswith("ge"):
        return (length_ms(code[2:]) if code[-1] in "sm" else int(code[2:])), None
    if "m" in code or "s" in code:
        low, high = code.split("_")
        return length_ms(low), length_ms(high) - 1
    low, _, high = code.partition("_")
    return int(low), int(high or low)


@pytest.mark.parametrize(
    ("scale", "lowest"),
    [(bands.WAIT, 0), (bands.DURATION, 1), (bands.MESSAGES, 0), (bands.COUNSELLORS, 0), (bands.RECONNECTS, 0)],
)
def test_each_value_is_in_the_band_whose_name_says_so(scale: Bands, lowest: int) -> None:
    spans = [said(code, lowest) for code in scale.codes]
    for code, (low, high) in zip(scale.codes, spans, strict=True):
        assert scale.of(low) == code
        assert scale.of(low + 10**9 if high is None else high) == code
    assert all(high is not None and after == high + 1 for (_, high), (after, _) in pairwise(spans)), "no gap between"
    assert spans[0][0] == 0
    assert spans[-1][1] is None


def test_how_many_bands_there_are_and_where_the_last_begins() -> None:
    scales = (bands.WAIT, bands.DURATION, bands.MESSAGES, bands.COUNSELLORS, bands.RECONNECTS)
    assert [len(scale.codes) for scale in scales] == [8, 8, 6, 4, 4]
    assert [scale.codes[-1] for scale in scales] == ["ge60m", "ge90m", "ge101", "ge3", "ge5"]
    assert [scale.codes[1] for scale in scales] == ["30s_2m", "lt5m", "1_5", "1", "1"]
    assert [scale.codes[2] for scale in scales] == ["2m_5m", "5m_15m", "6_20", "2", "2_4"]


def test_bins_are_fine_where_a_wait_is_short_and_wide_where_it_is_long() -> None:
    steps = {15: 15, 120: 30, 300: 60, 1200: 300, 3600: 900}
    edges = BINS["wait"]
    assert list(BINS) == ["wait"]
    assert (edges[0], edges[-1]) == (15, 14_400)
    for low, high in pairwise(edges):
        assert high - low == steps[max(start for start in steps if start <= low)]


@pytest.mark.parametrize(
    ("ms", "bin"),
    [
        (0, "0"), (14_999, "0"), (15_000, "15"), (29_999, "15"), (30_000, "30"), (119_999, "105"), (120_000, "120"),
        (99_000_000, "14400"),
    ],
)  # fmt: skip
def test_a_time_is_in_the_bin_that_begins_at_or_before_it(ms: int, bin: str) -> None:
    assert bin_of("wait", ms) == bin


def test_danger_should_be_answered_in_two_minutes_and_the_others_in_five() -> None:
    assert [Targets().of(priority) for priority in (1, 2, 3)] == [120_000, 300_000, 300_000]
    assert targets_of({}) == Targets()
    assert targets_of({"target_first_ms": 60_000, "target_ms": 90_000}) == Targets(60_000, 90_000)
    assert targets_of({"target_ms": 90_000}) == Targets(120_000, 90_000)
    for spoilt in ("x", None, [], {}, -1, float("nan"), float("inf"), "90000"):
        assert targets_of({"target_ms": spoilt, "target_first_ms": spoilt}) == Targets()


@pytest.mark.parametrize(
    ("waited_ms", "in_target", "code"),
    [(29_999, True, "short"), (29_999, False, "after"), (30_000, True, "within"), (300_001, False, "after")],
)
def test_who_left_while_waiting_left_at_once_within_the_target_or_after_it(
    waited_ms: int, in_target: bool, code: str
) -> None:
    assert quit_code(bands.WAIT.of(waited_ms), in_target) == code


@pytest.mark.parametrize(
    "scale",
    [
        bands.WAIT.codes, bands.DURATION.codes, bands.MESSAGES.codes, bands.COUNSELLORS.codes, bands.RECONNECTS.codes,
        ("lt12", "12_13", "14_15", "16_18", "adult", "unknown"),
    ],
)  # fmt: skip
def test_bands_are_shown_from_small_to_large(scale: tuple[str, ...]) -> None:
    assert sorted(sorted(scale), key=in_order) == list(scale)


def test_other_codes_are_shown_by_name() -> None:
    assert sorted(["web", "desk", "embed"], key=in_order) == ["desk", "embed", "web"]
    assert in_order("web") == (0, "web")
