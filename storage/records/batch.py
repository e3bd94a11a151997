"""Many stream entries as one set of rows, counts and sums. Pure."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.errors import BadEvent, BadInput
from storage.forms.answers import check_answers
from storage.forms.definition import MOST_VERSIONS, Form
from storage.records.bands import TARGETS, Targets
from storage.records.calendar import hour_of
from storage.records.cells import Sum, Sums, duty_sum
from storage.records.events import Attempt, Duty, Event, Visit, read_event
from storage.records.row import Row, form_columns, row_of
from storage.records.tallies import Tallies, add_row, add_visit

Entry = tuple[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that can never be stored, and the field at fault."""

    entry: str
    field: str
    why: str


@dataclass(slots=True)
class Reading:
    """Entries that could be read, by id, and those that could not."""

    events: dict[str, Event] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)

    @property
    def versions(self) -> set[int]:
        """Which versions of the form are answered."""
        forms = (event.form for event in self.events.values() if isinstance(event, Attempt) and event.form)
        return {version for text in forms if (version := form_version(text))}


def read_entries(entries: Sequence[Entry]) -> Reading:
    """Each entry on its own: one that is wrong never holds up the others."""
    reading = Reading()
    for entry, fields in entries:
        try:
            reading.events[entry] = read_event(entry, fields)
        except BadEvent as problem:
            reading.refused.append(Refused(entry, problem.field, problem.why))
    return reading


def form_version(text: str) -> int:
    """0 when there is none that could be read."""
    try:
        version = json.loads(text).get("version")
    except (ValueError, AttributeError, RecursionError):
        return 0
    return version if type(version) is int and 0 < version < MOST_VERSIONS else 0


@dataclass(slots=True)
class Batch:
    """What a set of events adds to the store: rows, counts of what the rows say, and time on duty. No chat's time."""

    desk: str
    zone: str
    forms: Mapping[int, Form]
    targets: Targets = TARGETS
    rows: list[Row] = field(default_factory=list)
    tallies: Tallies = field(default_factory=Counter)
    duty: Sums = field(default_factory=dict)
    without_form: list[str] = field(default_factory=list)

    def add(self, event: Event) -> None:
        if isinstance(event, Attempt):
            self._attempt(event)
        elif isinstance(event, Visit):
            add_visit(self.tallies, self.desk, hour_of(event.at_ms), event.language, self.zone, event.kind)
        else:
            self._duty(event)

    def _duty(self, event: Duty) -> None:
        for key, one in duty_sum(self.desk, event, self.zone).items():
            self.duty.setdefault(key, Sum()).merge(one)

    def _attempt(self, attempt: Attempt) -> None:
        row = row_of(self.desk, attempt, self._form(attempt), self.targets)
        self.rows.append(row)
        add_row(self.tallies, row, self.zone)

    def _form(self, attempt: Attempt) -> dict[str, Any] | None:
        """A form that does not fit is left out, and said; the chat counts all the same."""
        if not attempt.form or not attempt.answered:
            return None
        version = form_version(attempt.form)
        try:
            if version not in self.forms:
                raise BadInput("unknown version", "version")
            answers = json.loads(attempt.form).get("answers", {})
            return form_columns(version, check_answers(self.forms[version], answers))
        except BadInput as problem:
            self.without_form.append(f"{problem.field}: {problem.why}")
            return None
