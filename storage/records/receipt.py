"""The privacy receipt: the row that will remain of a chat, as codes that the widget puts into words. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from storage.records.bands import TARGETS, Targets
from storage.records.events import Attempt, read_event
from storage.records.row import EMPTY_FORM, row_of

BY_COUNSELLOR: Final = tuple(name for name in EMPTY_FORM if name != "form_version")


def receipt_of(desk: str, fields: Mapping[str, str], kept_days: int, targets: Targets = TARGETS) -> dict[str, Any]:
    """`row`: each column with its code. `later`: columns a counsellor may fill from fixed lists. Raises BadEvent.

    A chat that still runs is shown as it would be if its teen left now.
    """
    attempt = read_event("receipt", {**fields, "record": "receipt", "end": fields.get("end") or "left"})
    if not isinstance(attempt, Attempt):
        return {"row": {}, "later": [], "kept_days": kept_days}
    row = row_of(desk, attempt, None, targets)
    known = {name: value for name, value in row.items() if name not in EMPTY_FORM}
    hour = datetime.fromtimestamp(known["hour"] * 3600, UTC).isoformat(timespec="hours")
    later = list(BY_COUNSELLOR) if attempt.answered else []
    return {"row": {**known, "hour": f"{hour[:13]}:00Z"}, "later": later, "kept_days": kept_days}
