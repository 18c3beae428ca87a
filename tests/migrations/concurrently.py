"""A migration with a concurrent index, and what is seen of it while it is built."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from tests.migrations.databases import run_sql
from tests.migrations.releases import REVISION, ended, lines, migrate, starting
from tests.service import ROOT

NEXT = '''
"""An index on a table in use, which ends the transaction of the migrations."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {head!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("users_name", "users", ["full_name"], postgresql_concurrently=True)
    op.create_table("pets", sa.Column("id", sa.Uuid(), primary_key=True))


def downgrade() -> None:
    raise NotImplementedError
'''
PATIENCE = 300
"""Seconds until a test gives up; far more than anything here takes."""
WAITS = """
    SELECT 1 FROM pg_stat_progress_create_index
    WHERE datname = current_database() AND phase = 'waiting for old snapshots'
"""
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = '{name}'::regclass"
REVISIONS = "SELECT version_num FROM alembic_version"


@asynccontextmanager
async def older_snapshot(url: str) -> AsyncIterator[None]:
    """A transaction of somebody else that a concurrent index has to wait for."""
    stays = {"idle_in_transaction_session_timeout": "0"}
    connection = await asyncpg.connect(url, server_settings=stays)
    try:
        await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        await connection.execute("SELECT FROM users")
        yield
    finally:
        await connection.close()


async def waits_for_snapshots(url: str) -> None:
    """Wait until a concurrent index waits for older snapshots."""
    async with asyncio.timeout(PATIENCE):
        while not await run_sql(url, WAITS):  # noqa: ASYNC110  no event tells it
            await asyncio.sleep(0.05)


async def two_at_once(url: str, direct: str, checkout: Path, **variables: str) -> None:
    """Let two migrate by `url` to the release of a checkout while the index of the first waits.

    `direct` leads to the same database without a pooler.
    """
    async with asyncio.timeout(PATIENCE):
        await migrate(url, ROOT, **variables)
        async with older_snapshot(direct):
            first = await starting(url, checkout, **variables)
            await waits_for_snapshots(direct)
            second = await starting(url, checkout, **variables)
            for _ in range(4):
                await lines(second, until="waiting for another migration")
            assert first.returncode is None
        # Now nobody is in its way but, if it has a snapshot, the second.
        await ended(first)
        await ended(second)
    (index,) = await run_sql(direct, VALID.format(name="users_name"))
    assert index["indisvalid"]
    assert [row["version_num"] for row in await run_sql(direct, REVISIONS)] == [REVISION]
