"""The anonymous row that an attempt becomes. Pure; the same function makes the privacy receipt."""

from collections.abc import Mapping
from typing import Any, Final

from storage.forms.answers import Answer
from storage.records import bands
from storage.records.calendar import hour_of
from storage.records.events import Attempt

Row = dict[str, Any]
FORM_COLUMNS: Final = ("outcome", "category", "risk", "escalation")
EMPTY_FORM: Final[Row] = {
    "form_version": 0, "outcome": "", "category": "", "risk": "", "escalation": "", "referrals": [], "answers": {},
}  # fmt: skip


def row_of(
    desk: str, attempt: Attempt, form: Mapping[str, Any] | None = None, targets: bands.Targets = bands.TARGETS
) -> Row:
    """Everything that remains, but for the random id that is drawn when it is written.

    `in_target`: the wait ended within the target, whether by an answer or by leaving.
    """
    quick = attempt.waited_ms <= targets.of(attempt.priority)
    return {
        "desk": desk,
        "hour": hour_of(attempt.joined_ms),
        "language": attempt.language,
        "channel": attempt.channel,
        "topic": attempt.topic,
        "age_band": attempt.age_band,
        "priority": attempt.priority,
        "result": attempt.result,
        "end": attempt.end,
        "wait_band": bands.WAIT.of(attempt.waited_ms),
        "in_target": attempt.in_target if attempt.answered and attempt.in_target is not None else quick,
        "duration_band": bands.DURATION.of(attempt.active_ms),
        "teen_messages": bands.MESSAGES.of(attempt.messages_teen),
        "staff_messages": bands.MESSAGES.of(attempt.messages_staff),
        "counsellors": bands.COUNSELLORS.of(attempt.fences if attempt.answered else 0),
        "reconnects": bands.RECONNECTS.of(attempt.reconnects),
        **(form or EMPTY_FORM),
    }


def form_columns(version: int, answers: Mapping[str, Answer]) -> Row:
    """What a checked form adds: the columns that every desk has, and the rest as coded answers."""
    rest = {name: value for name, value in answers.items() if name not in (*FORM_COLUMNS, "referrals")}
    referrals = answers.get("referrals", [])
    return {
        "form_version": version,
        **{name: str(answers.get(name, "")) for name in FORM_COLUMNS},
        "referrals": [referrals] if isinstance(referrals, str) else list(referrals),
        "answers": rest,
    }
