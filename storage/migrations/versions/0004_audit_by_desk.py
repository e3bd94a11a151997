"""Each act in the audit trail says at which desk it was done, so that each desk keeps and sees its own."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Kinds whose subject was the desk; the others are of the whole house.
_AT_A_DESK = (
    "chat_requeued", "priority_changed", "service_set", "supervisor_entered", "block_proposed", "block_confirmed",
    "block_refused", "replies_changed", "resources_changed", "hours_changed", "settings_changed", "form_changed",
    "report_internal", "export",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("audit", sa.Column("desk", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_audit_desk_at", "audit", ["desk", "at"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER audit_update" + ("" if sqlite else " ON audit"))
    audit = sa.table("audit", sa.column("desk"), sa.column("subject"), sa.column("kind"))
    op.execute(audit.update().where(audit.c.kind.in_(_AT_A_DESK)).values(desk=audit.c.subject))
    if sqlite:
        refuse = "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        op.execute(f"CREATE TRIGGER audit_update BEFORE UPDATE ON audit {refuse}")
    else:
        op.execute("CREATE TRIGGER audit_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()")
