"""Answers after a chat, kept apart from every chat: another id, another day, and stored beside others."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from secrets import token_urlsafe
from typing import Final

from sqlalchemy import insert, select

from storage.database import Part
from storage.errors import BadInput
from storage.records.calendar import DEFAULT_ZONE, HOUR_MS, Periods, month_of, periods_of
from storage.records.tallies import Tallies, add_survey
from storage.records.writing import add_tallies, one_writer, table_of
from storage.tables.records import SurveyRow

_TAPS: Final = ("yes", "some", "no")
# `feel` is by how many of five faces somebody feels better than before; which faces they were nobody is told.
MOVES: Final = ("down_4", "down_3", "down_2", "down_1", "same", "up_1", "up_2", "up_3", "up_4")
ANSWERS: Final = {"helped": _TAPS, "better": _TAPS, "again": _TAPS, "feel": MOVES}
QUESTIONS: Final = tuple(ANSWERS)
# A question of the desk's own stands under its code; which there are, and their answers, the desk's profile says.
OWN: Final = "own."
MOST_OWN: Final = 3
_CODE: Final = re.compile(r"[a-z0-9_]{1,32}")
MOVED_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Survey:
    """`id` is that of the row; `day` is about when, counted from the year 1."""

    id: str
    day: int
    language: str
    answers: Mapping[str, str]


def check_survey(answers: object) -> dict[str, str]:
    """Raises BadInput, naming the field; unanswered questions are left out."""
    if not isinstance(answers, Mapping):
        raise BadInput("must be an object", "answers")
    own = sorted(name for name in answers if isinstance(name, str) and _is_own(name))
    strange = sorted(str(name) for name in answers if name not in QUESTIONS and name not in own)
    if strange or len(own) > MOST_OWN:
        raise BadInput("there is no such question", (strange or own)[0][:40])
    given = {name: answers[name] for name in (*QUESTIONS, *own) if answers.get(name) is not None}
    for name, answer in given.items():
        if name in QUESTIONS and answer not in ANSWERS[name]:
            raise BadInput(f"must be one of {', '.join(ANSWERS[name])}", name)
        if name in own and not (isinstance(answer, str) and _CODE.fullmatch(answer)):
            raise BadInput("must be a code", name)
    return given


def _is_own(name: str) -> bool:
    return name.startswith(OWN) and _CODE.fullmatch(name.removeprefix(OWN)) is not None


def survey_of(key: str, language: str, answers: object, now_ms: int, *, moved: int | None = None) -> Survey:
    """Under a day up to three days off (`moved`, for tests). Raises BadInput.

    `key` was drawn for these answers by whoever gives them; the same one makes the same row, as far off. Nothing leads
    from the row back to the key, and so to how far.
    """
    shift = _moved(key) if moved is None else moved
    day = periods_of(now_ms // HOUR_MS, DEFAULT_ZONE).day + shift
    spoken = language[:2] if language[:2].isascii() and language[:2].isalpha() else ""
    return Survey(blake2b(key.encode(), digest_size=12).hexdigest(), day, spoken, check_survey(answers))


def _moved(key: str) -> int:
    drawn = int.from_bytes(blake2b(key.encode(), digest_size=8, person=b"days moved").digest())
    return drawn % (2 * MOVED_DAYS + 1) - MOVED_DAYS


def as_text(survey: Survey) -> str:
    """As it waits to be stored: it begins with its random id, so that sorted texts tell no order of arrival."""
    return json.dumps([survey.id, survey.day, survey.language, dict(survey.answers)], separators=(",", ":"))


def from_text(text: str) -> Survey:
    """Raises BadInput."""
    try:
        name, day, language, answers = json.loads(text)
        where = date.fromordinal(day).toordinal()
    except (ValueError, TypeError, OverflowError) as problem:
        raise BadInput("cannot be read", "survey") from problem
    if not isinstance(name, str) or len(name) != 24 or not isinstance(language, str) or len(language) > 2:
        raise BadInput("cannot be read", "survey")
    return Survey(name, where, language, check_survey(answers))


class Surveys(Part):
    """Nothing here leads to a chat, a person or a counsellor."""

    async def add(self, desk: str, language: str, answers: object, now_ms: int, *, moved: int | None = None) -> None:
        """One that waited nowhere. Raises BadInput."""
        await self.keep(desk, [survey_of(token_urlsafe(12), language, answers, now_ms, moved=moved)])

    async def keep(self, desk: str, surveys: Sequence[Survey]) -> int:
        """Store and count those that answer anything and are not there yet, together; how many they were."""
        answered = {one.id: one for one in surveys if one.answers}
        async with self._database.writing() as connection:
            await one_writer(connection)
            there = await connection.scalars(select(SurveyRow.id).where(SurveyRow.id.in_(list(answered))))
            fresh = [answered[name] for name in sorted(answered.keys() - set(there))]
            if fresh:
                await connection.execute(insert(table_of(SurveyRow)), [_row(desk, one) for one in fresh])
                await add_tallies(connection, _counted(desk, fresh))
        return len(fresh)


def _row(desk: str, one: Survey) -> dict[str, object]:
    return {"id": one.id, "desk": desk, "day": one.day, "language": one.language, "answers": dict(one.answers)}


def _counted(desk: str, surveys: Sequence[Survey]) -> Tallies:
    tallies: Tallies = Counter()
    for one in surveys:
        add_survey(tallies, desk, _periods(one.day), one.language, dict(one.answers))
    return tallies


def _periods(day: int) -> Periods:
    return Periods(0, 0, 0, day, day - date.fromordinal(day).weekday(), month_of(date.fromordinal(day)))
