"""Tables of what remains of chats: anonymous rows, counts, exact sums, surveys, and what was published."""

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import UNORDERED, Base, Code, Json, Key, Seconds


class SessionRow(Base):
    """One attempt to get help. Every column is explained in storage/README.md."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_desk_hour", "desk", "hour"), UNORDERED)
    id: Mapped[Key]
    desk: Mapped[str] = mapped_column(String(32))
    hour: Mapped[int]
    language: Mapped[Code]
    channel: Mapped[Code]
    topic: Mapped[Code]
    age_band: Mapped[Code]
    priority: Mapped[int]
    result: Mapped[Code]
    end: Mapped[Code]
    wait_band: Mapped[Code]
    in_target: Mapped[bool]
    duration_band: Mapped[Code]
    teen_messages: Mapped[Code]
    staff_messages: Mapped[Code]
    counsellors: Mapped[Code]
    reconnects: Mapped[Code]
    form_version: Mapped[int]
    outcome: Mapped[Code]
    category: Mapped[Code]
    risk: Mapped[Code]
    escalation: Mapped[Code]
    referrals: Mapped[Json]
    answers: Mapped[Json]


class WrittenRow(Base):
    """The key of a stream entry that is stored but not yet acknowledged; dropped right after."""

    __tablename__ = "written"
    desk: Mapped[Key]
    record: Mapped[Key]
    entry: Mapped[Code]


class TallyRow(Base):
    """How many chats of one desk, period and language had one code of one measure."""

    __tablename__ = "tally"
    __table_args__ = UNORDERED
    desk: Mapped[str] = mapped_column(String(32), primary_key=True)
    measure: Mapped[str] = mapped_column(String(48), primary_key=True)
    grain: Mapped[str] = mapped_column(String(12), primary_key=True)
    period: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    n: Mapped[int]


class ExactRow(Base):
    """Exact sums of at least ten chats; only the newest cell of a desk and language may hold fewer."""

    __tablename__ = "exact"
    __table_args__ = UNORDERED
    desk: Mapped[str] = mapped_column(String(32), primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    grain: Mapped[str] = mapped_column(String(12), primary_key=True)
    period: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    n: Mapped[int]
    total: Mapped[Seconds]
    longest: Mapped[Seconds]


class SurveyRow(Base):
    """One set of answers after a chat; `day` is moved at random, so that it belongs to no chat."""

    __tablename__ = "survey"
    __table_args__ = (Index("ix_survey_desk_day", "desk", "day"), UNORDERED)
    id: Mapped[Key]
    desk: Mapped[str] = mapped_column(String(32))
    day: Mapped[int]
    language: Mapped[Code]
    answers: Mapped[Json]


class PublicationRow(Base):
    """A published table as it was first published; asked again, the same is given. Empty: it can be published no more,
    since counts of it were forgotten before it was."""

    __tablename__ = "publication"
    desk: Mapped[Key]
    quarter: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    content: Mapped[Json]
    created: Mapped[int] = mapped_column(BigInteger)
