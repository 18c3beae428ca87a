"""An index for lists of users of one status."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None
allowed_locks = {
    "require-concurrent-index-creation": "A million users take about a second, and a concurrent "
    "build ends the transaction that keeps a second migration away."
}


def upgrade() -> None:
    op.create_index(
        "users_status", "users", ["status", "id"], postgresql_where=sa.text("deleted_at IS NULL")
    )


def downgrade() -> None:
    op.drop_index("users_status", "users")
