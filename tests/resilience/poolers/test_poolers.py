"""Behind Debian's PgBouncer the service serves, or says which setting it needs."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from starlette.types import ASGIApp

from impl.app import create_app
from impl.settings import Settings
from impl.storage import Database
from tests.migrations.concurrently import NEXT, two_at_once
from tests.migrations.databases import libpq_url, unmigrated
from tests.migrations.releases import with_next_release
from tests.resilience.poolers.pgbouncer import NEEDED, PROGRAM, pgbouncer
from tests.servers import Servers
from tests.service import ROOT, settings_for
from tests.tester import bearer_of_tester

pytestmark = pytest.mark.skipif(PROGRAM is None, reason=NEEDED)


def client_of(app: ASGIApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver")


@pytest.fixture
def empty_database(servers: Servers) -> Iterator[Settings]:
    with unmigrated(servers) as settings:
        yield settings


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that the unprivileged user of the pooler can enter, which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as path:
        yield Path(path)


def migrate(url: str, pooler: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DATABASE_POOLER": pooler},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("mode", ["session", "transaction"])
async def test_mixed_requests_are_served_behind_a_pooler(
    servers: Servers, settings: Settings, folder: Path, mode: str
) -> None:
    # A session of the pool stays with its connection; transactions share four.
    sessions = 20 if mode == "session" else 4
    with pgbouncer(servers.libpq_url, folder, mode, sessions) as url:
        for _ in range(2):  # the second finds nothing to do, and no lock left behind
            done = await asyncio.to_thread(migrate, url, mode)
            assert done.returncode == 0, done.stderr
        behind = settings_for(url, servers.redis_url, database_pooler=mode)
        database = Database(behind)
        reader = (await bearer_of_tester(database, behind))("users:read users:admin")
        await database.close()
        app = create_app(behind)
        async with app.router.lifespan_context(app), client_of(app) as client:
            assert (await client.get("/readyz")).status_code == 200
            statuses = []
            for number in range(25):
                batch = [
                    client.post(
                        "/api/v1/auth/register",
                        json={
                            "email": f"{mode}-{number}-{each}@example.com",
                            "full_name": "Ada",
                            "password": "engines are poetical",
                        },
                    )
                    for each in range(4)
                ]
                batch += [client.get("/api/v1/users?limit=1", headers=reader) for _ in range(4)]
                statuses += [answer.status_code for answer in await asyncio.gather(*batch)]
        assert {*statuses} == {200, 201}


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["session", "transaction"])
async def test_two_migrations_at_once_build_a_concurrent_index_once(
    empty_database: Settings, folder: Path, tmp_path: Path, mode: str
) -> None:
    """One that waits takes no session of the server while it does."""
    direct = libpq_url(empty_database)
    checkout = with_next_release(tmp_path, NEXT)
    sessions = 4 if mode == "session" else 3
    with pgbouncer(direct, folder, mode, sessions) as url:
        await two_at_once(url, direct, checkout, DATABASE_POOLER=mode)


async def test_a_pooler_that_no_setting_names_is_told(
    servers: Servers, settings: Settings, folder: Path
) -> None:
    with pgbouncer(servers.libpq_url, folder, "transaction", 4) as url:
        app = create_app(settings_for(url, servers.redis_url))
        async with app.router.lifespan_context(app), client_of(app) as client:
            response = await client.get("/readyz")
    assert response.status_code == 503
    assert "DATABASE_POOLER" in response.json()["detail"]
