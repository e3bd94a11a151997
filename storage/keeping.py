"""How long each kind of record is kept. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from storage.errors import BadInput

# Setting → days by default. Published tables are kept for good: they are public.
KEEP_DAYS: Final = {
    "keep_sessions_days": 1_095,
    "keep_surveys_days": 1_095,
    "keep_hourly_days": 1_095,
    "keep_counts_days": 3_650,
    "keep_audit_days": 730,
    "keep_sign_ins_days": 30,
}
LEAST_AUDIT_DAYS: Final = 31
LONGEST_DAYS: Final = 36_500


def keep_days(settings: Mapping[str, Any]) -> dict[str, int]:
    """The days for each kind. Raises BadInput, naming the setting."""
    kept = {}
    for name, default in KEEP_DAYS.items():
        days = settings.get(name, default)
        least = LEAST_AUDIT_DAYS if name == "keep_audit_days" else 1
        if not isinstance(days, int) or isinstance(days, bool) or not least <= days <= LONGEST_DAYS:
            raise BadInput(f"must be a whole number of days from {least} to {LONGEST_DAYS}", name)
        kept[name] = days
    return kept
