"""Staff, what a desk has of its own, and the first shape of the anonymous row."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

FROZEN_DAYS = 30


def _code(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


def _owner() -> sa.Column[str]:
    return sa.Column("staff", sa.String(64), sa.ForeignKey("staff.id", ondelete="CASCADE"), nullable=False)


def _table(name: str, *columns: sa.Column[Any], key: str = "id") -> None:
    keys = [sa.PrimaryKeyConstraint(*key.split(), name=f"pk_{name}")]
    op.create_table(name, *columns, *keys, sqlite_with_rowid=name != "session")


def upgrade() -> None:
    _staff()
    _desk()
    _records()
    _append_only()


def _staff() -> None:
    _table(
        "staff",
        _code("id"), _code("name"), _code("name_key"), _code("display"), _code("role"), _text("password"),
        _json("languages"), _json("skills"), _json("desks"), _number("capacity"),
        sa.Column("active", sa.Boolean, nullable=False), _text("totp"), _big("totp_step"), _big("created"),
    )  # fmt: skip
    op.create_index("uq_staff_name_key", "staff", ["name_key"], unique=True)
    _table("sign_in", _code("digest"), _owner(), _code("how"), _text("label"), _big("created"), _big("seen"),
           key="digest")  # fmt: skip
    _table(
        "passkey",
        sa.Column("id", sa.String(1400), nullable=False), _owner(), _text("public_key"), _big("sign_count"),
        _text("label"), _big("created"), _big("used"),
    )  # fmt: skip
    _table("recovery_code", _owner(), _code("digest"), key="staff digest")
    serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "audit",
        sa.Column("id", serial, primary_key=True, autoincrement=True),
        _big("at"), _code("actor"), _code("actor_name"), _code("kind"), _code("subject"), _text("detail"),
    )  # fmt: skip
    op.create_index("ix_sign_in_staff", "sign_in", ["staff"])
    op.create_index("ix_passkey_staff", "passkey", ["staff"])
    op.create_index("ix_audit_at", "audit", ["at"])


def _desk() -> None:
    desk = ("reply", "resource")
    _table("reply", _code("id"), _code("desk"), _code("language"), _text("title"), _text("text"), _code("shortcut"),
           _number("place"))  # fmt: skip
    _table(
        "resource",
        _code("id"), _code("desk"), _code("language"), _code("topic"), _code("kind"), _text("title"), _text("text"),
        _text("url"), _code("phone"), _json("shown"), _number("place"),
    )  # fmt: skip
    for name in desk:
        op.create_index(f"ix_{name}_desk", name, ["desk"])
    _table("hours", _code("desk"), _json("definition"), _code("changed_by"), _big("changed_at"), key="desk")
    _table("setting", _code("desk"), _code("name"), _json("value"), key="desk name")
    _table("form", _code("desk"), _number("version"), _json("definition"), _big("created"), key="desk version")


def _records() -> None:
    _table(
        "session",
        _code("id"), _code("desk"), _number("hour"), _code("language"), _code("channel"), _code("topic"),
        _code("age_band"), _number("priority"), _code("result"), _code("end"), _code("wait_band"),
        _code("duration_band"), _code("teen_messages"), _code("staff_messages"), _code("counsellors"),
        _code("reconnects"),
    )  # fmt: skip
    op.create_index("ix_session_desk_hour", "session", ["desk", "hour"])
    _table("written", _code("desk"), _code("record"), _code("entry"), key="desk record")


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        young = f"old.at > CAST(strftime('%s', 'now') AS INTEGER) - {FROZEN_DAYS * 86400}"
        refuse = "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        op.execute(f"CREATE TRIGGER audit_update BEFORE UPDATE ON audit {refuse}")
        op.execute(f"CREATE TRIGGER audit_delete BEFORE DELETE ON audit WHEN {young} {refuse}")
        return
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    )
    young = f"old.at > extract(epoch FROM now()) - {FROZEN_DAYS * 86400}"
    op.execute("CREATE TRIGGER audit_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()")
    op.execute(
        f"CREATE TRIGGER audit_delete BEFORE DELETE ON audit FOR EACH ROW WHEN ({young}) "
        "EXECUTE FUNCTION audit_refuse()"
    )
