"""The figures of practice.md, from counts and sums; defined in docs/metrics.md. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from storage.records.bands import BINS, WAIT
from storage.reports.counts import Counts, Exact, Sums

MEASURES: Final = ("result", "neighbour", "target", "quit", "wait", "unserved_wait", "wait_bin")
# Of these measures no more is needed than that: a long wait is never hidden until its exact time is added.
LONG: Final = WAIT.codes[4:]
ONLY: Final = {"wait": LONG, "unserved_wait": LONG}
COLUMNS: Final = (
    ("closed_visits", "count"), ("went_over", "count"), ("turned_away", "count"), ("joined", "count"),
    ("answered", "count"), ("answered_in_target", "count"), ("abandoned", "count"), ("abandoned_short", "count"),
    ("abandoned_after_target", "count"), ("lost", "count"), ("blocked", "count"), ("unmet", "count"),
    ("service_level", "percent"), ("abandonment", "percent"), ("abandonment_short", "percent"),
    ("speed_of_answer", "seconds"), ("wait_half", "seconds"), ("wait_nine_tenths", "seconds"),
    ("longest_wait", "seconds"), ("handle_time", "seconds"), ("occupancy", "percent"),
)  # fmt: skip
Codes = dict[str, dict[str, int]]


def by_bucket(counts: Counts, language: str = "") -> dict[int, Codes]:
    """Bucket → measure → code → n, of all languages or one."""
    found: dict[int, Codes] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for (bucket, measure, spoken, code), n in counts.items():
        if not language or spoken == language:
            found[bucket][measure][code] += n
    return found


def service_figures(codes: Mapping[str, Mapping[str, int]], sums: Mapping[str, Exact]) -> dict[str, Any]:
    """One row of the service report; a rate without a base is None, never 100 %."""
    result, quits = codes.get("result", {}), codes.get("quit", {})
    answered, abandoned = result.get("answered", 0), result.get("abandoned", 0)
    joined = answered + abandoned + result.get("lost", 0) + result.get("blocked", 0)
    in_target = codes.get("target", {}).get("in", 0)
    wait, unserved = sums.get("wait", Exact()), sums.get("unserved", Exact())
    bins, staffed = codes.get("wait_bin", {}), sums.get("duty", Exact()).total > 0
    return {
        "closed_visits": result.get("closed_visit", 0),
        "went_over": codes.get("neighbour", {}).get("went_over", 0),
        "turned_away": result.get("turned_away", 0),
        "joined": joined,
        "answered": answered,
        "answered_in_target": in_target,
        "abandoned": abandoned,
        "abandoned_short": quits.get("short", 0),
        "abandoned_after_target": quits.get("after", 0),
        "lost": result.get("lost", 0),
        "blocked": result.get("blocked", 0),
        "unmet": sum(result.get(code, 0) for code in ("closed_visit", "turned_away", "abandoned")),
        "service_level": percent(in_target, answered + quits.get("after", 0)) if answered or staffed else None,
        "abandonment": percent(abandoned, joined),
        "abandonment_short": percent(quits.get("short", 0), joined),
        "speed_of_answer": wait.mean_s,
        "wait_half": quantile("wait", bins, 0.5),
        "wait_nine_tenths": quantile("wait", bins, 0.9),
        "longest_wait": _longest(codes, wait, unserved),
        "handle_time": sums.get("handle", Exact()).mean_s,
        "occupancy": percent(sums.get("busy", Exact()).total, sums.get("slots", Exact()).total),
    }


def _longest(codes: Mapping[str, Mapping[str, int]], *sums: Exact) -> int | None:
    """In seconds. A wait whose time is not added yet is known by its band: at least that is shown."""
    bands = {code for measure in ("wait", "unserved_wait") for code, n in codes.get(measure, {}).items() if n}
    known = [one.longest // 1000 for one in sums if one.n]
    least = [edge // 1000 for edge, code in zip(WAIT.edges, WAIT.codes[1:], strict=True) if code in bands]
    return max(known + least, default=None)


def sums_of(sums: Sums, bucket: int) -> dict[str, Exact]:
    return {measure: exact for (where, measure), exact in sums.items() if where == bucket}


def percent(part: int, whole: int) -> float | None:
    """With one decimal; None without a base."""
    return round(100 * part / whole, 1) if whole else None


def quantile(measure: str, bins: Mapping[str, int], share: float) -> int | None:
    """Read from the histogram, evenly spread within a bin; in seconds."""
    total = sum(bins.values())
    if not total:
        return None
    edges: tuple[int, ...] = (0, *BINS[measure])
    wanted, seen = share * total, 0
    for place, edge in enumerate(edges):
        here = bins.get(str(edge), 0)
        if here and seen + here >= wanted:
            width = edges[place + 1] - edge if place + 1 < len(edges) else 0
            return round(edge + width * (wanted - seen) / here)
        seen += here
    return edges[-1]


def trend(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, float | None]:
    """Change against the period before, in percent of it; rates in points."""
    kinds = dict(COLUMNS)
    return {name: _change(kinds[name], now[name], before[name]) for name, _ in COLUMNS}


def _change(kind: str, now: Any, before: Any) -> float | None:
    if now is None or before is None:
        return None
    if kind == "percent":
        return float(round(now - before, 1))
    return round(100 * (now - before) / before, 1) if before else None
