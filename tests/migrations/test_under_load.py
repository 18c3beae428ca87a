"""The next release's migration runs while this release serves."""

import asyncio
import os
import shutil
import sys
from itertools import cycle
from pathlib import Path

import asyncpg
import httpx2 as httpx
import pytest
from alembic.script import ScriptDirectory

from impl.settings import Settings
from impl.storage import Database
from tests.migrations.databases import libpq_url
from tests.resilience.load import Load
from tests.resilience.servers import started
from tests.security.people import USERS, People
from tests.servers import Servers
from tests.service import ROOT, settings_for

pytestmark = pytest.mark.slow

NEXT = '''
"""What the next release adds, as an expansion: this release does not notice."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {head!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    settings = settings_for(libpq_url(empty_database), servers.redis_url)
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

        async with Load(send, rate=20) as load:
            transaction = other.transaction()
            await transaction.start()
            await other.fetch("SELECT 1 FROM users")
            waits = asyncio.Event()
            migration = asyncio.create_task(
                migrate(libpq_url(empty_database), with_next_release(tmp_path), waits)
            )
            await asyncio.wait_for(waits.wait(), 60)
            # Longer than a request waits for a statement: whoever queued would be answered 503.
            await asyncio.sleep(4 * settings.database_command_timeout)
            assert not migration.done()
            await transaction.rollback()
            said = await migration
            await asyncio.sleep(0.5)
        assert "a table is in use; trying again" in said
        assert load.statuses().keys() == {200}, load.statuses()
        assert len(load.outcomes) > 50
        assert (await client.get("/readyz")).status_code == 200
    await other.close()
    await database.close()


def with_next_release(folder: Path) -> Path:
    """Make a checkout whose migrations are one ahead of this one's."""
    for name in ("pyproject.toml", "impl"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "migrations", folder / "migrations")
    versions = folder / "migrations" / "versions"
    head = ScriptDirectory(str(versions.parent)).get_current_head()
    (versions / "9999_next.py").write_text(NEXT.format(head=head))
    return folder


async def migrate(url: str, checkout: Path, waits: asyncio.Event | None = None) -> str:
    """Return what the migration wrote to standard error; `waits` is set at its first line."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "alembic", "upgrade", "head"),
        cwd=checkout,
        env=os.environ | {"DATABASE_URL": url},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    first = await process.stderr.readline()
    if waits is not None:
        waits.set()
    errors = first + await process.stderr.read()
    await process.wait()
    assert process.returncode == 0, errors.decode()
    return errors.decode()
