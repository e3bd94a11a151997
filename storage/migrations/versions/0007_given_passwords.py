"""Whose password was chosen by somebody else; an older program that makes an account says nothing of it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("staff", sa.Column("password_given", sa.Boolean, nullable=False, server_default=sa.false()))
