"""Concurrent indexes end the migrations' transaction, and still one process migrates at a time."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from impl.settings import Settings
from tests.migrations.concurrently import (
    NEXT,
    REVISIONS,
    VALID,
    older_snapshot,
    two_at_once,
    waits_for_snapshots,
)
from tests.migrations.databases import libpq_url, run_sql
from tests.migrations.releases import REVISION, ended, migrate, starting, with_next_release
from tests.service import ROOT

pytestmark = pytest.mark.slow

LOSE_LOCK = """
    SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND datname = current_database()
"""


async def test_two_at_once_build_a_concurrent_index_once(
    empty_database: Settings, tmp_path: Path
) -> None:
    url = libpq_url(empty_database)
    await two_at_once(url, url, with_next_release(tmp_path, NEXT))


async def test_roles_whose_idle_transactions_end_migrate_as_well(
    empty_database: Settings, tmp_path: Path
) -> None:
    """The transaction of the lock is idle for as long as the index is built."""
    url = libpq_url(empty_database)
    name = urlsplit(url).path.removeprefix("/")
    limit = "idle_in_transaction_session_timeout = '2s'"
    await run_sql(url, f"ALTER DATABASE {name} SET {limit}")
    await two_at_once(url, url, with_next_release(tmp_path, NEXT))


async def test_a_build_that_was_broken_off_is_done_again(empty_database: Settings) -> None:
    url = libpq_url(empty_database)
    await migrate(url, ROOT)
    await run_sql(url, "UPDATE alembic_version SET version_num = '0006'")
    broken = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'users_status'::regclass"
    await run_sql(url, broken)
    await migrate(url, ROOT)
    (index,) = await run_sql(url, VALID.format(name="users_status"))
    assert index["indisvalid"]


async def test_a_lock_that_was_lost_is_told_once_the_migrations_are_done(
    empty_database: Settings, tmp_path: Path
) -> None:
    url = libpq_url(empty_database)
    await migrate(url, ROOT)
    async with older_snapshot(url):
        migration = await starting(url, with_next_release(tmp_path, NEXT))
        await waits_for_snapshots(url)
        (lost,) = await run_sql(url, LOSE_LOCK)
        assert lost["pg_terminate_backend"]
    said = await ended(migration)
    assert "the lock is lost" in said
    assert "Traceback" not in said
    assert [row["version_num"] for row in await run_sql(url, REVISIONS)] == [REVISION]
