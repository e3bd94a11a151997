"""Answers after a chat, kept apart from every chat: another id, another day."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from secrets import randbelow, token_urlsafe
from typing import Final

from sqlalchemy import insert

from storage.database import Database
from storage.errors import BadInput
from storage.records.calendar import DEFAULT_ZONE, HOUR_MS, Periods, month_of, periods_of
from storage.records.tallies import Tallies, add_survey
from storage.records.writing import add_tallies
from storage.tables.records import SurveyRow

QUESTIONS: Final = ("helped", "better", "again")
ANSWERS: Final = ("yes", "some", "no")
MOVED_DAYS: Final = 3


def check_survey(answers: object) -> dict[str, str]:
    """Raises BadInput, naming the field; unanswered questions are left out."""
    if not isinstance(answers, Mapping):
        raise BadInput("must be an object", "answers")
    strange = sorted(str(name) for name in answers if name not in QUESTIONS)
    if strange:
        raise BadInput("there is no such question", strange[0][:40])
    given = {name: answers[name] for name in QUESTIONS if answers.get(name) is not None}
    for name, answer in given.items():
        if answer not in ANSWERS:
            raise BadInput(f"must be one of {', '.join(ANSWERS)}", name)
    return given


class Surveys:
    """Nothing here leads to a chat, a person or a counsellor."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        desk: str,
        language: str,
        answers: object,
        now_ms: int,
        *,
        zone: str = DEFAULT_ZONE,
        moved: int | None = None,
    ) -> None:
        """Store under a day up to three days off, drawn at random (`moved`, for tests). Raises BadInput."""
        given = check_survey(answers)
        if not given:
            return
        shift = randbelow(2 * MOVED_DAYS + 1) - MOVED_DAYS if moved is None else moved
        where = _moved(periods_of(now_ms // HOUR_MS, zone), shift)
        tallies: Tallies = Counter()
        spoken = language[:2] if language[:2].isascii() and language[:2].isalpha() else ""
        add_survey(tallies, desk, where, spoken, given)
        row = {"id": token_urlsafe(12), "desk": desk, "day": where.day, "language": spoken, "answers": given}
        async with self._database.writing() as connection:
            await connection.execute(insert(SurveyRow).values(**row))
            await add_tallies(connection, tallies)


def _moved(where: Periods, days: int) -> Periods:
    day = date.fromordinal(where.day + days)
    return Periods(0, 0, 0, day.toordinal(), day.toordinal() - day.weekday(), month_of(day))
