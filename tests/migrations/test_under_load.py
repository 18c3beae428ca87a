"""The next release's migration runs while this release serves."""

import asyncio
from itertools import cycle
from pathlib import Path

import asyncpg
import httpx2 as httpx
import pytest

from impl.settings import Settings
from impl.storage import Database
from tests.migrations.concurrently import PATIENCE
from tests.migrations.databases import libpq_url
from tests.migrations.releases import ended, lines, migrate, starting, with_next_release
from tests.resilience.load import Load
from tests.resilience.servers import started
from tests.security.people import USERS, People
from tests.servers import Servers
from tests.service import ROOT, settings_for

pytestmark = pytest.mark.slow

SERVED = 30
"""Requests that are answered while the migration waits."""
NEXT = '''
"""What the next release adds, as an expansion: this release does not notice."""

import sys

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {head!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    patience = sa.text("SELECT setting FROM pg_settings WHERE name = 'lock_timeout'")
    sys.stderr.write("waits " + op.get_bind().execute(patience).scalar_one() + " ms\\n")
    op.add_column("users", sa.Column("nickname", sa.String(40), nullable=True))
    op.add_column("outbox", sa.Column("shard", sa.Integer(), server_default="0", nullable=False))
    op.create_table("pets", sa.Column("id", sa.Uuid(), primary_key=True))


def downgrade() -> None:
    raise NotImplementedError
'''


async def test_this_release_serves_while_the_next_one_migrates(
    empty_database: Settings, servers: Servers, tmp_path: Path
) -> None:
    """Somebody's long transaction holds the table meanwhile: others must not queue behind it."""
    await migrate(libpq_url(empty_database), ROOT)
    # No request ends by a time-out: whoever queues is there until the transaction has ended.
    settings = settings_for(
        libpq_url(empty_database),
        servers.redis_url,
        database_pool_timeout=30,
        database_command_timeout=40,
    )
    database = Database(settings)
    other = await asyncpg.connect(libpq_url(empty_database))
    async with started(settings) as client:
        person = await People(client, database).user()
        turns = cycle(range(1_000_000))

        async def send() -> httpx.Response:
            if (number := next(turns)) % 2:
                return await client.get(f"{USERS}/{person.id}", headers=person.headers)
            change = {"full_name": f"Ada {number}"}
            return await client.patch(f"{USERS}/{person.id}", headers=person.headers, json=change)

        async with Load(send, rate=20) as load, asyncio.timeout(PATIENCE):
            transaction = other.transaction()
            await transaction.start()
            await other.fetch("SELECT 1 FROM users")
            checkout = with_next_release(tmp_path, NEXT)
            migration = await starting(libpq_url(empty_database), checkout)
            said = await lines(migration, until="a table is in use; trying again")
            began = len(load.outcomes)
            for _ in range(3):
                said += await lines(migration, until="a table is in use; trying again")
            while len(load.outcomes) < began + SERVED:  # noqa: ASYNC110  no event tells it
                await asyncio.sleep(0.05)
            assert migration.returncode is None
            await transaction.rollback()
            await ended(migration)
        assert load.statuses().keys() == {200}, load.statuses()
        # Who comes while the migration tries waits as long as it does: far from a time-out.
        patience = {int(line.split()[1]) / 1000 for line in said if line.startswith("waits ")}
        assert 0 < max(patience) < Settings.model_fields["database_command_timeout"].default / 5
        assert (await client.get("/readyz")).status_code == 200
    await other.close()
    await database.close()
