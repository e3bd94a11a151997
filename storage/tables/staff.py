"""Tables about staff: accounts, what they sign in with, and what they did."""

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Code, Json, Key, Seconds, Words


def _owner() -> ForeignKey:
    return ForeignKey("staff.id", ondelete="CASCADE")


class StaffRow(Base):
    """One account. `name_key` is the name without case."""

    __tablename__ = "staff"
    id: Mapped[Key]
    name: Mapped[Code]
    name_key: Mapped[str] = mapped_column(String(64), unique=True)
    display: Mapped[Code]
    role: Mapped[Code]
    password: Mapped[Words]
    languages: Mapped[Json]
    skills: Mapped[Json]
    desks: Mapped[Json]
    capacity: Mapped[int]
    active: Mapped[bool]
    totp: Mapped[Words]
    totp_step: Mapped[Seconds]
    created: Mapped[Seconds]
    password_given: Mapped[bool] = mapped_column(server_default=false())


class SecretMarkRow(Base):
    """A secret of the house that sealed something here."""

    __tablename__ = "secret_mark"
    key_id: Mapped[Key]
    since: Mapped[Seconds]


class SignInRow(Base):
    """One browser that is signed in."""

    __tablename__ = "sign_in"
    digest: Mapped[Key]
    staff: Mapped[str] = mapped_column(String(64), _owner(), index=True)
    how: Mapped[Code]
    label: Mapped[Words]
    created: Mapped[Seconds]
    seen: Mapped[Seconds]


class PasskeyRow(Base):
    """One WebAuthn credential."""

    __tablename__ = "passkey"
    id: Mapped[str] = mapped_column(String(1400), primary_key=True)
    staff: Mapped[str] = mapped_column(String(64), _owner(), index=True)
    public_key: Mapped[Words]
    sign_count: Mapped[Seconds]
    label: Mapped[Words]
    created: Mapped[Seconds]
    used: Mapped[Seconds]


class RecoveryRow(Base):
    """One unused recovery code, as a digest."""

    __tablename__ = "recovery_code"
    staff: Mapped[str] = mapped_column(String(64), _owner(), primary_key=True)
    digest: Mapped[Key]


class AuditRow(Base):
    """One act of staff; `desk` is empty for what concerns the whole house. Triggers refuse changes; only retention
    deletes."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_desk_at", "desk", "at"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger, index=True)
    actor: Mapped[Code]
    actor_name: Mapped[Code]
    kind: Mapped[Code]
    subject: Mapped[Code]
    detail: Mapped[Words]
    desk: Mapped[Code]
