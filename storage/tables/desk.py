"""Tables about a desk: replies, resources, opening hours, settings, forms."""

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Code, Json, Key, Seconds, Words


class ReplyRow(Base):
    """A canned reply."""

    __tablename__ = "reply"
    id: Mapped[Key]
    desk: Mapped[str] = mapped_column(String(32), index=True)
    language: Mapped[Code]
    title: Mapped[Words]
    text: Mapped[Words]
    shortcut: Mapped[Code]
    place: Mapped[int]


class ResourceRow(Base):
    """A card that is sent, or shown while waiting, when closed or in danger."""

    __tablename__ = "resource"
    id: Mapped[Key]
    desk: Mapped[str] = mapped_column(String(32), index=True)
    language: Mapped[Code]
    topic: Mapped[Code]
    kind: Mapped[Code]
    title: Mapped[Words]
    text: Mapped[Words]
    url: Mapped[Words]
    phone: Mapped[Code]
    shown: Mapped[Json]
    place: Mapped[int]


class HoursRow(Base):
    """A desk's opening hours, as routing reads them."""

    __tablename__ = "hours"
    desk: Mapped[Key]
    definition: Mapped[Json]
    changed_by: Mapped[Code]
    changed_at: Mapped[Seconds]


class SettingRow(Base):
    """One setting of a desk."""

    __tablename__ = "setting"
    desk: Mapped[Key]
    name: Mapped[Key]
    value: Mapped[Json]


class FormRow(Base):
    """One version of a desk's form; never changed once written."""

    __tablename__ = "form"
    desk: Mapped[Key]
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    definition: Mapped[Json]
    created: Mapped[Seconds]
