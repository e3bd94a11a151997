"""Which counts a row adds to. Pure. They say nothing that the rows do not say, so they can be made again."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from storage.records.bands import quit_code
from storage.records.calendar import Periods, periods_of
from storage.records.row import Row

# desk, measure, grain, period, language, code
Key = tuple[str, str, str, int, str, str]
Tallies = Counter[Key]

LONG_GRAINS: Final = ("day", "month")
SERVICE_GRAINS: Final = ("hour", "day", "week", "month")
GRAINS: Final = {
    "result": (*SERVICE_GRAINS, "month_slot", "year_slot"),
    "neighbour": SERVICE_GRAINS,
    "wait": SERVICE_GRAINS,
    "target": SERVICE_GRAINS,
    "quit": SERVICE_GRAINS,
    "duration": SERVICE_GRAINS,
    "unserved_wait": SERVICE_GRAINS,
}

# Measure → column, of chats that were answered.
ANSWERED: Final = {
    "end": "end",
    "duration": "duration_band",
    "age": "age_band",
    "channel": "channel",
    "topic": "topic",
    "counsellors": "counsellors",
    "reconnects": "reconnects",
    "teen_messages": "teen_messages",
    "staff_messages": "staff_messages",
    "outcome": "outcome",
    "category": "category",
    "risk": "risk",
    "escalation": "escalation",
}
# What is crossed with the category: a star, so that no two tables can be held against each other (docs/decisions).
CROSSED: Final = {"age": "age_band", "channel": "channel", "risk": "risk"}
CROSSED_ANSWERS: Final = ("gender", "contact", "place")
NONE: Final = "none"


def add_row(tallies: Tallies, row: Row, zone: str) -> None:
    """Count one attempt."""
    where = periods_of(row["hour"], zone)
    for measure, code in measures_of(row):
        _add(tallies, row["desk"], measure, where, row["language"], code)


def add_visit(tallies: Tallies, desk: str, hour: int, language: str, zone: str, kind: str) -> None:
    """Who went over is no result: while this desk is closed they are counted as such, too."""
    _add(tallies, desk, "neighbour" if kind == "went_over" else "result", periods_of(hour, zone), language, kind)


def add_survey(tallies: Tallies, desk: str, where: Periods, language: str, answers: dict[str, str]) -> None:
    for question, answer in answers.items():
        _add(tallies, desk, f"survey.{question}", where, language, answer)


def measures_of(row: Row) -> Iterator[tuple[str, str]]:
    """All (measure, code) pairs of a row."""
    yield "result", row["result"]
    yield "priority", str(row["priority"])
    if row["result"] != "answered":
        yield "unserved_age", row["age_band"]
        yield "unserved_wait", row["wait_band"]
        if row["result"] == "abandoned":
            yield "quit", quit_code(row["wait_band"], row["in_target"])
        return
    yield "wait", row["wait_band"]
    yield "target", "in" if row["in_target"] else "late"
    for measure, column in ANSWERED.items():
        yield measure, row[column] or NONE
    yield from _of_form(row)


def _of_form(row: Row) -> Iterator[tuple[str, str]]:
    category = row["category"] or NONE
    answers = row["answers"]
    for measure, column in CROSSED.items():
        yield f"category*{measure}", f"{category}*{row[column] or NONE}"
    for name in CROSSED_ANSWERS:
        yield f"category*{name}", f"{category}*{_single(answers.get(name))}"
        yield name, _single(answers.get(name))
    for code in row["referrals"]:
        yield "referral", code
    for name, answer in answers.items():
        if name not in CROSSED_ANSWERS:
            yield from ((f"form.{name}", code) for code in ([answer] if isinstance(answer, str) else answer))


def _single(answer: object) -> str:
    return answer if isinstance(answer, str) and answer else NONE


def _add(tallies: Tallies, desk: str, measure: str, where: Periods, language: str, code: str) -> None:
    # Two dimensions are counted by month alone: by day they would nearly be rows again.
    for grain in GRAINS.get(measure, ("month",) if "*" in measure else LONG_GRAINS):
        tallies[desk, measure, grain, getattr(where, grain), language, code] += 1
