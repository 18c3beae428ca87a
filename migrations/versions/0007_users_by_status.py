"""An index for lists of users of one status."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        # What a build that was broken off has left has the name, but serves nobody.
        op.drop_index("users_status", "users", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            "users_status",
            "users",
            ["status", "id"],
            postgresql_where=sa.text("deleted_at IS NULL"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("users_status", "users", if_exists=True, postgresql_concurrently=True)
