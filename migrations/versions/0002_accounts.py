"""Roles, status and passwords of users; sessions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None
allowed_locks = {"constraint-missing-not-valid": "No release without accounts was in use."}


def upgrade() -> None:
    op.add_column("users", sa.Column("role", sa.String(20), server_default="user", nullable=False))
    op.add_column(
        "users", sa.Column("status", sa.String(20), server_default="active", nullable=False)
    )
    op.add_column("users", sa.Column("password_hash", sa.String(100), nullable=True))
    op.create_check_constraint("users_role_check", "users", "role IN ('user', 'admin')")
    op.create_check_constraint("users_status_check", "users", "status IN ('active', 'disabled')")
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(500), nullable=False),
        sa.Column("user_agent", sa.String(200), nullable=True),
        sa.Column("refresh_digest", sa.LargeBinary(), nullable=False),
        sa.Column("previous_digest", sa.LargeBinary(), nullable=True),
        _instant("rotated_at"),
        _instant("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="sessions_pkey"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="sessions_user_id_fkey"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])


def downgrade() -> None:
    op.drop_table("sessions")
    for name in ("users_status_check", "users_role_check"):
        op.drop_constraint(name, "users")
    for name in ("password_hash", "status", "role"):
        op.drop_column("users", name)


def _instant(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )
