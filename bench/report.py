"""What all benches found, as one page: targets, then each bench's figures with their spread and floor. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bench.picture import bars
from bench.spread import Spread, spread

# Figure → the most that is promised, for each bench. Ratios, sizes and counts: no time of this machine is a promise.
TARGETS: Final[Mapping[str, Mapping[str, float]]] = {
    "waiting": {"vs_socketio_join": 1.5, "vs_socketio_kib": 1.0},
    "waiting --grow": {"join_growth": 1.2, "message_growth": 1.2},
    "waiting --campaign": {"offer_p99_vs_bare_call": 50, "position_age_most_s": 10, "lost": 0},
    "widget": {"first_load_kb": 16, "total_kb": 70, "host_shift": 0, "third_party": 0},
    "records": {"growth_10x": 2.0},
    "recovery": {"lost": 0, "repeated": 0},
}
# An absolute figure → what the same run measured of a system that does next to nothing.
FLOORS: Final = {
    "us_per_join": "floor_us_per_join",
    "kib_per_waiting": "floor_kib_per_waiting",
    "us_per_delivery": "floor_us_per_delivery",
    "interactive_ms": "empty_ms",
    "offer_p99_ms": "bare_call_p99_ms",
    "offer_p50_ms": "bare_call_p50_ms",
    "widget_key_ms_2000": "widget_key_ms_10",
    "console_key_ms_2000": "console_key_ms_10",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One bench: each time its last line, as it was printed; why it gave none; `at` which commit, quick or whole; the
    machine's load before and after."""

    name: str
    about: str
    results: list[dict[str, Any]] = field(default_factory=list)
    failed: str = ""
    at: str = ""
    load: tuple[float, float] = (0.0, 0.0)


def figures(run: Run) -> dict[str, Spread]:
    """Plain numbers over the times it ran; where it gives the spread of its own rounds, that."""
    names = dict.fromkeys(name for result in run.results for name in result)
    found = {name: [one[name] for one in run.results if _is_number(one.get(name))] for name in names}
    own = {name: row for result in run.results for name, row in result.get("spread", {}).items()}
    return {name: spread(values, 3) for name, values in found.items() if values} | own


def pictures(run: Run) -> dict[str, str]:
    """File name → SVG, of the last time it ran."""
    drawn = run.results[-1].get("bars", {}) if run.results else {}
    return {f"{_plain(f'{run.name} {title}')}.svg": bars(title, rows) for title, rows in drawn.items()}


def page(head: Mapping[str, str], runs: Iterable[Run]) -> str:
    """Markdown. `head`: what it ran on."""
    runs = list(runs)
    parts = [
        "# What it costs, measured",
        "Made by `./dev bench`. Least, middle and most of all rounds or runs, where there were several.",
    ]
    parts += ["\n".join(f"- {name}: {value}" for name, value in head.items()), _targets(runs)]
    return "\n\n".join([*parts, *(_section(run) for run in runs)]) + "\n"


def _targets(runs: list[Run]) -> str:
    rows = ["| bench | figure | at most | found | |", "|---|---|---|---|---|"]
    for run in runs:
        found = figures(run)
        for name, most in TARGETS.get(run.name, {}).items():
            middle = found[name][1] if name in found else None
            verdict = "not measured" if middle is None else "kept" if middle <= most else "**missed**"
            rows.append(f"| {run.name} | `{name}` | {most:g} | {_shown(middle)} | {verdict} |")
    return "\n".join(["## Targets", "", *rows])


def _section(run: Run) -> str:
    before, after = run.load
    parts = [f"## {run.name}", run.about, f"At {run.at}. Load of the machine: {before:.1f} before, {after:.1f} after."]
    if run.failed:
        return "\n\n".join([*parts, f"**Gave no figures: {run.failed}.**"])
    found = figures(run)
    parts += [f"![{name}](pictures/{name})" for name in pictures(run)]
    rows = ["| figure | least | middle | most | floor, same run |", "|---|---|---|---|---|"]
    for name, row in found.items():
        floor = found.get(FLOORS.get(name, ""))
        least, middle, most = ("" if at != 1 and row[0] == row[2] else _shown(n) for at, n in enumerate(row))
        rows.append(f"| `{name}` | {least} | {middle} | {most} | {_shown(floor[1]) if floor else ''} |")
    said = [f"`{name}`: {why}." for name, why in run.results[-1].get("unknown", {}).items()]
    return "\n\n".join([*parts, "\n".join(rows), *said])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:g}"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
