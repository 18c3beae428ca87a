"""A backup is worth what can be restored from it: dumped while writes go on, compared, served."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.installation import package_programs
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.load import Load
from tests.resilience.postgresql.watching import connected
from tests.resilience.servers import started
from tests.security.people import AUTH, USERS, People
from tests.service import settings_for

TABLES = ("users", "sessions", "outbox", "event_progress", "alembic_version")


@pytest.fixture
def another_postgresql(tmp_path: Path) -> Iterator[PostgreSQL]:
    with PostgreSQL(tmp_path / "another", durable=False) as server:
        yield server


async def test_what_is_restored_is_what_was_there_and_serves(
    own_settings: Settings,
    own_postgresql: PostgreSQL,
    another_postgresql: PostgreSQL,
    tmp_path: Path,
) -> None:
    backup = tmp_path / "backup"
    database = Database(own_settings)
    async with started(own_settings) as client:
        people = People(client, database)
        before = [await people.user() for _ in range(5)]
        admin = await people.admin()
        number = iter(range(1_000_000))

        async def write() -> Any:
            body = {"email": f"during-{next(number)}@example.com", "full_name": "Ada"}
            return await client.post(USERS, headers=admin.headers, json=body)

        async with Load(write, rate=10):
            await asyncio.sleep(0.5)
            await run("pg_dump", "--format=custom", f"--file={backup}", own_postgresql.libpq_url)
            await asyncio.sleep(0.5)
        # A dump is one moment of the database, so what is restored is consistent in itself.
        await run(
            *("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner"),
            *(f"--dbname={another_postgresql.libpq_url}", str(backup)),
        )
        original = await rows(own_postgresql.libpq_url)
        restored = await rows(another_postgresql.libpq_url)
    for table in TABLES:
        assert restored[table] <= original[table], table
    events = {row["key"] for row in map(dict, restored["outbox"])}
    assert {f"user:{dict(row)['id']}" for row in restored["users"]} <= events
    await database.close()
    settings = own_settings.model_copy(
        update={
            "database_url": settings_for(
                another_postgresql.libpq_url, "redis://unused"
            ).database_url
        }
    )
    async with started(settings) as client:
        assert (await client.get("/readyz")).status_code == 200
        person = before[0]
        assert (await client.get(f"{USERS}/me", headers=person.headers)).status_code == 200
        login = {"email": person.email, "password": person.password}
        assert (await client.post(f"{AUTH}/login", json=login)).status_code == 200


async def run(program: str, *arguments: str) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [package_programs() / program, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


async def rows(url: str) -> dict[str, set[asyncpg.Record]]:
    """Every row of every table, by table."""
    async with connected(url) as connection:
        return {table: set(await connection.fetch(f"SELECT * FROM {table}")) for table in TABLES}
