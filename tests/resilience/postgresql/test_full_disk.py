"""PostgreSQL's disk fills up: writes are refused, reads go on, and room is all that is needed."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from impl.settings import Settings
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.servers import started

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("mount") is None, reason="only root can mount a small disk"
)
ACCOUNT = {"full_name": "Ada", "password": "engines are poetical"}


@pytest.fixture
def disk() -> Iterator[Path]:
    """A disk of 16 MB that holds nothing yet, open to the account that PostgreSQL runs as."""
    with tempfile.TemporaryDirectory(prefix="small-disk-") as folder:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16M,mode=0777", "tmpfs", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            # Lazily: the server that has files open there ends after this test.
            subprocess.run(["umount", "--lazy", folder], check=True)


async def test_a_full_disk_refuses_writes_and_nothing_else(
    own_postgresql: PostgreSQL, own_settings: Settings, disk: Path
) -> None:
    await asyncio.to_thread(_own, disk, own_postgresql)
    connection = await asyncpg.connect(own_postgresql.libpq_url)
    try:
        await connection.execute(f"CREATE TABLESPACE small LOCATION '{disk}/data'")
        await connection.execute("ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE small")
        await connection.execute("ALTER INDEX ALL IN TABLESPACE pg_default SET TABLESPACE small")
        async with started(own_settings) as client:

            async def register(number: int) -> int:
                body = {"email": f"disk-{number}@example.com", **ACCOUNT}
                answer = await client.post("/api/v1/auth/register", json=body)
                if answer.status_code == 503:
                    assert answer.headers["content-type"] == "application/problem+json"
                    assert "retry-after" in answer.headers
                return answer.status_code

            assert await register(0) == 201
            filler = disk / "filler"
            _fill(filler)
            # A page that has room takes some more rows before the table has to grow.
            statuses = [await register(number) for number in range(1, 60)]
            assert {*statuses} == {201, 503}
            assert statuses[-1] == 503
            login = {"email": "disk-0@example.com", "password": ACCOUNT["password"]}
            assert (await client.get("/livez")).status_code == 200
            assert (await client.get("/readyz")).status_code == 200
            filler.unlink()
            assert await register(1000) == 201
            assert (await client.post("/api/v1/auth/login", json=login)).status_code == 200
            kept = await connection.fetchval("SELECT count(*) FROM users")
            assert kept == statuses.count(201) + 2  # whoever was told 201, and nobody else
    finally:
        await connection.close()


def _own(disk: Path, server: PostgreSQL) -> None:
    """Make a folder of the account's that the server runs as."""
    assert server.process is not None
    user = Path(f"/proc/{server.process.pid}").stat().st_uid
    data = disk / "data"
    data.mkdir(mode=0o700)
    os.chown(data, user, -1)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as opened:
        try:
            while True:
                opened.write(bytes(4096))
        except OSError:
            return
