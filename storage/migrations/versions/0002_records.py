"""The whole anonymous record: what the form adds, counts, exact sums, surveys, publications."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_QUICK = "'lt30s', '30s_2m', '2m_5m'"


def _code(name: str, length: int = 64) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def upgrade() -> None:
    _wider_session()
    _counts()
    op.create_table(
        "survey",
        _code("id"), _code("desk"), _number("day"), _code("language"), sa.Column("answers", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("ix_survey_desk_day", "survey", ["desk", "day"])
    op.create_table(
        "publication",
        _code("desk"), _number("quarter"), sa.Column("content", sa.JSON, nullable=False), _big("created"),
        sa.PrimaryKeyConstraint("desk", "quarter", name="pk_publication"),
    )  # fmt: skip


def _wider_session() -> None:
    added: list[tuple[str, Any, str]] = [
        ("in_target", sa.Boolean(), "false"),
        ("form_version", sa.Integer(), "0"),
        ("outcome", sa.String(64), "''"),
        ("category", sa.String(64), "''"),
        ("risk", sa.String(64), "''"),
        ("escalation", sa.String(64), "''"),
        ("referrals", sa.JSON(), "'[]'"),
        ("answers", sa.JSON(), "'{}'"),
    ]
    for name, kind, default in added:
        op.add_column("session", sa.Column(name, kind, nullable=False, server_default=sa.text(default)))
    op.execute(f"UPDATE session SET in_target = true WHERE wait_band IN ({_QUICK})")  # nosec B608


def _where() -> list[sa.Column[str] | sa.Column[int]]:
    return [_code("grain", 12), _number("period"), _code("language", 8)]


def _counts() -> None:
    keys = ["desk", "measure", "grain", "period", "language"]
    op.create_table(
        "tally",
        _code("desk", 32), _code("measure", 48), *_where(), _code("code", 80), _number("n"),
        sa.PrimaryKeyConstraint(*keys, "code", name="pk_tally"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "exact",
        _code("desk", 32), _code("measure", 16), *_where(), _number("n"), _big("total"), _big("longest"),
        sa.PrimaryKeyConstraint(*keys, name="pk_exact"), sqlite_with_rowid=False,
    )  # fmt: skip
