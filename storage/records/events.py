"""What the recorder's stream says, read strictly: one attempt, one visit that became none, or time on duty. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from storage.errors import BadEvent
from storage.forms.codes import code_set

ENDS: Final = frozenset({"finished", "left", "abandoned", "lost", "turned_away", "blocked"})
VISITS: Final = frozenset({"closed_visit", "went_over"})
CHANNELS: Final = frozenset({"web", "desk", "embed"})
_RECORD = re.compile(r"[A-Za-z0-9_-]{3,64}")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_LARGEST = 2**52
_EARLIEST_MS = 946_684_800_000
_LATEST_MS = 4_102_444_800_000
_LONGEST_FORM = 8_000


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request for help, from joining to its end. `answered`: a counsellor accepted it."""

    record: str
    joined_ms: int
    language: str
    channel: str
    topic: str
    age_band: str
    priority: int
    end: str
    answered: bool
    waited_ms: int
    in_target: bool | None = None
    active_ms: int = 0
    wrap_ms: int = 0
    fences: int = 0
    reconnects: int = 0
    messages_teen: int = 0
    messages_staff: int = 0
    form: str = ""

    @property
    def result(self) -> str:
        """What became of the request: answered, or why not."""
        if self.answered:
            return "answered"
        return "abandoned" if self.end == "left" else self.end


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody came and no chat of this desk came of it: it was closed, or they went over to a neighbour (`kind`)."""

    record: str
    at_ms: int
    language: str
    kind: str = "closed_visit"


@dataclass(frozen=True, slots=True)
class Duty:
    """Time on duty and time taken up by chats, in slot-milliseconds; of nobody in particular."""

    record: str
    at_ms: int
    duty_ms: int
    busy_ms: int


Event = Attempt | Visit | Duty


def read_event(entry: str, fields: Mapping[str, str]) -> Event:
    """`entry` is the key of an event that brings none of its own. Raises BadEvent, naming the field."""
    kind = fields.get("kind", "chat")
    if kind == "chat":
        return _attempt(fields)
    record = _record({"record": entry, **fields})
    if kind == "turned_away":
        return _turned_away(record, fields)
    if kind in VISITS:
        return Visit(record, _time(fields, "at_ms"), _language(fields), kind)
    if kind == "duty":
        return Duty(record, _time(fields, "at_ms"), _number(fields, "duty_ms"), _number(fields, "busy_ms"))
    raise BadEvent(f"unknown kind {kind[:40]!r}", "kind")


def _turned_away(record: str, fields: Mapping[str, str]) -> Attempt:
    """Refused at the door, so nothing but the language was asked."""
    channel = _known(fields.get("channel", ""), CHANNELS, "other")
    at = _time(fields, "at_ms")
    return Attempt(record, at, _language(fields), channel, "none", "unknown", 3, "turned_away", False, 0)


def _attempt(fields: Mapping[str, str]) -> Attempt:
    attempt = Attempt(
        record=_record(fields),
        joined_ms=_time(fields, "joined_ms"),
        language=_language(fields),
        channel=_known(fields.get("channel", ""), CHANNELS, "other"),
        topic=_known(fields.get("topic", ""), _topics(), "other") if fields.get("topic") else "none",
        age_band=_known(fields.get("age_band", ""), code_set("age_bands.1"), "unknown"),
        priority=_priority(fields),
        end=_end(fields),
        answered=_flag(fields, "answered"),
        in_target=_flag(fields, "in_target") if fields.get("in_target") else None,
        form=_form(fields),
        **{name: _number(fields, name) for name in _NUMBERS},
    )
    if not attempt.answered and attempt.end == "finished":
        raise BadEvent("a chat that nobody answered cannot be finished", "end")
    return attempt


_NUMBERS = ("waited_ms", "active_ms", "wrap_ms", "fences", "reconnects", "messages_teen", "messages_staff")


def _topics() -> frozenset[str]:
    return code_set("insafe.1") | {"danger_now"}


def _known(value: str, codes: frozenset[str], otherwise: str) -> str:
    """What a browser sent never reaches a row unless it is a code that we know."""
    return value if value in codes else otherwise


def _record(fields: Mapping[str, str]) -> str:
    record = fields.get("record", "")
    if not _RECORD.fullmatch(record):
        raise BadEvent("must be an id", "record")
    return record


def _number(fields: Mapping[str, str], name: str) -> int:
    text = fields.get(name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 17 and int(text) < _LARGEST):
        raise BadEvent(f"must be a whole number, not {text[:40]!r}", name)
    return int(text)


def _time(fields: Mapping[str, str], name: str) -> int:
    value = _number(fields, name)
    if not _EARLIEST_MS <= value <= _LATEST_MS:
        raise BadEvent("must be a time in ms between 2000 and 2100", name)
    return value


def _priority(fields: Mapping[str, str]) -> int:
    text = fields.get("priority", "3")
    if text not in {"1", "2", "3"}:
        raise BadEvent("must be 1, 2 or 3", "priority")
    return int(text)


def _language(fields: Mapping[str, str]) -> str:
    language = fields.get("language", "")
    if not _LANGUAGE.fullmatch(language):
        raise BadEvent("must be a language code", "language")
    return language[:2]


def _end(fields: Mapping[str, str]) -> str:
    end = fields.get("end", "")
    if end not in ENDS:
        raise BadEvent(f"unknown end {end[:40]!r}", "end")
    return end


def _flag(fields: Mapping[str, str], name: str) -> bool:
    text = fields.get(name, "0")
    if text not in {"0", "1"}:
        raise BadEvent("must be 0 or 1", name)
    return text == "1"


def _form(fields: Mapping[str, str]) -> str:
    text = fields.get("form", "")
    if len(text) > _LONGEST_FORM:
        raise BadEvent("is too long", "form")
    return text
